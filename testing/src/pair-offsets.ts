import { correlate, levelDb } from './correlation.ts';

/** How far one horn was from another over one window of a capture. */
export interface PairWindow {
  readonly atS: number;
  /** Null: one of the two was silent, or the two were not alike. */
  readonly offsetMs: number | null;
}

export interface PairOptions {
  readonly fromS: number;
  readonly toS: number;
  readonly windowS?: number;
  readonly stepS?: number;
}

const RATE = 48_000;
const WINDOW_S = 0.5;
/** Horns further apart than this are not recognised as playing the same. */
const SEARCH_S = 0.1;
const SILENCE_DB = -60;
const LEAST_PEAK = 0.3;

/** Positive is later. Both are channels of one capture, so that what is found is exact to the sample. */
export function pairOffsets(
  reference: Float32Array,
  other: Float32Array,
  { fromS, toS, windowS = WINDOW_S, stepS = windowS }: PairOptions,
): PairWindow[] {
  const windows: PairWindow[] = [];
  const count = Math.floor((toS - fromS - windowS) / stepS + 1 + 1e-9);
  for (let index = 0; index < count; index++) {
    const atS = fromS + index * stepS;
    windows.push({ atS, offsetMs: offsetOf(reference, other, { atS, windowS }) });
  }
  return windows;
}

/** Frames from the first to the last that are louder than silence; null where none is. */
export function soundingFrames(
  signal: Float32Array,
  thresholdDb = SILENCE_DB,
): readonly [number, number] | null {
  const least = 10 ** (thresholdDb / 20);
  const first = signal.findIndex((sample) => Math.abs(sample) > least);
  if (first < 0) return null;
  return [first, signal.findLastIndex((sample) => Math.abs(sample) > least)];
}

function offsetOf(
  reference: Float32Array,
  other: Float32Array,
  { atS, windowS }: { atS: number; windowS: number },
): number | null {
  const from = Math.round(atS * RATE);
  const to = Math.round((atS + windowS) * RATE);
  const searchFrom = Math.max(0, from - SEARCH_S * RATE);
  const window = reference.subarray(from, to);
  const stretch = other.subarray(searchFrom, to + SEARCH_S * RATE);
  if (window.length === 0 || stretch.length === 0) return null;
  if (levelDb(window) < SILENCE_DB || levelDb(stretch) < SILENCE_DB) return null;
  const { peak, offsetFrames } = correlate(window, stretch);
  return peak < LEAST_PEAK ? null : ((offsetFrames + searchFrom - from) / RATE) * 1000;
}
