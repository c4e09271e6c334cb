import { type Cancellation, type Cue, layOut, segmentsBetween } from '@loa/protocol/playout';
import type { CueId } from '@loa/protocol/vocabulary';

/** The cues of a plan that still have sound to come at `nowUs`. */
export function remainingCues(
  plan: { readonly cues: readonly Cue[]; readonly cancellations: readonly Cancellation[] },
  nowUs: number,
): Set<CueId> {
  const layout = layOut(plan.cues, plan.cancellations);
  const segments = segmentsBetween(layout, nowUs, Number.POSITIVE_INFINITY);
  return new Set(segments.map(({ cue }) => cue.cueId));
}
