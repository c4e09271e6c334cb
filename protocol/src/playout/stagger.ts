import { type CueId, LIMITS, usOfFrames } from '../vocabulary/index.ts';
import { type Cancellation, type Cue, isStream, slotEndUs } from './cue.ts';

/**
 * How a node's sound is set off against that of its neighbours, where groups of loudspeakers hear
 * each other across an air path that makes one sound of two unintelligible.
 *
 * - delay: everything is heard that much later
 * - wave: prepared playings are heard group after group: this one when `index` others have ended,
 *   each followed by a gap
 */
export type Stagger =
  | { readonly kind: 'none' }
  | { readonly kind: 'delay'; readonly delayUs: number }
  | { readonly kind: 'wave'; readonly index: number; readonly gapUs: number };

/**
 * [PLY70] [PLY71] How much later a node sounds a cue that stands for itself than it is planned, µs. A
 * wave sets nothing off that must not wait: emergencies, live voice and relays are heard by all groups
 * together.
 */
export function staggerUs(
  cue: Pick<Cue, 'class' | 'source' | 'durationFrames'>,
  stagger: Stagger,
): number {
  return laterUs(cue, stagger, usOfFrames(cue.durationFrames));
}

function laterUs(cue: Pick<Cue, 'class' | 'source'>, stagger: Stagger, turnUs: number): number {
  switch (stagger.kind) {
    case 'none':
      return 0;
    case 'delay':
      return stagger.delayUs;
    case 'wave':
      return waits(cue) ? stagger.index * (turnUs + stagger.gapUs) : 0;
  }
}

function waits(cue: Pick<Cue, 'class' | 'source'>): boolean {
  return cue.class !== 'emergency' && !isStream(cue);
}

const NO_TURNS: ReadonlyMap<string, number> = new Map();
/** What lasts longer is set off bulletin by bulletin: nothing is heard later than the last of these. */
export const LONGEST_TURN_US: number = LIMITS.uploadSeconds * 1e6;

/** How long each playing lasts with all its parts, µs. */
function turnsOf(cues: readonly Cue[]): ReadonlyMap<string, number> {
  const playings = new Map<string, { startUs: number; endUs: number }>();
  for (const cue of cues) {
    if (!waits(cue)) continue;
    const playing = playingOf(cue);
    const span = playings.get(playing) ?? { startUs: cue.startAtUs, endUs: 0 };
    span.startUs = Math.min(span.startUs, cue.startAtUs);
    span.endUs = Math.max(span.endUs, slotEndUs(cue));
    playings.set(playing, span);
  }
  return new Map([...playings].map(([playing, span]) => [playing, span.endUs - span.startUs]));
}

/** One start of an item with all its parts, or of a session with all its items. */
function playingOf({ cueId }: Cue): string {
  const at = cueId.indexOf('@');
  const place = cueId.slice(0, at).replace(/^[^~]*~/, '~');
  return place + cueId.slice(at).replace(/\.[^.]*$/, '');
}

/** Start and validity move together. */
function moved(cue: Cue, byUs: number): Cue {
  if (byUs === 0) return cue;
  return { ...cue, startAtUs: cue.startAtUs + byUs, validUntilUs: cue.validUntilUs + byUs };
}

/**
 * [PLY71] [PLY72] A plan as a node with this stagger lays it out, its cues in the same order. The
 * parts of a playing are set off as one, so that it is heard as it was put together. Cancellations
 * keep their instants: a stop is silence everywhere at once. One of everything is judged by the
 * planned starts, so that a group whose turn is still to come never begins what was stopped.
 */
export function staggeredPlan(
  plan: { readonly cues: readonly Cue[]; readonly cancellations: readonly Cancellation[] },
  stagger: Stagger,
): { readonly cues: readonly Cue[]; readonly cancellations: readonly Cancellation[] } {
  if (stagger.kind === 'none') return plan;
  const { cues } = plan;
  const begunBy = (atUs: number): CueId[] =>
    cues.filter(({ startAtUs }) => startAtUs <= atUs).map(({ cueId }) => cueId);
  const turns = stagger.kind === 'wave' ? turnsOf(cues) : NO_TURNS;
  const turnUs = (cue: Cue): number => {
    const wholeUs = turns.get(playingOf(cue)) ?? 0;
    return wholeUs > LONGEST_TURN_US ? usOfFrames(cue.durationFrames) : wholeUs;
  };
  return {
    cues: cues.map((cue) => moved(cue, laterUs(cue, stagger, turnUs(cue)))),
    cancellations: plan.cancellations.map(({ atUs, what }) =>
      what.kind === 'everything'
        ? { atUs, what: { kind: 'cues', cueIds: begunBy(atUs) } }
        : { atUs, what },
    ),
  };
}
