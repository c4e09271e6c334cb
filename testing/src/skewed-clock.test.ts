import { expect, it } from 'vitest';
import { skewedClock } from './skewed-clock.ts';

it('a skewed clock starts at its offset and runs at its own rate', () => {
  let nowUs = 5e6;
  const clock = skewedClock(
    { nowMs: () => 7, monotonicUs: () => nowUs },
    { offsetUs: 3.6e9, skewPpm: -80 },
  );
  expect(clock.monotonicUs()).toBe(3.6e9);
  nowUs += 1e6;
  expect(clock.monotonicUs()).toBe(3.6e9 + 999_920);
  expect(clock.nowMs()).toBe(7);
});
