import { type CueId, usOfFrames } from '../vocabulary/index.ts';
import { type Cancellation, type Cue, isStream } from './cue.ts';

/**
 * How a node's sound is set off against that of its neighbours, where groups of loudspeakers hear
 * each other across an air path that makes one sound of two unintelligible.
 *
 * - delay: everything is heard that much later
 * - wave: prepared bulletins are heard group after group: this one when `index` others have ended,
 *   each followed by a gap
 */
export type Stagger =
  | { readonly kind: 'none' }
  | { readonly kind: 'delay'; readonly delayUs: number }
  | { readonly kind: 'wave'; readonly index: number; readonly gapUs: number };

/**
 * [PLY70] [PLY71] How much later a node sounds a cue than it is planned, µs. A wave sets nothing off
 * that must not wait: emergencies, live voice and relays are heard by all groups together.
 */
export function staggerUs(
  cue: Pick<Cue, 'class' | 'source' | 'durationFrames'>,
  stagger: Stagger,
): number {
  switch (stagger.kind) {
    case 'none':
      return 0;
    case 'delay':
      return stagger.delayUs;
    case 'wave':
      if (cue.class === 'emergency' || isStream(cue)) return 0;
      return stagger.index * (usOfFrames(cue.durationFrames) + stagger.gapUs);
  }
}

/** The cue as a node with this stagger plays it: start and validity move together. */
export function staggered(cue: Cue, stagger: Stagger): Cue {
  const laterUs = staggerUs(cue, stagger);
  if (laterUs === 0) return cue;
  return {
    ...cue,
    startAtUs: cue.startAtUs + laterUs,
    validUntilUs: cue.validUntilUs + laterUs,
  };
}

/**
 * [PLY72] A plan as a node with this stagger lays it out. Cancellations keep their instants: a stop
 * is silence everywhere at once. One of everything is judged by the planned starts, so that a group
 * whose turn is still to come never begins what was stopped.
 */
export function staggeredPlan(
  plan: { readonly cues: readonly Cue[]; readonly cancellations: readonly Cancellation[] },
  stagger: Stagger,
): { readonly cues: readonly Cue[]; readonly cancellations: readonly Cancellation[] } {
  if (stagger.kind === 'none') return plan;
  const { cues } = plan;
  const begunBy = (atUs: number): CueId[] =>
    cues.filter(({ startAtUs }) => startAtUs <= atUs).map(({ cueId }) => cueId);
  return {
    cues: cues.map((cue) => staggered(cue, stagger)),
    cancellations: plan.cancellations.map(({ atUs, what }) =>
      what.kind === 'everything'
        ? { atUs, what: { kind: 'cues', cueIds: begunBy(atUs) } }
        : { atUs, what },
    ),
  };
}
