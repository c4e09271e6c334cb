import type { Measured } from './loudness.ts';

/**
 * Long recordings are rehearsed: what brings their loudness and keeps their peaks is found on
 * moments from all over them, and the whole then passes the encoder once.
 */
const REHEARSAL = {
  fromSeconds: 200,
  pieces: 48,
  pieceSeconds: 1.5,
  /** The whole has higher peaks than its pieces: so much room is left for them. */
  hiddenPeakDb: 1,
} as const;

/** A piece out of every period. */
export interface Excerpt {
  readonly periodSeconds: number;
  readonly pieceSeconds: number;
}

/** Null where the whole costs little enough. */
export function planExcerpt(seconds: number): Excerpt | null {
  if (seconds < REHEARSAL.fromSeconds) return null;
  const { pieces, pieceSeconds } = REHEARSAL;
  return { periodSeconds: Math.floor((seconds / pieces) * 10) / 10, pieceSeconds };
}

/** What a measurement of the excerpt says of the whole, `offsetLu` softer than the excerpt. */
export function ofWhole({ loudnessLufs, truePeakDbtp }: Measured, offsetLu: number): Measured {
  return {
    loudnessLufs: loudnessLufs === null ? null : loudnessLufs - offsetLu,
    truePeakDbtp: truePeakDbtp === null ? null : truePeakDbtp + REHEARSAL.hiddenPeakDb,
  };
}
