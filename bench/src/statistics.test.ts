import { expect, it } from 'vitest';
import { median, quantile } from './statistics.ts';

it('quantiles lie between the values, whatever their order', () => {
  expect(median([5, 1, 3])).toBe(3);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(quantile([10, 0], 0.99)).toBeCloseTo(9.9);
  expect(quantile([7], 0.99)).toBe(7);
  expect(() => median([])).toThrow('no values');
});
