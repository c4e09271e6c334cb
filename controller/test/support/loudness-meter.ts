/**
 * A loudness meter that shares no code with the one under test: ITU-R BS.1770-4 for one channel at
 * 48 kHz, integrated loudness with both gates (annex 1) and true peak by oversampling (annex 2).
 */

interface Biquad {
  readonly b: readonly [number, number, number];
  readonly a: readonly [number, number];
}

/** Annex 1, tables 1 and 2. */
const SHELF: Biquad = {
  b: [1.53512485958697, -2.69169618940638, 1.19839281085285],
  a: [-1.69065929318241, 0.73248077421585],
};
const HIGH_PASS: Biquad = { b: [1, -2, 1], a: [-1.99004745483398, 0.99007225036621] };

function filter(input: Float64Array, { b, a }: Biquad): Float64Array {
  const output = new Float64Array(input.length);
  let [x1, x2, y1, y2] = [0, 0, 0, 0];
  for (let i = 0; i < input.length; i++) {
    const x = input[i]!;
    const y = b[0] * x + b[1] * x1 + b[2] * x2 - a[0] * y1 - a[1] * y2;
    [x2, x1, y2, y1] = [x1, x, y1, y];
    output[i] = y;
  }
  return output;
}

const lufs = (power: number): number => -0.691 + 10 * Math.log10(power);
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Integrated loudness in LUFS; −∞ where nothing passes the gates. */
export function integratedLufs(samples: Float32Array): number {
  const weighted = filter(filter(Float64Array.from(samples), SHELF), HIGH_PASS);
  const block = 19_200;
  const powers: number[] = [];
  for (let at = 0; at + block <= weighted.length; at += block / 4) {
    let sum = 0;
    for (let i = at; i < at + block; i++) sum += weighted[i]! ** 2;
    powers.push(sum / block);
  }
  const loud = powers.filter((power) => lufs(power) > -70);
  if (loud.length === 0) return Number.NEGATIVE_INFINITY;
  const relative = lufs(mean(loud)) - 10;
  return lufs(mean(loud.filter((power) => lufs(power) > relative)));
}

/** True peak in dBTP: eight phases of a Blackman-windowed sinc. */
export function truePeakDbtp(samples: Float32Array): number {
  const phases = 8;
  const reach = 16;
  let peak = 0;
  for (let phase = 0; phase < phases; phase++) {
    const taps = Array.from({ length: 2 * reach }, (_, i) => {
      const x = i - reach + 1 - phase / phases;
      const window =
        0.42 + 0.5 * Math.cos((Math.PI * x) / reach) + 0.08 * Math.cos((2 * Math.PI * x) / reach);
      return (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x)) * window;
    });
    for (let at = reach - 1; at < samples.length - reach; at++) {
      let sum = 0;
      for (let i = 0; i < taps.length; i++) sum += taps[i]! * samples[at - reach + 1 + i]!;
      peak = Math.max(peak, Math.abs(sum));
    }
  }
  return 20 * Math.log10(peak);
}
