/**
 * Laws of playout over random plans. Plans are dense: many cues in two minutes, so that nearly all
 * of them meet. The laws are stated over the segments, without looking into the arrangement.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BULLETIN_CLASSES,
  CUE_SOURCES,
  framesOfUs,
  parseCueId,
  usOfFrames,
  WHEN_PREEMPTED,
} from '../vocabulary/index.ts';
import { audibleAt, nextChangeAfter } from './audible-now.ts';
import { type Cancellation, type Cue, isStream, slotEndUs } from './cue.ts';
import { type Layout, layOut } from './layout.ts';
import { compareOrder, compareRank } from './rank.ts';

const T0 = 1.8e15;
const HOUR_US = 3600e6;

const cueShape = (startS: number, spanS: number): fc.Arbitrary<Omit<Cue, 'cueId'>> =>
  fc
    .record({
      source: fc.constantFrom(...CUE_SOURCES),
      class: fc.constantFrom(...BULLETIN_CLASSES),
      priority: fc.nat(2),
      startAtUs: fc.nat(spanS).map((s) => T0 + (startS + s) * 1e6),
      durationFrames: fc.integer({ min: 1, max: 30 * 48_000 }),
      whenPreempted: fc.constantFrom(...WHEN_PREEMPTED),
      late: fc.oneof(
        fc.constant({ kind: 'skip' } as const),
        fc.nat(60).map((s) => ({ kind: 'play-within', withinUs: s * 1e6 }) as const),
      ),
      validS: fc.nat(120),
    })
    .map(({ validS, ...rest }) => ({
      ...rest,
      authorisationId: 'a'.repeat(43) as Cue['authorisationId'],
      assetId: 'b'.repeat(43) as Cue['assetId'],
      gainDb: 0,
      validUntilUs: rest.startAtUs + validS * 1e6,
    }));

const plan = (startS = 0, prefix = 'c'): fc.Arbitrary<Cue[]> =>
  fc
    .array(cueShape(startS, 120), { maxLength: 14 })
    .map((shapes) =>
      shapes.map((shape, n) => ({ ...shape, cueId: parseCueId(`${prefix}${n}@2027-01-15T05:30`) })),
    );
const cancellationsOf = (cues: readonly Cue[]): fc.Arbitrary<Cancellation[]> =>
  fc.array(
    fc.record({
      atUs: fc.nat(150).map((s) => T0 + s * 1e6),
      what: fc.oneof(
        fc.constant({ kind: 'everything' } as const),
        fc
          .subarray(cues.map(({ cueId }) => cueId))
          .map((cueIds) => ({ kind: 'cues', cueIds }) as const),
      ),
    }),
    { maxLength: 3 },
  );
const whole = plan().chain((cues) => fc.tuple(fc.constant(cues), cancellationsOf(cues)));
const RUNS = { numRuns: 400 };

function soundedUs(layout: Layout, cue: Cue, beforeUs: number): number {
  return layout.segments
    .filter((segment) => segment.cue === cue && segment.fromUs < beforeUs)
    .reduce((sum, { fromUs, toUs }) => sum + Math.min(toUs, beforeUs) - fromUs, 0);
}

describe('rank', () => {
  const cues = fc
    .tuple(cueShape(0, 3), cueShape(0, 3), cueShape(0, 3))
    .map((shapes) =>
      shapes.map((shape, n) => ({ ...shape, cueId: parseCueId(`c${n}@2027-01-15T05:30`) })),
    );

  it('[ARB1] the order is total: antisymmetric, transitive, never a tie between two cues', () => {
    fc.assert(
      fc.property(cues, ([a, b, c]) => {
        if (!a || !b || !c) return;
        expect(Math.sign(compareOrder(a, b))).toBe(-Math.sign(compareOrder(b, a)));
        expect(compareOrder(a, b)).not.toBe(0);
        if (compareOrder(a, b) > 0 && compareOrder(b, c) > 0) {
          expect(compareOrder(a, c)).toBeGreaterThan(0);
        }
        if (compareRank(a, b) >= 0 && compareRank(b, c) >= 0) {
          expect(compareRank(a, c)).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('layOut', () => {
  it('[PLY1] one voice at a time, in order, each within its own time', () => {
    fc.assert(
      fc.property(whole, ([cues, cancellations]) => {
        const { segments } = layOut(cues, cancellations);
        segments.forEach((segment, n) => {
          const { cue, fromUs, toUs, fromFrames } = segment;
          expect(fromUs).toBeLessThan(toUs);
          expect(fromUs).toBeGreaterThanOrEqual(segments[n - 1]?.toUs ?? 0);
          expect(fromUs).toBeGreaterThanOrEqual(cue.startAtUs);
          expect(toUs).toBeLessThanOrEqual(cue.validUntilUs);
          expect(fromFrames).toBeGreaterThanOrEqual(0);
          expect(fromFrames + framesOfUs(toUs - fromUs)).toBeLessThanOrEqual(
            cue.durationFrames + 1,
          );
        });
      }),
      RUNS,
    );
  });

  it('[PLY1] the order of the inputs makes no difference', () => {
    const shuffled = whole.chain(([cues, cancellations]) =>
      fc.tuple(
        fc.constant([cues, cancellations] as const),
        fc.shuffledSubarray(cues, { minLength: cues.length }),
        fc.shuffledSubarray(cancellations, { minLength: cancellations.length }),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([[cues, cancellations], otherCues, otherCancellations]) => {
        const one = layOut(cues, cancellations);
        const other = layOut(otherCues, otherCancellations);
        expect(other.segments).toEqual(one.segments);
        expect(Object.fromEntries(other.fates)).toEqual(Object.fromEntries(one.fates));
      }),
      RUNS,
    );
  });

  it('[PLY9] what is over does not matter any more: busy times apart from each other add up', () => {
    fc.assert(
      fc.property(plan(), plan(10_000, 'd'), (before, after) => {
        const both = layOut([...after, ...before]);
        expect(both.segments).toEqual([...layOut(before).segments, ...layOut(after).segments]);
      }),
      RUNS,
    );
  });

  it('[ARB3] no gap where something is due, and nothing of higher rank waits', () => {
    fc.assert(
      fc.property(plan(), (all) => {
        const cues = all.map((cue) => ({ ...cue, whenPreempted: 'continue' as const }));
        const layout = layOut(cues);
        for (const atUs of turningPoints(layout, cues)) {
          const sounding = audibleAt(layout, atUs)?.segment.cue ?? null;
          const waiting = cues.filter((cue) => cue !== sounding && isDue(layout, cue, atUs));
          if (waiting.length > 0) expect(sounding).not.toBeNull();
          const outranked = waiting.filter((cue) => sounding && compareRank(sounding, cue) < 0);
          expect(outranked).toEqual([]);
        }
      }),
      RUNS,
    );
  });

  it('[ARB3] equal rank is never cut before the end of its slot', () => {
    fc.assert(
      fc.property(plan(), (cues) => {
        const { segments } = layOut(cues);
        segments.forEach((segment, n) => {
          const next = segments[n + 1];
          const isCut =
            next?.fromUs === segment.toUs &&
            soundedUs({ segments } as Layout, segment.cue, segment.toUs) <
              usOfFrames(segment.cue.durationFrames);
          const isOwnEnd =
            segment.toUs >= Math.min(segment.cue.validUntilUs, slotEndUs(segment.cue));
          if (!next || !isCut || isOwnEnd || segment.cue === next.cue) return;
          expect(compareRank(next.cue, segment.cue)).toBeGreaterThan(0);
        });
      }),
      RUNS,
    );
  });

  it('[PLY3] every cue has a fate, and what is not heard in full has a reason', () => {
    fc.assert(
      fc.property(whole, ([cues, cancellations]) => {
        const layout = layOut(cues, cancellations);
        const fates = [...layout.fates.values()];
        expect(fates).toHaveLength(cues.length);
        const full = fates.filter(({ outcome }) => outcome === 'full');
        const others = fates.filter(({ outcome }) => outcome !== 'full');
        expect(others.filter(({ reason }) => reason === null)).toEqual([]);
        for (const { cueId, plannedFrames } of full) {
          const cue = cues.find((one) => one.cueId === cueId);
          expect(plannedFrames).toBe(cue?.durationFrames);
        }
        const missed = others.filter(({ outcome }) => outcome === 'missed');
        // Ten microseconds are no frame.
        const heard = layout.segments.filter(({ fromUs, toUs }) => toUs - fromUs > 10);
        const sounding = new Set(heard.map(({ cue }) => cue.cueId));
        expect(missed.filter(({ cueId }) => sounding.has(cueId))).toEqual([]);
      }),
      RUNS,
    );
  });

  it('[PLY7] after a stop of everything, only what starts later sounds', () => {
    fc.assert(
      fc.property(plan(), fc.nat(150), (cues, second) => {
        const atUs = T0 + second * 1e6;
        const { segments } = layOut(cues, [{ atUs, what: { kind: 'everything' } }]);
        for (const { cue, toUs } of segments) {
          if (cue.startAtUs <= atUs) expect(toUs).toBeLessThanOrEqual(atUs);
        }
      }),
      RUNS,
    );
  });

  it('[PLY2] from change to change, what is audible does not change', () => {
    fc.assert(
      fc.property(whole, ([cues, cancellations]) => {
        const layout = layOut(cues, cancellations);
        let steps = 0;
        for (let t: number | null = T0 - HOUR_US; t !== null; t = nextChangeAfter(layout, t)) {
          const next = nextChangeAfter(layout, t);
          const here = audibleAt(layout, t)?.segment ?? null;
          if (next !== null) expect(audibleAt(layout, next - 1)?.segment ?? null).toBe(here);
          steps += 1;
          expect(steps).toBeLessThan(2 * layout.segments.length + 3);
        }
      }),
      RUNS,
    );
  });
});

function turningPoints(layout: Layout, cues: readonly Cue[]): Set<number> {
  return new Set([
    ...cues.flatMap((cue) => [cue.startAtUs, slotEndUs(cue), cue.validUntilUs]),
    ...layout.segments.flatMap(({ fromUs, toUs }) => [fromUs, toUs]),
  ]);
}

/** Whether the cue, were it alone, ought to sound at the instant, given what it has sounded before. */
function isDue(layout: Layout, cue: Cue, atUs: number): boolean {
  if (atUs < cue.startAtUs || atUs >= cue.validUntilUs) return false;
  if (isStream(cue)) return atUs < slotEndUs(cue);
  const before = soundedUs(layout, cue, atUs);
  if (before > 0) return framesOfUs(before) < cue.durationFrames - 1;
  const within = cue.late.kind === 'skip' ? 0 : cue.late.withinUs;
  return atUs <= cue.startAtUs + within;
}
