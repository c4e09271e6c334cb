/**
 * One talk, from the finger on the button to the recording.
 *
 *   idle ──press──▶ pressed ──held──▶ opening ──started──▶ live ──release, stop──▶ ending ──ended──▶ over
 *    ▲                 │                 │                   │                        │
 *    └──let go early───┘                 └──refused, lost────┴──lost, ended───────────┴──────▶ over
 *
 * The line is opened while the press is still being guarded, so that holding costs no time; nothing
 * is started on it before the guard has passed. `over` is left by the next press.
 */
import type { ToLiveConsole } from '@loa/protocol/console-api';

/** A shorter press is a stray touch: nobody is put on the air by a pocket. */
export const PRESS_GUARD_MS = 300;
/** The controller speaks once a second; after this it is not there any more. */
export const LIVE_SILENCE_MS = 5_000;
/** Keeping the recording may take the controller a moment longer. */
export const LIVE_ENDING_MS = 15_000;

export type LiveStarted = Extract<ToLiveConsole, { kind: 'live/started' }>;
export type LiveStatus = Extract<ToLiveConsole, { kind: 'live/status' }>;
export type LiveEnded = Extract<ToLiveConsole, { kind: 'live/ended' }>;
export type LiveRefused = Extract<ToLiveConsole, { kind: 'live/refused' }>;

/** Why this page ended it; `remote` is the controller's own word. */
export type TalkCause = 'released' | 'hidden' | 'microphone' | 'remote';

export type TalkEnd =
  | {
      readonly kind: 'ended';
      readonly cause: TalkCause;
      readonly ended: LiveEnded;
      readonly cueId: string | null;
    }
  | { readonly kind: 'refused'; readonly refused: LiveRefused }
  /** The ticket was not given: the error says why. */
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'lost'; readonly cueId: string | null };

export type TalkState =
  | { readonly phase: 'idle'; readonly wasTooShort: boolean }
  | { readonly phase: 'pressed'; readonly isLocked: boolean; readonly isConnected: boolean }
  | { readonly phase: 'opening'; readonly isLocked: boolean; readonly isConnected: boolean }
  | {
      readonly phase: 'live';
      readonly isLocked: boolean;
      readonly started: LiveStarted;
      /** This page's monotonic clock when it went live, ms. */
      readonly sinceMs: number;
      readonly status: LiveStatus | null;
    }
  | { readonly phase: 'ending'; readonly cause: TalkCause; readonly cueId: string | null }
  | { readonly phase: 'over'; readonly end: TalkEnd };

export type TalkInput =
  | { readonly kind: 'press'; readonly isLocked: boolean }
  | { readonly kind: 'guard-passed' }
  /** The finger or key is up. */
  | { readonly kind: 'release' }
  | { readonly kind: 'lock' }
  | { readonly kind: 'stop' }
  | { readonly kind: 'hidden' }
  | { readonly kind: 'microphone-lost' }
  | { readonly kind: 'connected' }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'message'; readonly message: ToLiveConsole; readonly atMs: number }
  /** The line closed, fell silent, or said what is not in the contract. */
  | { readonly kind: 'lost' };

export type TalkEffect =
  | { readonly kind: 'connect' }
  | { readonly kind: 'guard' }
  | { readonly kind: 'start' }
  | { readonly kind: 'end' }
  | { readonly kind: 'close' };

export interface TalkStep {
  readonly state: TalkState;
  readonly effects: readonly TalkEffect[];
}

export const TALK_START: TalkState = { phase: 'idle', wasTooShort: false };

export function stepTalk(state: TalkState, input: TalkInput): TalkStep {
  switch (state.phase) {
    case 'idle':
    case 'over':
      return input.kind === 'press'
        ? {
            state: { phase: 'pressed', isLocked: input.isLocked, isConnected: false },
            effects: [{ kind: 'connect' }, { kind: 'guard' }],
          }
        : stay(state);
    case 'pressed':
      return stepPressed(state, input);
    case 'opening':
      return stepOpening(state, input);
    case 'live':
      return stepLive(state, input);
    case 'ending':
      return stepEnding(state, input);
  }
}

