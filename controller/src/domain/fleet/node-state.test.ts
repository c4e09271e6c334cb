import { expect, test } from 'vitest';
import { nodeStateAt, OFFLINE_AFTER_US } from './node-state.ts';

const well = { enrolled: true, heardAtUs: 0, faults: [] } as const;

test('[FLT5] of several states that apply the most grave is shown', () => {
  expect(nodeStateAt({ ...well, enrolled: false, faults: ['cpu-hot'] }, 0)).toBe('not-enrolled');
  expect(nodeStateAt({ ...well, heardAtUs: null, faults: ['cpu-hot'] }, 0)).toBe('offline');
  expect(nodeStateAt({ ...well, faults: ['cpu-hot'] }, 0)).toBe('faulty');
  expect(nodeStateAt(well, 0)).toBe('well');
});

test('[FLT5] silence becomes offline at its limit, which leaves time to show it within 10 s', () => {
  expect(nodeStateAt(well, OFFLINE_AFTER_US - 1)).toBe('well');
  expect(nodeStateAt(well, OFFLINE_AFTER_US)).toBe('offline');
  expect(OFFLINE_AFTER_US).toBeLessThan(10e6);
});
