import type { AssetId, ProblemCode } from '@loa/protocol/vocabulary';

/** Why an upload does not become sound: the `media-*` codes. */
export type MediaRefusal = Extract<ProblemCode, `media-${string}`>;

export const MEDIA_STEPS = ['probe', 'measure', 'encode', 'check'] as const;
export type MediaStep = (typeof MEDIA_STEPS)[number];

export interface PreparedAsset {
  readonly assetId: AssetId;
  /** The text whose SHA-256 is `assetId`. */
  readonly manifest: string;
  readonly chunks: readonly Uint8Array[];
  /** The same packets as Ogg Opus (RFC 7845), for listening in a browser. */
  readonly ogg: Uint8Array;
  readonly durationFrames: number;
  /** Integrated loudness of the decoded result; null where it is too short to say (under 3 s). */
  readonly loudnessLufs: number | null;
  readonly truePeakDbtp: number | null;
}

export type Preparation =
  | { readonly outcome: 'ready'; readonly asset: PreparedAsset }
  | { readonly outcome: 'refused'; readonly reason: MediaRefusal; readonly detail: string };

export interface PrepareOptions {
  readonly signal: AbortSignal;
  /** `fraction` of the step, 0 … 1, never falling within a step. */
  onProgress(step: MediaStep, fraction: number): void;
}

export interface MediaIngest {
  /**
   * Probes, normalises and encodes one upload. Bad input is an outcome, never an error; `file` is
   * only read and stays the caller's. Rejects with the signal's reason when aborted, with
   * `unavailable` when ffmpeg cannot be run and with `storage-full` when the disk is full.
   */
  prepare(file: string, options: PrepareOptions): Promise<Preparation>;
}
