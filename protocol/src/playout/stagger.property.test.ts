/**
 * Laws of staggers over random plans: what a node sounds is what it would sound unstaggered, moved
 * as a whole, and a stop reaches whoever is still to come.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BULLETIN_CLASSES, CUE_SOURCES, LIMITS, parseCueId } from '../vocabulary/index.ts';
import { type Cancellation, type Cue, isStream, slotEndUs } from './cue.ts';
import { type Layout, layOut } from './layout.ts';
import { type Stagger, staggeredPlan, staggerUs } from './stagger.ts';

const T0 = 1.8e15;
const RUNS = { numRuns: 300 };

const cues: fc.Arbitrary<Cue[]> = fc
  .array(
    fc.record({
      source: fc.constantFrom(...CUE_SOURCES),
      class: fc.constantFrom(...BULLETIN_CLASSES),
      priority: fc.nat(2),
      startS: fc.nat(120),
      durationFrames: fc.integer({ min: 1, max: 30 * 48_000 }),
      withinS: fc.nat(60),
      validS: fc.nat(200),
    }),
    { maxLength: 10 },
  )
  .map((shapes) =>
    shapes.map(({ startS, withinS, validS, ...rest }, n) => ({
      ...rest,
      cueId: parseCueId(`c${n}@2027-01-15T05:30`),
      authorisationId: 'a'.repeat(43) as Cue['authorisationId'],
      assetId: 'b'.repeat(43) as Cue['assetId'],
      gainDb: 0,
      whenPreempted: 'continue',
      late: { kind: 'play-within', withinUs: withinS * 1e6 },
      startAtUs: T0 + startS * 1e6,
      validUntilUs: T0 + (startS + validS) * 1e6,
    })),
  );

function partOf(cueId: string, { startS = 0, frames = 48_000 }): Cue {
  return {
    ...{ cueId: parseCueId(cueId), source: 'scheduled', class: 'normal', priority: 50 },
    authorisationId: 'a'.repeat(43) as Cue['authorisationId'],
    assetId: 'b'.repeat(43) as Cue['assetId'],
    ...{ gainDb: 0, whenPreempted: 'continue', late: { kind: 'skip' } },
    ...{ startAtUs: T0 + startS * 1e6, durationFrames: frames },
    validUntilUs: T0 + startS * 1e6 + (frames / 48) * 1000 + 900e6,
  };
}

/** A start of a campaign with its chime and its repeats, or a session with its items. */
const playing: fc.Arbitrary<Cue[]> = fc
  .record({
    inSession: fc.boolean(),
    parts: fc.array(fc.record({ frames: fc.integer({ min: 1, max: 90 }), silenceS: fc.nat(60) }), {
      minLength: 1,
      maxLength: 8,
    }),
  })
  .map(({ inSession, parts }) => {
    let startS = 0;
    return parts.map(({ frames, silenceS }, n) => {
      const name = inSession ? `muc-${n}~sang@2027-01-15T05:30` : 'dot@2027-01-15T05:30';
      const suffix = n === 0 ? '.c' : n === 1 ? '' : `.${n - 1}`;
      const part = partOf(name + suffix, { startS, frames: frames * 48_000 });
      startS += frames + silenceS;
      return part;
    });
  });

function spanOf(parts: readonly Cue[]) {
  const startUs = Math.min(...parts.map(({ startAtUs }) => startAtUs));
  return { startUs, endUs: Math.max(...parts.map(slotEndUs)) };
}

const cancellations: fc.Arbitrary<Cancellation[]> = fc.array(
  fc.record({
    atUs: fc.nat(150).map((s) => T0 + s * 1e6),
    what: fc.constant({ kind: 'everything' } as const),
  }),
  { maxLength: 2 },
);

const delay = fc.nat(LIMITS.staggerUs).map((delayUs): Stagger => ({ kind: 'delay', delayUs }));
const wave = fc
  .record({ index: fc.nat(LIMITS.waves - 1), gapUs: fc.nat(LIMITS.staggerUs) })
  .map((fields): Stagger => ({ kind: 'wave', ...fields }));

function lay(plan: { cues: readonly Cue[]; cancellations?: readonly Cancellation[] }, by: Stagger) {
  const { cues: own, cancellations: stops } = staggeredPlan(
    { cues: plan.cues, cancellations: plan.cancellations ?? [] },
    by,
  );
  return layOut(own, stops);
}

function timesOf({ segments }: Layout, laterUs = 0) {
  return segments.map(({ cue, fromUs, toUs, fromFrames }) => {
    return [cue.cueId, fromUs + laterUs, toUs + laterUs, fromFrames];
  });
}

