import { type Authorisation, type Cue, slotEndUs } from '@loa/protocol/playout';
import { parseNodeId, parseUnitId } from '@loa/protocol/vocabulary';
import { describe, expect, it } from 'vitest';
import { planFrom } from './plan.ts';

const S = 1_000_000;
const CITY = parseUnitId('tam-ky');

/** 10 s from 100 s, valid for a minute. */
const cue = {
  cueId: 'a@2026-11-22T05:30',
  authorisationId: 'a'.repeat(43),
  assetId: 'b'.repeat(43),
  source: 'scheduled',
  class: 'normal',
  priority: 50,
  startAtUs: 100 * S,
  durationFrames: 10 * 48_000,
  gainDb: 0,
  whenPreempted: 'continue',
  late: { kind: 'skip' },
  validUntilUs: 160 * S,
} as Cue;

const authorisation = {
  assets: [cue.assetId],
  targets: { units: [CITY], zones: [], nodes: [] },
  class: 'normal',
  notBeforeUs: 100 * S,
  notAfterUs: 160 * S,
  dailyWindows: [{ fromMinute: 1, toMinute: 2 }],
  utcOffsetMinutes: 0,
  maxPlays: 1,
  maxGainDb: 0,
} as unknown as Authorisation;

function planned(change: Partial<Authorisation> = {}) {
  return planFrom({
    placement: { nodeId: parseNodeId('an-my-1'), units: [CITY], zones: [] },
    stagger: { kind: 'wave', index: 4, gapUs: S },
    planned: [cue],
    orders: [],
    authorisationOf: () => ({
      authorisation: { ...authorisation, ...change },
      key: { kid: 'content', role: 'content', publicKey: '', units: null },
    }),
    playedUnder: () => new Set(),
  });
}

describe('a node whose turn comes later', () => {
  it('[PLY74] may sound what was allowed at the planned start, and no later in it than planned', () => {
    const { cues, refused } = planned();
    expect(refused).toEqual([]);
    expect(cues).toEqual([{ ...cue, startAtUs: 144 * S, validUntilUs: 204 * S }]);
    expect(slotEndUs(cues[0] as Cue)).toBe(154 * S);
  });

  it('[PLY74] may not sound what was not, however late its turn is', () => {
    const { cues, refused } = planned({ dailyWindows: [{ fromMinute: 2, toMinute: 3 }] });
    expect(cues).toEqual([]);
    expect(refused).toMatchObject([{ why: 'window', cue: { startAtUs: 144 * S } }]);
  });
});
