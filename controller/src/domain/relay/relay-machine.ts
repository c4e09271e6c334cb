/**
 * One relay from a minute before its start to its end.
 *
 *   joining --sound--> ready --start--> on-air
 *      |                 |                |
 *      +----- lack ------+----- lack -----+--> failing --steady sound--> ready, on-air
 *
 *   from everywhere: end, stopped --> over
 *
 * Pure; it is looked at many times a second, and what is to be done is said once.
 */
import { RELAY } from './limits.ts';

export interface RelayTimes {
  readonly startUs: number;
  readonly endUs: number;
}

/** What comes from the source at this moment. */
export type FromSource = 'nothing' | 'silence' | 'sound';
/** Why there is nothing to relay. */
export type RelayLack = 'dead' | 'silent';

export type RelayState =
  | { readonly phase: 'over' }
  | {
      readonly phase: 'joining' | 'ready' | 'on-air' | 'failing';
      readonly isOrdered: boolean;
      /** When the source was opened. */
      readonly sinceUs: number;
      /** Since when there is sound, or since when there is none. */
      readonly soundSinceUs: number | null;
      readonly lackSinceUs: number | null;
      readonly why: RelayLack | null;
      readonly hasFallback: boolean;
    };

export type RelayInput =
  | { readonly kind: 'looked'; readonly nowUs: number; readonly from: FromSource }
  | { readonly kind: 'stopped' };

export type RelayEffect =
  | { readonly kind: 'order' }
  | { readonly kind: 'lacking'; readonly why: RelayLack }
  | { readonly kind: 'fallback' }
  | { readonly kind: 'returned' }
  | { readonly kind: 'over' };

type Running = Exclude<RelayState, { phase: 'over' }>;
type Look = Extract<RelayInput, { kind: 'looked' }>;

export function joinedRelay(nowUs: number): RelayState {
  return {
    phase: 'joining',
    isOrdered: false,
    sinceUs: nowUs,
    soundSinceUs: null,
    lackSinceUs: nowUs,
    why: null,
    hasFallback: false,
  };
}

export function stepRelay(
  state: RelayState,
  times: RelayTimes,
  input: RelayInput,
): { readonly state: RelayState; readonly effects: readonly RelayEffect[] } {
  if (state.phase === 'over') return { state, effects: [] };
  if (input.kind === 'stopped' || input.nowUs >= times.endUs) {
    return { state: { phase: 'over' }, effects: [{ kind: 'over' }] };
  }
  const effects: RelayEffect[] = [];
  let next =
    input.from === 'sound' ? sounding(state, input, effects) : lacking(state, input, effects);
  const isOn = input.nowUs >= times.startUs;
  if (next.phase === 'ready' && isOn) next = { ...next, phase: 'on-air' };
  if (!next.isOrdered && input.nowUs >= times.startUs - RELAY.orderUs) {
    next = { ...next, isOrdered: true };
    effects.push({ kind: 'order' });
  }
  const isWorthIt = times.endUs - input.nowUs >= RELAY.leastFallbackUs;
  if (next.phase === 'failing' && isOn && !next.hasFallback && isWorthIt) {
    next = { ...next, hasFallback: true };
    effects.push({ kind: 'fallback' });
  }
  return { state: next, effects };
}

/** [REL12] What comes back has to stay for a while. */
function sounding(state: Running, { nowUs }: Look, effects: RelayEffect[]): Running {
  const soundSinceUs = state.soundSinceUs ?? nowUs;
  const heard = { ...state, soundSinceUs, lackSinceUs: null };
  if (state.phase === 'joining') return { ...heard, phase: 'ready' };
  if (state.phase !== 'failing' || nowUs - soundSinceUs < RELAY.steadyUs) return heard;
  effects.push({ kind: 'returned' });
  return { ...heard, phase: 'ready', why: null, hasFallback: false };
}

/** [REL10] */
function lacking(state: Running, { nowUs, from }: Look, effects: RelayEffect[]): Running {
  const lackSinceUs = state.lackSinceUs ?? nowUs;
  const missed = { ...state, lackSinceUs, soundSinceUs: null };
  if (state.phase === 'failing') return missed;
  const patienceUs = state.phase === 'joining' ? RELAY.startUs : RELAY.lackUs;
  const isLacking = from === 'silence' || nowUs - lackSinceUs >= patienceUs;
  if (!isLacking) return missed;
  const why = from === 'silence' ? 'silent' : 'dead';
  effects.push({ kind: 'lacking', why });
  return { ...missed, phase: 'failing', why };
}
