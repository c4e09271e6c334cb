import { expect, it } from 'vitest';
import { GAIN_RANGE_DB, parseSetting, TRIM_RANGE_MS } from './tuning.ts';

it.each([
  ['12', 12],
  ['-2.5', -2.5],
  ['−2,5', -2.5],
  [' +340 ', 340],
  ['2000', 2_000],
  ['2000.1', null],
  ['-501', null],
  ['', null],
  ['1.000,5', null],
  ['sớm', null],
])('[PLY79] a trim typed as "%s" is %s', (text, value) => {
  expect(parseSetting(text, TRIM_RANGE_MS)).toBe(value);
});

it('[PLY79] a gain never goes above full scale', () => {
  expect(parseSetting('0', GAIN_RANGE_DB)).toBe(0);
  expect(parseSetting('0,5', GAIN_RANGE_DB)).toBeNull();
});
