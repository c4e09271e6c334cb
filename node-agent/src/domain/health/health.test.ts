import { expect, it } from 'vitest';
import { type FaultInput, faultsOf } from './index.ts';

const WELL: FaultInput = {
  cpuTemperatureC: 80,
  loadPerCore: 2,
  memoryFreeFraction: 0.1,
  storageFreeBytes: 64 * 1024 * 1024,
  storageFreeFraction: 0.1,
  storageFailed: false,
  clockState: 'civil',
  sinkFailed: false,
  underrunsLastMinute: 2,
  assetsDueSoonMissing: 0,
  isReckoned: false,
};

it.each([
  ['cpu-hot', { cpuTemperatureC: 80.5 }],
  ['cpu-busy', { loadPerCore: 2.1 }],
  ['memory-low', { memoryFreeFraction: 0.09 }],
  ['storage-low', { storageFreeFraction: 0.09 }],
  ['storage-low', { storageFreeBytes: 64 * 1024 * 1024 - 1 }],
  ['storage-failed', { storageFailed: true }],
  ['clock-untrusted', { clockState: 'untrusted' }],
  ['sink-failed', { sinkFailed: true }],
  ['underruns', { underrunsLastMinute: 3 }],
  ['assets-missing', { assetsDueSoonMissing: 1 }],
  ['unsynchronised', { isReckoned: true }],
] as [string, Partial<FaultInput>][])(
  '[FLT20] %s is reported at its threshold, alone',
  (fault, change) => {
    expect(faultsOf({ ...WELL, ...change })).toEqual([fault]);
  },
);

it('[FLT20] what cannot be read is no fault, and a well node has none', () => {
  expect(faultsOf(WELL)).toEqual([]);
  const unknown = { cpuTemperatureC: null, loadPerCore: null, memoryFreeFraction: null };
  expect(
    faultsOf({ ...WELL, ...unknown, storageFreeBytes: null, storageFreeFraction: null }),
  ).toEqual([]);
});
