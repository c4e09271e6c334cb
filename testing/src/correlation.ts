/**
 * Cross-correlation of two signals by FFT: where in `captured` the reference stands, and how like
 * it that stretch is.
 */
export interface Correlation {
  /** Normalised −1 … 1: 1 is the reference itself, at any loudness. */
  readonly peak: number;
  /** Frame of `captured` at which the reference begins, to a fraction of a sample. */
  readonly offsetFrames: number;
}

/** @throws RangeError when a signal is empty. */
export function correlate(reference: Float32Array, captured: Float32Array): Correlation {
  if (reference.length === 0 || captured.length === 0) throw new RangeError('a signal is empty');
  const products = crossProducts(reference, captured);
  const energy = energyBefore(captured);
  const referenceEnergy = reference.reduce((sum, sample) => sum + sample * sample, 0);
  // A stretch that is all but silent would divide noise by noise; this much energy it must have.
  const floor = referenceEnergy * 1e-6 + 1e-12;
  let best = { peak: 0, lag: 0 };
  for (let lag = 1 - reference.length; lag < captured.length; lag++) {
    const value = normalised(lag);
    if (value > best.peak) best = { peak: value, lag };
  }
  return { peak: best.peak, offsetFrames: best.lag + vertex(best.lag) };

  function normalised(lag: number): number {
    const from = Math.max(0, lag);
    const to = Math.min(captured.length, lag + reference.length);
    const stretch = (energy[to] ?? 0) - (energy[from] ?? 0);
    if (stretch <= floor) return 0;
    const product = products[lag < 0 ? lag + products.length : lag] ?? 0;
    return product / Math.sqrt(stretch * referenceEnergy);
  }

  function vertex(lag: number): number {
    const [before, at, after] = [normalised(lag - 1), normalised(lag), normalised(lag + 1)];
    const bend = before - 2 * at + after;
    return bend < 0 ? (0.5 * (before - after)) / bend : 0;
  }
}

/** Root mean square of a stretch, dB relative to full scale. */
export function levelDb(signal: Float32Array, fromFrame = 0, toFrame = signal.length): number {
  let sum = 0;
  for (let i = fromFrame; i < toFrame; i++) sum += (signal[i] ?? 0) ** 2;
  return 10 * Math.log10(sum / Math.max(1, toFrame - fromFrame) + 1e-15);
}

function energyBefore(signal: Float32Array): Float64Array {
  const sums = new Float64Array(signal.length + 1);
  for (let i = 0; i < signal.length; i++) {
    sums[i + 1] = (sums[i] as number) + (signal[i] as number) ** 2;
  }
  return sums;
}

/**
 * products[lag] = Σ reference[i]·captured[i + lag], negative lags wrapped to the end. Both signals go
 * through one transform, as the real and the imaginary part of a third.
 */
function crossProducts(reference: Float32Array, captured: Float32Array): Float64Array {
  const size = 2 ** Math.ceil(Math.log2(reference.length + captured.length));
  const re = new Float64Array(size);
  const im = new Float64Array(size);
  re.set(reference);
  im.set(captured);
  transform(re, im);
  for (let k = 0; k <= size / 2; k++) {
    const mirror = (size - k) % size;
    const ar = ((re[k] as number) + (re[mirror] as number)) / 2;
    const ai = ((im[k] as number) - (im[mirror] as number)) / 2;
    const br = ((im[k] as number) + (im[mirror] as number)) / 2;
    const bi = ((re[mirror] as number) - (re[k] as number)) / 2;
    // conj(A)·B, conjugated once more so that the forward transform inverts it.
    re[k] = ar * br + ai * bi;
    im[k] = ai * br - ar * bi;
    re[mirror] = re[k] as number;
    im[mirror] = -(im[k] as number);
  }
  transform(re, im);
  for (let k = 0; k < size; k++) re[k] = (re[k] as number) / size;
  return re;
}

/** Radix-2 FFT in place (Cooley and Tukey); the length is a power of two. */
function transform(re: Float64Array, im: Float64Array): void {
  const size = re.length;
  reorder(re);
  reorder(im);
  for (let span = 2; span <= size; span *= 2) stage(re, im, span);
}

interface Turns {
  readonly cosines: Float64Array;
  readonly sines: Float64Array;
}

/** By span: windows of one length are correlated by the thousand. */
const turns = new Map<number, Turns>();

function turnsOf(span: number): Turns {
  const known = turns.get(span);
  if (known) return known;
  const cosines = new Float64Array(span / 2);
  const sines = new Float64Array(span / 2);
  for (let k = 0; k < span / 2; k++) {
    cosines[k] = Math.cos((2 * Math.PI * k) / span);
    sines[k] = -Math.sin((2 * Math.PI * k) / span);
  }
  const made = { cosines, sines };
  turns.set(span, made);
  return made;
}

/** No tuples in here: this is the inner loop of every test that listens. */
function stage(re: Float64Array, im: Float64Array, span: number): void {
  const half = span / 2;
  const { cosines, sines } = turnsOf(span);
  for (let start = 0; start < re.length; start += span) {
    for (let k = 0; k < half; k++) {
      const low = start + k;
      const high = low + half;
      const c = cosines[k] as number;
      const s = sines[k] as number;
      const hr = re[high] as number;
      const hi = im[high] as number;
      const tr = hr * c - hi * s;
      const ti = hr * s + hi * c;
      const lr = re[low] as number;
      const li = im[low] as number;
      re[high] = lr - tr;
      im[high] = li - ti;
      re[low] = lr + tr;
      im[low] = li + ti;
    }
  }
}

/** Bit reversal. */
function reorder(values: Float64Array): void {
  const size = values.length;
  for (let i = 1, j = 0; i < size; i++) {
    let bit = size >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i >= j) continue;
    const held = values[i] as number;
    values[i] = values[j] as number;
    values[j] = held;
  }
}
