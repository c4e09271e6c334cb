import type { Measured, Shaping } from './loudness.ts';

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
  /** Pieces that differ more in loudness from the whole are no likeness of it. */
  likenessLu: 1,
  /** Loudness range (EBU Tech 3342) of the most uneven speech; what is spliced has 20 LU. */
  evenLu: 15,
} as const;

/**
 * A piece out of every period, each at another place in it: what repeats in step with the period
 * (a jingle, an interval signal) would otherwise be in all of them or in none.
 */
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

/**
 * False for quiet and loud parts put together: what a limiter makes of the whole then depends on how
 * much of each there is, which a few pieces do not tell.
 */
export function isEven(rangeLu: number | null): boolean {
  return rangeLu !== null && rangeLu <= REHEARSAL.evenLu;
}

/**
 * How much louder the excerpt is than the whole; null where it is too unlike the whole to say what
 * the limiter makes of that.
 */
export function compareExcerpt(excerpt: Measured, whole: Measured): number | null {
  if (excerpt.loudnessLufs === null || whole.loudnessLufs === null) return null;
  const excerptLu = excerpt.loudnessLufs - whole.loudnessLufs;
  return Math.abs(excerptLu) <= REHEARSAL.likenessLu ? excerptLu : null;
}

/** For the peaks of a whole that no rehearsal has heard. */
export function leaveRoom(shaping: Shaping): Shaping {
  return { ...shaping, ceilingDb: shaping.ceilingDb - REHEARSAL.hiddenPeakDb };
}

/** What a measurement of the excerpt says of the whole, `offsetLu` softer than the excerpt. */
export function ofWhole({ loudnessLufs, truePeakDbtp }: Measured, offsetLu: number): Measured {
  return {
    loudnessLufs: loudnessLufs === null ? null : loudnessLufs - offsetLu,
    truePeakDbtp: truePeakDbtp === null ? null : truePeakDbtp + REHEARSAL.hiddenPeakDb,
  };
}
