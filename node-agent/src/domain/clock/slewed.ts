/** Rate at which a difference is worked off under sound: inaudible, 30 ms a minute. */
const SLEW = 500e-6;

/** A difference between two clocks that is worked off, from an instant on. */
export interface SlewedDifference {
  readonly fromUs: number;
  readonly amountUs: number;
}

export function slewLeftUs(slewed: SlewedDifference | null, localUs: number): number {
  if (!slewed) return 0;
  const worked = Math.max(0, localUs - slewed.fromUs) * SLEW;
  return Math.sign(slewed.amountUs) * Math.max(0, Math.abs(slewed.amountUs) - worked);
}
