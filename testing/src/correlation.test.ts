import { mulberry32 } from '@loa/runtime/pure';
import { describe, expect, it } from 'vitest';
import { correlate, levelDb } from './correlation.ts';

function noise(frames: number, seed: number): Float32Array {
  const next = mulberry32(seed);
  return Float32Array.from({ length: frames }, () => next() * 2 - 1);
}

describe('correlate', () => {
  it('finds a quieter copy at its frame', () => {
    const reference = noise(20_000, 1);
    const captured = new Float32Array(60_000);
    reference.forEach((sample, i) => {
      captured[i + 12_345] = sample * 0.1;
    });
    const { peak, offsetFrames } = correlate(reference, captured);
    expect(peak).toBeGreaterThan(0.999);
    expect(offsetFrames).toBeCloseTo(12_345, 1);
  });

  it('finds a signal whose beginning is not in the capture', () => {
    const reference = noise(20_000, 2);
    const { offsetFrames } = correlate(reference, reference.slice(5000));
    expect(offsetFrames).toBeCloseTo(-5000, 1);
  });

  it('does not take other noise or silence for the signal', () => {
    expect(correlate(noise(20_000, 3), noise(40_000, 4)).peak).toBeLessThan(0.9);
    expect(correlate(noise(1000, 3), new Float32Array(4000)).peak).toBe(0);
  });

  it('measures levels', () => {
    expect(levelDb(new Float32Array(100).fill(0.1))).toBeCloseTo(-20, 3);
  });
});
