import type { Cue } from '@loa/protocol/playout';
import { LIMITS, parseAssetId } from '@loa/protocol/vocabulary';
import { describe, expect, it } from 'vitest';
import { judgeChunk, judgeStream, MOST_AHEAD_US, MOST_PACKET_BYTES } from './acceptance.ts';
import type { StreamChunk } from './stream-buffer.ts';

const NOW_US = 1_800_000_000_000_000;
const streamId = parseAssetId('s'.repeat(43));
const chunk = (change: Partial<StreamChunk> = {}): StreamChunk => ({
  sequence: 0,
  atUs: NOW_US + 200_000,
  isLast: false,
  packets: [new Uint8Array(80)],
  ...change,
});
const cue = { startAtUs: NOW_US, validUntilUs: NOW_US + 60e6 } as Cue;

describe('[PLY40] a stream', () => {
  it('is what its key’s hash says, and one of few', () => {
    const own = { streamId, nameOfKey: streamId, others: LIMITS.nodeStreams - 1 };
    expect(judgeStream(own)).toBeNull();
    expect(judgeStream({ ...own, nameOfKey: 't'.repeat(43) })).toBe('stream-id-wrong');
    expect(judgeStream({ ...own, others: LIMITS.nodeStreams })).toBe('streams-full');
  });
});

describe('[PLY41] a chunk', () => {
  it('is refused by its size and its instant, each with its reason', () => {
    const judge = (change: Partial<StreamChunk>, cues = [cue], nowUs: number | null = NOW_US) =>
      judgeChunk(chunk(change), { nowUs, cues });
    expect(judge({})).toBeNull();
    expect(judge({ packets: [new Uint8Array(MOST_PACKET_BYTES + 1)] })).toBe('packet-too-long');
    expect(judge({ atUs: NOW_US + MOST_AHEAD_US })).toBeNull();
    expect(judge({ atUs: NOW_US + MOST_AHEAD_US + 1 })).toBe('too-far-ahead');
    expect(judge({ atUs: cue.validUntilUs }, [cue], NOW_US + 55e6)).toBe('outside-validity');
    expect(judge({ atUs: NOW_US - 11e6 })).toBe('outside-validity');
    expect(judge({ atUs: NOW_US + MOST_AHEAD_US + 1 }, [], null)).toBeNull();
  });

  it('waits for the cue that cites its stream', () => {
    expect(judgeChunk(chunk(), { nowUs: NOW_US, cues: [] })).toBeNull();
  });
});
