import { mulberry32 } from '@loa/runtime/pure';
import { describe, expect, it } from 'vitest';
import { atTrueRate, cardRatePpm, correlate, type Growth } from './index.ts';

/** Looks at a capture that grows by 20 ms blocks, each look late by up to 15 ms. */
function growthOf(ppm: number, seconds: number): Growth[] {
  const chance = mulberry32(9);
  return Array.from({ length: seconds * 50 }, (_, block) => ({
    atUs: 5e9 + ((block + 1) * 20_000) / (1 + ppm * 1e-6) + chance() ** 4 * 15_000,
    frames: (block + 1) * 960,
  }));
}

describe('the rate of the card of a recording', () => {
  it.each([-40, 0, 101])('[SYN40] is measured: %d ppm', (ppm) => {
    expect(cardRatePpm(growthOf(ppm, 60))).toBeCloseTo(ppm, -0.5);
    expect(cardRatePpm(growthOf(ppm, 2))).toBeNull();
    expect(cardRatePpm([])).toBeNull();
  });

  it('[SYN40] is taken out of a recording, which is then as a whole what was played', () => {
    const chance = mulberry32(4);
    let low = 0;
    const played = Float32Array.from({ length: 20 * 48_000 }, () => {
      low += 0.3 * (chance() * 2 - 1 - low);
      return low;
    });
    const recorded = atTrueRate(played, -100);
    expect(correlate(played, recorded).peak).toBeLessThan(0.6);
    expect(correlate(played, atTrueRate(recorded, 100)).peak).toBeGreaterThan(0.98);
  });
});
