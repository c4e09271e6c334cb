import {
  type AssetId,
  type AuthorisationId,
  type BulletinClass,
  type CueId,
  type CueSource,
  usOfFrames,
  type WhenPreempted,
} from '../vocabulary/index.ts';

/** What to do with a cue whose planned instant passed while something else held the air. */
export type LateRule =
  | { readonly kind: 'skip' }
  | { readonly kind: 'play-within'; readonly withinUs: number };

/**
 * One entry of a node's plan (mục phát): what sounds, when, how loud, in which class.
 * Instants are microseconds of the controller's timeline (UTC).
 */
export interface Cue {
  readonly cueId: CueId;
  /** The person's signature under which it may sound. */
  readonly authorisationId: AuthorisationId;
  readonly assetId: AssetId;
  readonly source: CueSource;
  readonly class: BulletinClass;
  /** 0 (low) … 99 (high), within the class. */
  readonly priority: number;
  readonly startAtUs: number;
  /** Length at 48 kHz, more than 0. */
  readonly durationFrames: number;
  /** Gain over the node's own volume, dB, −40 … +6. */
  readonly gainDb: number;
  readonly whenPreempted: WhenPreempted;
  readonly late: LateRule;
  /** No sample of it sounds at or after this instant. */
  readonly validUntilUs: number;
}

/**
 * A withdrawal: of named cues, or of everything that has begun. `atUs` is when it takes effect; a
 * cue that starts later is not touched by `everything`.
 */
export interface Cancellation {
  readonly atUs: number;
  readonly what:
    | { readonly kind: 'cues'; readonly cueIds: readonly CueId[] }
    | { readonly kind: 'everything' };
}

/** The end of the cue's own slot: where it ends when nothing preempts it. */
export function slotEndUs(cue: Pick<Cue, 'startAtUs' | 'durationFrames'>): number {
  return cue.startAtUs + usOfFrames(cue.durationFrames);
}

/** Live voice and relays are streams: what passes while they are cut is gone. */
export function isStream(cue: Pick<Cue, 'source'>): boolean {
  return cue.source !== 'scheduled';
}
