import { type Cue, layOut } from '@loa/protocol/playout';
import { type CueId, type MissedReason, parseCueId } from '@loa/protocol/vocabulary';
import { describe, expect, it } from 'vitest';
import { type NodeHistory, surveyMissed } from './missed.ts';
import type { RefusedCue } from './plan.ts';
import { endOf, endOfLost, originUs, positionAt } from './stretch.ts';

const S = 1_000_000;

function cue(name: string, startS: number, change: Partial<Cue> = {}): Cue {
  return {
    cueId: parseCueId(`${name}@2026-11-22T05:30`),
    authorisationId: 'a'.repeat(43),
    assetId: 'b'.repeat(43),
    source: 'scheduled',
    class: 'normal',
    priority: 50,
    startAtUs: startS * S,
    durationFrames: 10 * 48_000,
    gainDb: 0,
    whenPreempted: 'continue',
    late: { kind: 'skip' },
    validUntilUs: (startS + 3_600) * S,
    ...change,
  } as Cue;
}

function history(change: Partial<NodeHistory> = {}): NodeHistory {
  return {
    enrolledAtUs: 0,
    bootAtUs: 1,
    trustedSinceUs: 2,
    firstHeldAtUs: () => 2,
    hindrance: () => undefined,
    isSettled: () => false,
    ...change,
  };
}

function survey(
  cues: Cue[],
  atS: number,
  options: Partial<NodeHistory> & { refused?: RefusedCue[]; stop?: CueId } = {},
) {
  const { refused = [], stop, ...change } = options;
  const cancellations = stop
    ? [{ atUs: 5 * S, what: { kind: 'cues' as const, cueIds: [stop] } }]
    : [];
  const layout = layOut(cues, cancellations);
  return surveyMissed({ layout, cues, refused, awaited: new Map() }, history(change), atS * S);
}

const reasons = (result: ReturnType<typeof survey>): MissedReason[] =>
  result.missed.map(({ why }) => why);

describe('[PLY24] what was not heard', () => {
  it('is said once it is certain, not before', () => {
    const cues = [cue('a', 100)];
    expect(survey(cues, 109.9)).toEqual({ missed: [], nextUs: 110 * S });
    expect(reasons(survey(cues, 110))).toHaveLength(1);
  });

  it('is said once', () => {
    expect(survey([cue('a', 100)], 120, { isSettled: () => true }).missed).toEqual([]);
  });

  it('is nobody’s before the node was enrolled', () => {
    expect(survey([cue('a', 100)], 200, { enrolledAtUs: 110 * S }).missed).toEqual([]);
  });

  it.each([
    ['node-offline', { bootAtUs: 115 * S }],
    ['clock-untrusted', { bootAtUs: 90 * S, trustedSinceUs: 112 * S }],
    ['joined-late', { bootAtUs: 90 * S, trustedSinceUs: 91 * S, firstHeldAtUs: () => 108 * S }],
    ['node-offline', { bootAtUs: 108 * S, trustedSinceUs: 109 * S, firstHeldAtUs: () => 50 * S }],
    ['asset-missing', { hindrance: () => 'asset-missing' as const }],
    ['sink-failed', { hindrance: () => 'sink-failed' as const }],
  ] as [MissedReason, Partial<NodeHistory>][])('has one reason: %s', (why, change) => {
    expect(reasons(survey([cue('a', 100)], 120, change))).toEqual([why]);
  });

  it('names what took the air', () => {
    const high = cue('cao', 95, { priority: 90, durationFrames: 30 * 48_000 });
    const result = survey([cue('a', 100), high], 101, { isSettled: (id) => id === high.cueId });
    expect(result.missed).toEqual([
      { cueId: cue('a', 100).cueId, why: 'preempted', cutBy: high.cueId, atUs: 100 * S },
    ]);
  });

  it('is stopped as soon as it is stopped, even before it was due', () => {
    const a = cue('a', 100);
    expect(survey([a], 6, { stop: a.cueId }).missed).toEqual([
      { cueId: a.cueId, why: 'stopped', cutBy: null, atUs: 6 * S },
    ]);
  });

  it('waits as long as it may begin for an authorisation that is still to come', () => {
    const late = { kind: 'play-within', withinUs: 60 * S } as const;
    const refused: RefusedCue[] = [{ cue: cue('a', 100, { late }), why: 'no-authorisation' }];
    expect(survey([], 159, { refused })).toEqual({ missed: [], nextUs: 160 * S });
    expect(reasons(survey([], 160, { refused }))).toEqual(['not-authorised']);
  });

  it('was not authorised when no signature covered it', () => {
    const refused = [{ cue: cue('a', 100), why: 'no-authorisation' as const }];
    expect(survey([], 109, { refused }).nextUs).toBe(110 * S);
    expect(reasons(survey([], 110, { refused }))).toEqual(['not-authorised']);
  });
});

describe('[PLY29] why a stretch ends', () => {
  const low = cue('thap', 100);
  const high = cue('cao', 104, { priority: 90, durationFrames: 2 * 48_000 });

  it('preempted by the cue that took the air, finished at its own end', () => {
    const layout = layOut([low, high]);
    const [head, , tail] = layout.segments;
    expect(endOf(layout, head!)).toEqual({ why: 'preempted', cutBy: high.cueId });
    expect(endOf(layout, tail!)).toEqual({ why: 'finished', cutBy: null });
    expect(positionAt(tail!, 112 * S)).toBe(low.durationFrames);
    expect(originUs(tail!)).toBe(102 * S);
  });

  it('stopped, expired, withdrawn', () => {
    const stopped = layOut([low], [{ atUs: 103 * S, what: { kind: 'everything' } }]);
    expect(endOf(stopped, stopped.segments[0]!).why).toBe('stopped');
    const expired = layOut([cue('a', 100, { validUntilUs: 105 * S })]);
    expect(endOf(expired, expired.segments[0]!).why).toBe('expired');
    expect(endOfLost(layOut([]), low, 101 * S).why).toBe('withdrawn');
    expect(endOfLost(layOut([low, high]), low, 105 * S)).toEqual({
      why: 'preempted',
      cutBy: high.cueId,
    });
  });
});
