import type { ProblemCode } from '@loa/protocol/vocabulary';

/** Why a voice did not speak: the `voice-*` codes. */
export type VoiceFault = Extract<ProblemCode, `voice-${string}`>;

/** Something that reads aloud. */
export interface Voice {
  readonly voiceId: string;
  readonly label: string;
  /** A program of the system, a model in the data folder, a service elsewhere. */
  readonly kind: 'program' | 'model' | 'service';
  /** What its makers ask for; shown with it. */
  readonly licence: string;
  /** BCP 47. */
  readonly language: string;
  /** What to do before it can speak; null where it can. */
  readonly remedy: string | null;
}

export interface SpeakRequest {
  readonly voiceId: string;
  /** Words only: see `domain/speech`. */
  readonly spoken: string;
  readonly signal: AbortSignal;
}

export type Speech =
  /** The file is the caller's from here on. */
  | { readonly outcome: 'spoken'; readonly file: string }
  | { readonly outcome: 'refused'; readonly reason: VoiceFault; readonly detail: string };

export interface Voices {
  /** Those that cannot speak now are listed with what they want. */
  list(): readonly Voice[];
  /** One text at a time. Rejects with the signal's reason when aborted, and where the disk is full. */
  speak(request: SpeakRequest): Promise<Speech>;
}
