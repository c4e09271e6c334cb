import { type Cue, layOut } from '@loa/protocol/playout';
import { parseCueId } from '@loa/protocol/vocabulary';
import { describe, expect, it } from 'vitest';
import { liveCourse, STREAM_SILENT_US, type StreamSpan } from './streams.ts';

const S = 1e6;
const talk = {
  cueId: parseCueId('noi@2026-11-22T09:30'),
  assetId: 's'.repeat(43),
  source: 'live',
  class: 'normal',
  priority: 60,
  startAtUs: 100 * S,
  durationFrames: 600 * 48_000,
  whenPreempted: 'continue',
  late: { kind: 'skip' },
  validUntilUs: 800 * S,
} as Cue;
const bulletin = {
  ...talk,
  cueId: parseCueId('ban-tin@2026-11-22T05:30'),
  source: 'scheduled',
  priority: 50,
  startAtUs: 95 * S,
  durationFrames: 20 * 48_000,
} as Cue;

function course(nowS: number, span: StreamSpan | null, { shiftS = 0, heldS = 90 } = {}) {
  return liveCourse([bulletin, talk], {
    nowUs: nowS * S,
    spanOf: () => span,
    heldSinceUs: () => heldS * S,
    shiftUs: shiftS * S,
  });
}

const spanTo = (untilS: number, endS: number | null = null): StreamSpan => ({
  fromUs: 100 * S,
  untilUs: untilS * S,
  endUs: endS === null ? null : endS * S,
});

describe('[PLY47] a live cue', () => {
  it('is left as it is while its stream brings sound', () => {
    const { cues, cancellations, silent, nextUs } = course(130, spanTo(130.2));
    expect(cues[1]).toBe(talk);
    expect(cancellations).toEqual([]);
    expect(silent.size).toBe(0);
    expect(nextUs).toBe(135.2 * S);
  });

  it('ends where its stream says that it ends', () => {
    const { cues, nextUs } = course(130, spanTo(131, 131));
    expect(cues[1]?.durationFrames).toBe(31 * 48_000);
    expect(nextUs).toBeNull();
    // A node that sounds later than the others ends with the sound all the same.
    expect(course(130, spanTo(131, 131), { shiftS: 2 }).cues[1]?.durationFrames).toBe(33 * 48_000);
  });

  it('leaves the air when its stream has brought nothing for 5 s, and what it held back goes on', () => {
    const { cues, cancellations, silent } = course(136, spanTo(130));
    expect(cancellations).toEqual([
      { atUs: 135 * S, what: { kind: 'cues', cueIds: [talk.cueId] } },
    ]);
    expect(silent.get(talk.cueId)).toBe(130 * S);
    const { segments } = layOut(cues, cancellations);
    expect(segments.map(({ cue, fromUs }) => [cue.cueId, fromUs / S])).toEqual([
      [bulletin.cueId, 95],
      [talk.cueId, 100],
      [bulletin.cueId, 135],
    ]);
    expect(course(137, spanTo(137.1)).cancellations).toEqual([]);
  });

  it('that never brought anything has until 5 s after its start, or after the node learnt of it', () => {
    expect(course(104.9, null).nextUs).toBe(100 * S + STREAM_SILENT_US);
    expect(course(105, null).silent.get(talk.cueId)).toBeNull();
    expect(course(105, null, { heldS: 103 }).nextUs).toBe(108 * S);
  });
});

it('[REL3] a relay leaves the air while nothing comes, and is taken up again', () => {
  const relay = { ...talk, source: 'relay' } as Cue;
  const at = (nowS: number, span: StreamSpan | null) =>
    liveCourse([bulletin, relay], {
      nowUs: nowS * S,
      spanOf: () => span,
      heldSinceUs: () => 90 * S,
      shiftUs: 0,
    });
  const came = { fromUs: 100 * S, untilUs: 130 * S, endUs: null };
  expect(at(134, came).silent.size).toBe(0);
  expect([...at(136, came).silent]).toEqual([[relay.cueId, 130 * S]]);
  expect(at(136, { ...came, untilUs: 140 * S }).silent.size).toBe(0);
});