describe('a delay', () => {
  it('[PLY70] moves everything that sounds, live voice and emergencies included, by the same', () => {
    fc.assert(
      fc.property(cues, delay, (plan, by) => {
        const laterUs = by.kind === 'delay' ? by.delayUs : 0;
        const plain = layOut(plan);
        const moved = lay({ cues: plan }, by);
        expect(timesOf(moved)).toEqual(timesOf(plain, laterUs));
        expect(moved.fates).toEqual(plain.fates);
      }),
      RUNS,
    );
  });
});

describe('a wave', () => {
  it('[PLY71] begins a prepared bulletin when the group before it has ended and the gap is over', () => {
    fc.assert(
      fc.property(cues, fc.nat(LIMITS.staggerUs), (plan, gapUs) => {
        for (const cue of plan) {
          const turns = Array.from({ length: LIMITS.waves }, (_, index) => {
            const by = { kind: 'wave', index, gapUs } as const;
            return staggeredPlan({ cues: [cue], cancellations: [] }, by).cues[0] ?? cue;
          });
          for (const [index, turn] of turns.entries()) {
            const before = turns[index - 1];
            const waits = !isStream(cue) && cue.class !== 'emergency';
            const expected = before && waits ? slotEndUs(before) + gapUs : cue.startAtUs;
            expect(turn.startAtUs).toBe(expected);
            expect(turn.validUntilUs - turn.startAtUs).toBe(cue.validUntilUs - cue.startAtUs);
          }
        }
      }),
      RUNS,
    );
  });

  it('[PLY71] sets a playing off as a whole: no group meets itself or the one before', () => {
    fc.assert(
      fc.property(playing, fc.nat(LIMITS.staggerUs), (parts, gapUs) => {
        const plain = timesOf(layOut(parts));
        const lengthUs = spanOf(parts).endUs - spanOf(parts).startUs;
        for (let index = 0; index < LIMITS.waves; index++) {
          const layout = lay({ cues: parts }, { kind: 'wave', index, gapUs });
          expect(timesOf(layout, -index * (lengthUs + gapUs))).toEqual(plain);
        }
      }),
      RUNS,
    );
  });

  it('[PLY71] sets off bulletin by bulletin what lasts longer than an hour', () => {
    const hour = 3_600;
    const one = (suffix: string, startS: number, lengthS: number) => {
      return partOf(`dai@2027-01-15T05:30${suffix}`, { startS, frames: lengthS * 48_000 });
    };
    const turns = (parts: Cue[]) =>
      staggeredPlan(
        { cues: parts, cancellations: [] },
        { kind: 'wave', index: 1, gapUs: 0 },
      ).cues.map(({ startAtUs }) => (startAtUs - T0) / 1e6);
    expect(turns([one('', 0, hour - 10), one('.1', hour - 10, 10)])).toEqual([hour, 2 * hour - 10]);
    expect(turns([one('', 0, hour - 10), one('.1', hour - 10, 11)])).toEqual([hour - 10, hour + 1]);
  });

  it('[PLY71] lets emergencies, live voice and relays wait for nobody', () => {
    fc.assert(
      fc.property(cues, wave, (plan, by) => {
        for (const cue of plan) {
          if (cue.class === 'emergency' || isStream(cue)) expect(staggerUs(cue, by)).toBe(0);
        }
      }),
      RUNS,
    );
  });
});

describe('a stop', () => {
  it('[PLY72] of everything silences what had begun by the plan, whether or not its turn has come', () => {
    fc.assert(
      fc.property(cues, cancellations, fc.oneof(delay, wave), (plan, stops, by) => {
        const layout = lay({ cues: plan, cancellations: stops }, by);
        for (const { atUs } of stops) {
          const begun = new Set(
            plan.filter(({ startAtUs }) => startAtUs <= atUs).map(({ cueId }) => cueId),
          );
          const after = layout.segments.filter(({ toUs }) => toUs > atUs);
          expect(after.filter(({ cue }) => begun.has(cue.cueId))).toEqual([]);
        }
      }),
      RUNS,
    );
  });

  it('[PLY72] changes nothing where there is no stagger', () => {
    fc.assert(
      fc.property(cues, cancellations, (plan, stops) => {
        const layout = lay({ cues: plan, cancellations: stops }, { kind: 'none' });
        expect(layout).toEqual(layOut(plan, stops));
      }),
      RUNS,
    );
  });
});
