/**
 * A day whose bulletins follow one another is not laid out. Over days that are sparse, dense or exactly
 * back to back, what is said is what the layout says.
 */
import { layOut, slotEndUs } from '@loa/protocol/playout';
import { CUE_SOURCES, parseCueId } from '@loa/protocol/vocabulary';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { clashesOf } from './clashes.ts';
import { cueOf } from './cue-of.ts';
import type { Occurrence } from './occurrence.ts';

const T0 = 1.8e15;

const day = fc
  .array(
    fc.record({
      source: fc.oneof(
        { weight: 9, arbitrary: fc.constant('scheduled') },
        fc.constantFrom(...CUE_SOURCES),
      ),
      /** Between the end of the one before and the start of this one. */
      gapUs: fc.oneof({ weight: 9, arbitrary: fc.nat(90e6) }, fc.constantFrom(0, 0, -1, -20e6)),
      durationFrames: fc.integer({ min: 1, max: 30 * 48_000 }),
      lateUs: fc.constantFrom(0, 1, 60e6),
      validUs: fc.oneof({ weight: 9, arbitrary: fc.constant(900e6) }, fc.nat(40e6)),
      priority: fc.nat(2),
      isStopped: fc.nat(5).map((n) => n === 0),
    }),
    { maxLength: 8 },
  )
  .map((shapes) => {
    let endUs = T0;
    return shapes
      .map(({ gapUs, validUs, isStopped, ...rest }, n) => {
        const startAtUs = Math.max(T0, endUs + gapUs);
        endUs = slotEndUs({ startAtUs, durationFrames: rest.durationFrames });
        const stoppedAtUs = isStopped ? startAtUs : null;
        const cueId = parseCueId(`c${n}@2027-01-15T05:30`);
        const rank = { class: 'normal', whenPreempted: 'continue', gainDb: 0 };
        return {
          ...rest,
          ...rank,
          cueId,
          startAtUs,
          stoppedAtUs,
          validUntilUs: startAtUs + validUs,
        };
      })
      .sort((a, b) => a.startAtUs - b.startAtUs) as unknown as Occurrence[];
  });

it('[CAL42] a clash is what the layout does not sound in full', () => {
  let quiet = 0;
  fc.assert(
    fc.property(day, (occurrences) => {
      const cues = occurrences.filter((one) => one.stoppedAtUs === null).map(cueOf);
      const fates = [...layOut(cues).fates.values()];
      const clashes = fates.filter(({ outcome }) => outcome !== 'full').map((fate) => fate.cueId);
      expect(clashesOf(occurrences)).toEqual(clashes);
      if (clashes.length === 0 && cues.length > 1) quiet += 1;
    }),
    { numRuns: 1_000 },
  );
  expect(quiet).toBeGreaterThan(50);
});
