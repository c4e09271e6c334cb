/** Placing a live stream of sound pieces on the clock of the sound output. */

/** How far ahead of the loudspeaker sound is held, so that a late piece is not heard as a gap. */
export const LISTEN_BUFFER_S = 0.3;
/** More than this ahead and the listener hears the past: what comes is thrown away. */
export const LISTEN_AHEAD_S = 1.5;

export type Placement =
  | { readonly outcome: 'place'; readonly atS: number; readonly nextS: number }
  /** The stream had run dry (or begins): the buffer is filled again. */
  | { readonly outcome: 'refill'; readonly atS: number; readonly nextS: number }
  | { readonly outcome: 'drop'; readonly nextS: number };

/** @param nextS where the last piece ended, or null before the first */
export function placePiece(nextS: number | null, nowS: number, durationS: number): Placement {
  if (nextS === null || nextS < nowS) {
    const atS = nowS + LISTEN_BUFFER_S;
    return { outcome: 'refill', atS, nextS: atS + durationS };
  }
  if (nextS > nowS + LISTEN_AHEAD_S) return { outcome: 'drop', nextS };
  return { outcome: 'place', atS: nextS, nextS: nextS + durationS };
}

/** Loudest sample of a piece as 0 … 1 over 50 dB, as a meter shows it. */
export function meterLevel(peak: number): number {
  if (peak <= 0) return 0;
  return Math.min(1, Math.max(0, 1 + (20 * Math.log10(peak)) / 50));
}
