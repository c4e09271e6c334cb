import type { Voice, VoiceFault } from '../../engine/voices-port.ts';
import type { ProgramEnd } from './run-program.ts';

export interface Utterance {
  readonly spoken: string;
  /** Absolute path of what is to be made. */
  readonly file: string;
  readonly signal: AbortSignal;
}

export type Made =
  | { readonly outcome: 'made' }
  | { readonly outcome: 'refused'; readonly reason: VoiceFault; readonly detail: string };

/** One voice, whatever speaks. Where it refuses, what it has written is removed by who asked. */
export interface VoiceMaker {
  readonly voice: Voice;
  make(utterance: Utterance): Promise<Made>;
}

export function refusedBy(reason: VoiceFault, detail: string): Made {
  return { outcome: 'refused', reason, detail };
}

/** What the end of a program means for who asked for speech. */
export function madeBy(label: string, end: ProgramEnd): Made {
  switch (end.outcome) {
    case 'done':
      return { outcome: 'made' };
    case 'too-long':
      return refusedBy('voice-too-long', `${label} made more sound than a bulletin may have`);
    case 'too-slow':
      return refusedBy('voice-too-slow', `${label} took too long`);
    case 'failed':
      return refusedBy('voice-failed', `${label}: ${end.complaint || 'it failed without a word'}`);
  }
}

/** A voice that is listed with what it wants. */
export function absentVoice(voice: Omit<Voice, 'remedy'>, remedy: string): VoiceMaker {
  return {
    voice: { ...voice, remedy },
    make: async () => refusedBy('voice-absent', `${voice.label}: ${remedy}`),
  };
}
