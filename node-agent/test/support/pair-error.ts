import type { VirtualNode } from './virtual-node.ts';

/** Source that is looked for: short, so that what wanders is seen. */
const WINDOW_FRAMES = 6_000;
/** It is looked for within ±6 ms of where it ought to be. */
const REACH = 288;
/** The source is speech-like, below 1 kHz: it is found on a coarse grid first. */
const COARSE = 6;
const LEAST_PEAK = 0.6;

/** When a stretch of the source was heard of a node: true µs; null where it was not. */
export function heardAtUs(
  node: VirtualNode,
  source: Float32Array,
  { fromFrame, expectedUs }: { readonly fromFrame: number; readonly expectedUs: number },
): number | null {
  const marginUs = (REACH + 4) / 0.048;
  const lengthUs = WINDOW_FRAMES / 0.048;
  const { samples, trueUsOf } = node.heard(expectedUs - marginUs, expectedUs + lengthUs + marginUs);
  const window = source.subarray(fromFrame, fromFrame + WINDOW_FRAMES);
  const lags = samples.length - window.length;
  if (lags < 2 * REACH || window.length < WINDOW_FRAMES) return null;
  let best = { lag: 0, peak: -1 };
  const look = (lag: number): void => {
    if (lag < 1 || lag >= lags - 1) return;
    const peak = likeness(window, samples, lag);
    if (peak > best.peak) best = { lag, peak };
  };
  for (let lag = 1; lag < lags; lag += COARSE) look(lag);
  const coarse = best.lag;
  for (let lag = coarse - COARSE; lag <= coarse + COARSE; lag++) look(lag);
  if (best.peak < LEAST_PEAK) return null;
  const [before, after] = [-1, 1].map((step) => likeness(window, samples, best.lag + step));
  const bend = (before as number) - 2 * best.peak + (after as number);
  const part = bend < 0 ? (0.5 * ((before as number) - (after as number))) / bend : 0;
  return trueUsOf(best.lag + part);
}

function likeness(window: Float32Array, samples: Float32Array, lag: number): number {
  let [product, own, other] = [0, 1e-12, 1e-12];
  for (let i = 0; i < window.length; i++) {
    const a = window[i] as number;
    const b = samples[lag + i] as number;
    product += a * b;
    own += a * a;
    other += b * b;
  }
  return product / Math.sqrt(own * other);
}

/** The value below which this part of them lies. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}
