/**
 * The rate of the rig's card against the machine's monotonic clock. PulseAudio's null sink counts
 * the time of each piece it renders in whole microseconds, rounded down: every piece whose length
 * is no whole number of microseconds makes it run fast, the more pieces the faster: 1 ppm with one
 * stream, 20 with three idle ones, 100 with three agents on it. Agents keep real time, so their sound
 * is as much longer in a capture's samples (measured over 60 s: card 101.0 ppm, sound 99.9 to 101.4).
 */
const RATE_HZ = 48_000;
const BUCKET_US = 500_000;
const FEWEST_BUCKETS = 6;

/** So many frames had been captured when somebody looked. */
export interface Growth {
  readonly atUs: number;
  readonly frames: number;
}

/**
 * Parts per million above nominal; null while it cannot be told. A look is late, never early, so
 * that the promptest of each half second counts.
 */
export function cardRatePpm(growth: readonly Growth[]): number | null {
  const [first] = growth;
  if (!first) return null;
  const best = new Map<number, { x: number; y: number }>();
  for (const { atUs, frames } of growth) {
    const x = atUs - first.atUs;
    const y = ((frames - first.frames) * 1e6) / RATE_HZ - x;
    const bucket = Math.floor(x / BUCKET_US);
    if (y > (best.get(bucket)?.y ?? Number.NEGATIVE_INFINITY)) best.set(bucket, { x, y });
  }
  const points = [...best.values()];
  return points.length < FEWEST_BUCKETS ? null : slope(points) * 1e6;
}

/** A recording at the rate of a true clock: `ppm` is how fast the card that made it ran. */
export function atTrueRate(recording: Float32Array, ppm: number): Float32Array {
  const step = 1 + ppm * 1e-6;
  const length = Math.max(0, Math.floor((recording.length - 3) / step));
  return resampled(recording, { from: 0, step, length });
}

/** Samples of a signal from a fractional place on, `step` apart; it has to go on for two more. */
export function resampled(
  signal: Float32Array,
  { from, step, length }: { readonly from: number; readonly step: number; readonly length: number },
): Float32Array {
  const made = new Float32Array(length);
  for (let i = 0; i < length; i++) made[i] = hermite(signal, from + i * step);
  return made;
}

/** 4-point, third-order Hermite interpolation. */
function hermite(signal: Float32Array, at: number): number {
  const whole = Math.floor(at);
  const part = at - whole;
  const here = signal[whole] as number;
  const before = signal[Math.max(0, whole - 1)] as number;
  const after = signal[whole + 1] as number;
  const beyond = signal[whole + 2] as number;
  const c1 = 0.5 * (after - before);
  const c2 = before - 2.5 * here + 2 * after - 0.5 * beyond;
  const c3 = 0.5 * (beyond - before) + 1.5 * (here - after);
  return ((c3 * part + c2) * part + c1) * part + here;
}

function slope(points: readonly { x: number; y: number }[]): number {
  const meanX = points.reduce((sum, { x }) => sum + x, 0) / points.length;
  const meanY = points.reduce((sum, { y }) => sum + y, 0) / points.length;
  let [sxx, sxy] = [0, 0];
  for (const { x, y } of points) {
    sxx += (x - meanX) ** 2;
    sxy += (x - meanX) * (y - meanY);
  }
  return sxy / sxx;
}
