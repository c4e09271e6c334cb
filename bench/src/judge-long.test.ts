import { mulberry32 } from '@loa/runtime/pure';
import { atTrueRate } from '@loa/testing';
import { describe, expect, it } from 'vitest';
import { judgeLong } from './judge-long.ts';

const RATE = 48_000;
const SECONDS = 10;
const next = mulberry32(5);

/** Noise of speech's band that swells and pauses every fourth second. */
const source = new Float32Array(SECONDS * RATE);
for (let i = 0, low = 0; i < source.length; i++) {
  low += 0.2 * ((next() * 2 - 1) * 0.5 - low);
  const isPause = Math.floor(i / RATE) % 4 === 3;
  source[i] = isPause ? 0 : low * (0.6 + 0.4 * Math.sin(i / 3000));
}

/** The source as a card that runs 60 ppm fast plays it, after 2.3 s of silence. */
function capture(change: (signal: Float32Array) => void = () => {}) {
  const played = atTrueRate(source, -60);
  const signal = new Float32Array(Math.round(2.3 * RATE) + played.length + RATE);
  signal.set(played, Math.round(2.3 * RATE));
  change(signal);
  return (from: number, to: number): Float32Array =>
    Float32Array.from({ length: to - from }, (_, i) => signal[from + i] ?? 0);
}

describe('a long recording', () => {
  it('[BEN4] that is whole is the source, whatever the rate of the card', () => {
    const judged = judgeLong(source, capture());
    expect(judged).toMatchObject({ windows: 8, gaps: 0 });
    expect(judged.correlation).toBeGreaterThan(0.99);
    expect(judged.ratePpm).toBeCloseTo(60, -1);
    expect(judged.mostOffMs).toBeLessThan(0.05);
  }, 120_000);

  it('[BEN4] shows a gap of 30 ms and a jump of 5 ms', () => {
    const gap = judgeLong(
      source,
      capture((signal) => signal.fill(0, 7 * RATE, 7.03 * RATE)),
    );
    expect(gap.gaps).toBe(1);
    const jump = judgeLong(
      source,
      capture((signal) => signal.copyWithin(7 * RATE, 7 * RATE - 240)),
    );
    expect(jump.mostOffMs).toBeGreaterThan(1);
  }, 120_000);

  it('[BEN4] that holds something else is refused', () => {
    const other = Float32Array.from(source, () => next() * 2 - 1);
    expect(() => judgeLong(other, capture())).toThrow('not found');
  }, 120_000);
});