type In<Phase extends TalkState['phase']> = Extract<TalkState, { phase: Phase }>;

function stepPressed(state: In<'pressed'>, input: TalkInput): TalkStep {
  switch (input.kind) {
    case 'guard-passed':
      return {
        state: { ...state, phase: 'opening' },
        effects: state.isConnected ? [{ kind: 'start' }] : [],
      };
    case 'connected':
      return stay({ ...state, isConnected: true });
    case 'lock':
      return stay({ ...state, isLocked: true });
    case 'release':
    case 'stop':
    case 'hidden':
    case 'microphone-lost':
      return {
        state: { phase: 'idle', wasTooShort: input.kind === 'release' },
        effects: [{ kind: 'close' }],
      };
    default:
      return givenUp(state, input, null);
  }
}

function stepOpening(state: In<'opening'>, input: TalkInput): TalkStep {
  switch (input.kind) {
    case 'connected':
      return { state: { ...state, isConnected: true }, effects: [{ kind: 'start' }] };
    case 'lock':
      return stay({ ...state, isLocked: true });
    case 'release':
      return state.isLocked ? stay(state) : leaveOpening(state, 'released');
    case 'stop':
      return leaveOpening(state, 'released');
    case 'hidden':
      return leaveOpening(state, 'hidden');
    case 'microphone-lost':
      return leaveOpening(state, 'microphone');
    case 'message': {
      const { message, atMs } = input;
      if (message.kind !== 'live/started') return givenUp(state, input, null);
      const { isLocked } = state;
      return stay({ phase: 'live', isLocked, started: message, sinceMs: atMs, status: null });
    }
    default:
      return givenUp(state, input, null);
  }
}

/** Before the controller knew of it there is nothing to end. */
function leaveOpening(state: In<'opening'>, cause: TalkCause): TalkStep {
  return state.isConnected
    ? { state: { phase: 'ending', cause, cueId: null }, effects: [{ kind: 'end' }] }
    : { state: { phase: 'idle', wasTooShort: true }, effects: [{ kind: 'close' }] };
}

function stepLive(state: In<'live'>, input: TalkInput): TalkStep {
  const { cueId } = state.started;
  const leave = (cause: TalkCause): TalkStep => ({
    state: { phase: 'ending', cause, cueId },
    effects: [{ kind: 'end' }],
  });
  switch (input.kind) {
    case 'lock':
      return stay({ ...state, isLocked: true });
    case 'release':
      return state.isLocked ? stay(state) : leave('released');
    case 'stop':
      return leave('released');
    case 'hidden':
      return leave('hidden');
    case 'microphone-lost':
      return leave('microphone');
    case 'message':
      return input.message.kind === 'live/status'
        ? stay({ ...state, status: input.message })
        : givenUp(state, input, cueId);
    default:
      return givenUp(state, input, cueId);
  }
}

function stepEnding(state: In<'ending'>, input: TalkInput): TalkStep {
  if (input.kind === 'message' && input.message.kind === 'live/started') {
    return stay({ ...state, cueId: input.message.cueId });
  }
  if (input.kind === 'message' && input.message.kind === 'live/ended') {
    const { cause, cueId } = state;
    const end = { kind: 'ended', cause, ended: input.message, cueId } as const;
    return { state: { phase: 'over', end }, effects: [{ kind: 'close' }] };
  }
  return givenUp(state, input, state.cueId);
}

/** What ends a talk in every phase that has a line. */
function givenUp(state: TalkState, input: TalkInput, cueId: string | null): TalkStep {
  const over = (end: TalkEnd): TalkStep => ({
    state: { phase: 'over', end },
    effects: [{ kind: 'close' }],
  });
  if (input.kind === 'failed') return over({ kind: 'failed', error: input.error });
  if (input.kind === 'lost') return over({ kind: 'lost', cueId });
  if (input.kind !== 'message') return stay(state);
  const { message } = input;
  if (message.kind === 'live/refused') return over({ kind: 'refused', refused: message });
  if (message.kind !== 'live/ended') return stay(state);
  return over({ kind: 'ended', cause: 'remote', ended: message, cueId });
}

function stay(state: TalkState): TalkStep {
  return { state, effects: [] };
}
