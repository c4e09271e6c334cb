/**
 * The live feed's connection.
 *
 *   connecting ──snapshot──▶ live ──closed, silent, gap──▶ lost ──retry──▶ connecting
 *        │                     │                            ▲
 *        └──────closed─────────┼────────────────────────────┘
 *                              └──session ended──▶ ended (terminal)
 *
 * What was last heard is kept while the feed is away, so that screens can show it as old; only
 * `live` may be shown as live.
 */
import { FEED_BEAT_MS, FEED_SESSION_ENDED, type FeedMessage } from '@loa/protocol/console-api';
import type { BackOffPolicy } from '@loa/runtime/pure';
import { type FeedView, foldFeed } from './feed-view.ts';

/** A reconnecting phone waits at most this long; a city's consoles must not arrive all at once. */
export const FEED_BACK_OFF: BackOffPolicy = { baseMs: 500, capMs: 8_000 };
/** Two beats missed and a half: the line is dead. */
export const FEED_SILENCE_MS = FEED_BEAT_MS * 2.5;

interface Known {
  readonly view: FeedView | null;
  /** Attempts since the feed was last live. */
  readonly attempt: number;
}
export type FeedState =
  | ({ readonly phase: 'connecting' } & Known)
  | { readonly phase: 'live'; readonly view: FeedView }
  | ({ readonly phase: 'lost' } & Known)
  | { readonly phase: 'ended' };

export type FeedInput =
  | { readonly kind: 'message'; readonly message: FeedMessage; readonly atMs: number }
  /** Not JSON, or not in the shape of the contract. */
  | { readonly kind: 'malformed' }
  | { readonly kind: 'closed'; readonly code: number }
  | { readonly kind: 'silent' }
  | { readonly kind: 'network-lost' }
  /** The ticket was refused because nobody is logged in. */
  | { readonly kind: 'refused' }
  | { readonly kind: 'retry' };

/** What the feed only tells of: it is asked for again. */
export type Refetched = 'library' | 'city' | 'documents' | 'warnings';

export type FeedEffect =
  | { readonly kind: 'connect' }
  | { readonly kind: 'close' }
  | { readonly kind: 'retry-later'; readonly attempt: number }
  | { readonly kind: 'refetch'; readonly what: Refetched }
  | { readonly kind: 'session-ended' };

export interface FeedStep {
  readonly state: FeedState;
  readonly effects: readonly FeedEffect[];
}

export const FEED_START: FeedState = { phase: 'connecting', view: null, attempt: 0 };

export function stepFeed(state: FeedState, input: FeedInput): FeedStep {
  if (state.phase === 'ended') return { state, effects: [] };
  switch (input.kind) {
    case 'message':
      return state.phase === 'lost' ? { state, effects: [] } : heard(state, input);
    case 'closed':
      return input.code === FEED_SESSION_ENDED ? ended() : lost(state);
    case 'refused':
      return ended();
    case 'malformed':
    case 'silent':
    case 'network-lost':
      return lost(state);
    case 'retry':
      return state.phase === 'lost'
        ? { state: { ...state, phase: 'connecting' }, effects: [{ kind: 'connect' }] }
        : { state, effects: [] };
  }
}

function heard(
  state: Exclude<FeedState, { phase: 'ended' | 'lost' }>,
  input: Extract<FeedInput, { kind: 'message' }>,
): FeedStep {
  const known = state.phase === 'live' ? state.view : null;
  const folded = foldFeed(known, input.message, input.atMs);
  if (folded.outcome === 'gap') return lost(state);
  const effects: FeedEffect[] = [];
  if (input.message.kind === 'feed/change') {
    if (input.message.library === true) effects.push({ kind: 'refetch', what: 'library' });
    if (input.message.city === true) effects.push({ kind: 'refetch', what: 'city' });
    if (input.message.documents) effects.push({ kind: 'refetch', what: 'documents' });
    if (input.message.warnings === true) effects.push({ kind: 'refetch', what: 'warnings' });
  } else if (state.phase === 'connecting' && state.view !== null) {
    // What changed while the feed was away was told to nobody.
    for (const what of ['library', 'city', 'documents', 'warnings'] as const) {
      effects.push({ kind: 'refetch', what });
    }
  }
  return { state: { phase: 'live', view: folded.view }, effects };
}

function lost(state: Exclude<FeedState, { phase: 'ended' }>): FeedStep {
  if (state.phase === 'lost') return { state, effects: [] };
  const attempt = state.phase === 'live' ? 0 : state.attempt + 1;
  return {
    state: { phase: 'lost', view: state.view, attempt },
    effects: [{ kind: 'close' }, { kind: 'retry-later', attempt }],
  };
}

function ended(): FeedStep {
  return {
    state: { phase: 'ended' },
    effects: [{ kind: 'close' }, { kind: 'session-ended' }],
  };
}
