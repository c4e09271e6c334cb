/**
 * Drawing a monotonic clock towards UTC without a step. The correction moves towards the difference
 * that was observed last by at most `SLEW_PPM` of the time that passed: 0.5 ms a second, which no
 * ear hears and which is above the error of any crystal. Same bound as NTP (RFC 5905, section 12).
 */
export const SLEW_PPM = 500;

/** Differences below this are not followed: the wall clock is read in milliseconds. */
const DEAD_BAND_US = 2_000;
/** How often UTC is compared. */
const OBSERVE_EVERY_US = 1e6;

export interface Slew {
  /** Monotonic µs since the start at which the correction was `correctionUs`. */
  readonly atUs: number;
  readonly correctionUs: number;
  /** Where the correction is going. */
  readonly targetUs: number;
}

export const INITIAL_SLEW: Slew = { atUs: 0, correctionUs: 0, targetUs: 0 };

/** Elapsed time as the timeline shows it. */
export function slewedUs(slew: Slew, elapsedUs: number): number {
  const mostUs = ((elapsedUs - slew.atUs) * SLEW_PPM) / 1e6;
  const missingUs = slew.targetUs - slew.correctionUs;
  return elapsedUs + slew.correctionUs + Math.max(-mostUs, Math.min(mostUs, missingUs));
}

/** Takes note of UTC. Both times are counted from the timeline's start. */
export function stepSlew(
  slew: Slew,
  observed: { readonly elapsedUs: number; readonly utcElapsedUs: number },
): Slew {
  const { elapsedUs, utcElapsedUs } = observed;
  if (elapsedUs - slew.atUs < OBSERVE_EVERY_US) return slew;
  const correctionUs = slewedUs(slew, elapsedUs) - elapsedUs;
  const wantedUs = utcElapsedUs - elapsedUs;
  const isNear = Math.abs(wantedUs - correctionUs) < DEAD_BAND_US;
  return { atUs: elapsedUs, correctionUs, targetUs: isNear ? correctionUs : wantedUs };
}
