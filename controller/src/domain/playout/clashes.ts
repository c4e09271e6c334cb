import { layOut, slotEndUs } from '@loa/protocol/playout';
import type { CueId } from '@loa/protocol/vocabulary';
import { cueOf } from './cue-of.ts';
import type { Occurrence } from './occurrence.ts';

/**
 * [CAL42] What of a day the plan itself cuts or crowds out.
 *
 * @param day by start
 */
export function clashesOf(day: readonly Occurrence[]): CueId[] {
  const kept = day.filter(({ stoppedAtUs }) => stoppedAtUs === null);
  if (isOneAfterAnother(kept)) return [];
  const { fates } = layOut(kept.map(cueOf));
  return [...fates.values()].filter(({ outcome }) => outcome !== 'full').map(({ cueId }) => cueId);
}

/** Most days are: laying those out would cost more than all else that is done for their pages. */
function isOneAfterAnother(kept: readonly Occurrence[]): boolean {
  let freeFromUs = Number.NEGATIVE_INFINITY;
  return kept.every((one) => {
    const isFree = one.startAtUs >= freeFromUs;
    freeFromUs = slotEndUs(one);
    return isFree && freeFromUs <= one.validUntilUs;
  });
}
