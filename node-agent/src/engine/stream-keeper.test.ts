import { decodeLiveChunk } from '@loa/protocol/frame';
import type { Cue } from '@loa/protocol/playout';
import { LIMITS } from '@loa/protocol/vocabulary';
import { silentLogger } from '@loa/runtime/node';
import { VirtualTime } from '@loa/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { speechLike } from '../../test/support/city.ts';
import { Talk } from '../../test/support/talk.ts';
import { notary } from '../adapters/identity/index.ts';
import type { HeardReport, SignedStreamChunk, Uplink } from '../ports.ts';
import { StreamKeeper } from './stream-keeper.ts';

const NOW_US = 1_800_000_000_000_000;
const talk = new Talk(speechLike(2, 41));
const chunks = talk.chunks(NOW_US);

let time: VirtualTime;
let keeper: StreamKeeper;
let reports: (HeardReport & { atMs: number })[];
let takenUs: number | null;
let cues: Cue[];
let changes: number;

beforeEach(() => {
  time = new VirtualTime();
  reports = [];
  takenUs = null;
  cues = [];
  changes = 0;
  const uplink = {
    heard: (report: HeardReport) => reports.push({ ...report, atMs: time.trueUs() / 1000 }) > 0,
  } as unknown as Uplink;
  keeper = new StreamKeeper({
    ...time.machine(),
    uplink,
    notary,
    log: silentLogger,
    nowUs: () => NOW_US + time.trueUs(),
    takenUs: () => takenUs,
    cuesOf: () => cues,
    changed: () => changes++,
  });
});

function signed(bytes: Uint8Array): SignedStreamChunk {
  const { chunk, unsigned, signature } = decodeLiveChunk(bytes);
  const { stream, ...sound } = chunk;
  return { stream, chunk: sound, unsigned, signature };
}

const give = (sequence: number, ...rest: [number?, ((bytes: Uint8Array) => void)?]): void =>
  keeper.chunk(signed(talk.frame(chunks[sequence] as (typeof chunks)[number], ...rest)));

describe('live streams of a node', () => {
  it('[PLY40] takes part in those whose id is the hash of the key, and in few at a time', () => {
    keeper.announced({ ...talk.announcement(), publicKey: 'A'.repeat(43) });
    expect(keeper.bufferOf(talk.streamId)).toBeNull();
    expect(Object.fromEntries(keeper.refused())).toEqual({ 'stream-id-wrong': 1 });
    const others = Array.from(
      { length: LIMITS.nodeStreams },
      () => new Talk(new Float32Array(960)),
    );
    for (const [i, other] of others.entries()) keeper.announced(other.announcement(i));
    keeper.announced(talk.announcement(9));
    expect(keeper.refused().get('streams-full')).toBe(1);
  });

  it('[PLY40] a stream that is over makes room for another', async () => {
    for (let i = 0; i < LIMITS.nodeStreams; i++) {
      keeper.announced(new Talk(new Float32Array(960)).announcement(i));
    }
    await time.advance(11);
    keeper.announced(talk.announcement(9));
    expect(keeper.bufferOf(talk.streamId)).not.toBeNull();
  });

  it('[PLY41] keeps nothing that is forged, replayed, of another stream or out of its time', () => {
    keeper.announced(talk.announcement());
    give(0);
    give(0);
    give(1, 7);
    give(1, 1, (bytes) => {
      bytes[25] = (bytes[25] as number) ^ 1;
    });
    // The number of the sequence is signed too.
    give(1, 1, (bytes) => {
      bytes[11] = 30;
    });
    cues = [{ startAtUs: NOW_US - 60e6, validUntilUs: NOW_US + 60_000 } as Cue];
    give(1);
    const other = new Talk(new Float32Array(960));
    keeper.announced(other.announcement(2));
    give(2, 2);
    expect(Object.fromEntries(keeper.refused())).toEqual({
      replayed: 1,
      'unknown-stream': 1,
      'signature-wrong': 2,
      'outside-validity': 2,
    });
    expect(keeper.bufferOf(talk.streamId)?.counts()).toMatchObject({ through: 0 });
    expect(keeper.bufferOf(other.streamId)?.counts()).toMatchObject({ through: -1 });
  });

  it('[PLY51] reports soon after the first chunk, then at most once a second while chunks come', async () => {
    keeper.announced(talk.announcement());
    for (const [i, { atUs }] of chunks.entries()) {
      time.at(atUs - NOW_US, () => {
        // The output is still being made short, and later one chunk is late.
        const marginUs = i < 8 ? 10_000 : i === 15 ? -10_000 : 120_000;
        takenUs = atUs - marginUs;
        if (i !== 9) give(i);
      });
    }
    await time.advance(5);
    expect(reports.map(({ atMs }) => atMs)).toEqual([250, 1_250, 2_250]);
    expect(reports[0]).toMatchObject({ stream: 1, through: 4, late: 0, missing: 0 });
    expect(reports[0]?.leastMarginUs).toBeNull();
    expect(reports[1]).toMatchObject({ late: 1, missing: 1, leastMarginUs: -10_000 });
    expect(reports[2]).toMatchObject({ through: chunks.length - 1, leastMarginUs: 120_000 });
  });

  it('[PLY51] numbers are the connection’s: after it nothing is taken or reported under them', async () => {
    keeper.announced(talk.announcement());
    give(0);
    keeper.disconnected();
    give(1);
    await time.advance(3);
    expect(reports).toEqual([]);
    expect(keeper.refused().get('unknown-stream')).toBe(1);
    keeper.announced(talk.announcement(5));
    give(1, 5);
    await time.advance(1);
    expect(reports).toMatchObject([{ stream: 5, through: 1 }]);
  });

  it('[PLY45] what sounds is looked at again when sound begins, goes on and ends', () => {
    keeper.announced(talk.announcement());
    expect(changes).toBe(1);
    give(0);
    expect(changes).toBe(2);
    give(1);
    expect(changes).toBe(2);
    takenUs = (chunks[4] as (typeof chunks)[number]).atUs;
    give(5);
    give(chunks.length - 1);
    expect(changes).toBe(4);
  });
});
