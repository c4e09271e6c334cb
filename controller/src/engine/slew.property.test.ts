import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { INITIAL_SLEW, SLEW_PPM, slewedUs, stepSlew } from './slew.ts';

/** Reads the timeline every `periodUs` while UTC runs off by `ppm` and jumps by `jumpUs` at the start. */
function follow(options: { ppm: number; jumpUs: number; periodUs: number; reads: number }) {
  const { ppm, jumpUs, periodUs, reads } = options;
  let slew = INITIAL_SLEW;
  const shown: number[] = [];
  let errorUs = 0;
  for (let n = 1; n <= reads; n++) {
    const elapsedUs = n * periodUs;
    const utcElapsedUs = elapsedUs * (1 + ppm / 1e6) + jumpUs;
    slew = stepSlew(slew, { elapsedUs, utcElapsedUs });
    shown.push(slewedUs(slew, elapsedUs));
    errorUs = utcElapsedUs - slewedUs(slew, elapsedUs);
  }
  return { shown, errorUs };
}

describe('slew', () => {
  const drawn = fc.record({
    ppm: fc.integer({ min: -200, max: 200 }),
    jumpUs: fc.integer({ min: -5e6, max: 5e6 }),
    periodUs: fc.integer({ min: 10_000, max: 20e6 }),
    reads: fc.integer({ min: 2, max: 200 }),
  });

  it('[SYN21] never steps, never runs back, never differs in rate by more than 500 ppm', () => {
    fc.assert(
      fc.property(drawn, (options) => {
        const { shown } = follow(options);
        shown.forEach((us, n) => {
          if (n === 0) return;
          const gained = us - (shown[n - 1] ?? 0) - options.periodUs;
          expect(Math.abs(gained)).toBeLessThanOrEqual((options.periodUs * SLEW_PPM) / 1e6 + 1e-3);
        });
      }),
    );
  });

  it('[SYN21] a jump of UTC by half a second is made up within 17 minutes, and then followed', () => {
    for (const jumpUs of [500_000, -500_000]) {
      const { errorUs } = follow({ ppm: 0, jumpUs, periodUs: 1e6, reads: 1_020 });
      expect(Math.abs(errorUs)).toBeLessThan(2_000);
    }
  });

  it('[SYN21] a crystal 100 ppm off is followed within 3 ms', () => {
    const { errorUs } = follow({ ppm: 100, jumpUs: 0, periodUs: 1e6, reads: 3_600 });
    expect(Math.abs(errorUs)).toBeLessThan(3_000);
  });
});
