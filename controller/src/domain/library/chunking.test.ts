import { expect, test } from 'vitest';
import { planChunks } from './chunking.ts';

test('[MED11] small packets make chunks of 150', () => {
  expect(planChunks(Array<number>(400).fill(80))).toEqual({ outcome: 'fits', chunkPackets: 150 });
});

test('[MED11] a short bulletin is one chunk', () => {
  expect(planChunks([80, 81, 82])).toEqual({ outcome: 'fits', chunkPackets: 3 });
});

test('[MED11] the largest packets make chunks of 12', () => {
  const plan = planChunks(Array<number>(40).fill(1275));
  expect(plan).toEqual({ outcome: 'fits', chunkPackets: 12 });
});

test('[MED11] sound that needs more chunks than a manifest holds is refused', () => {
  const plan = planChunks(Array<number>(180_000).fill(140));
  expect(plan).toEqual({ outcome: 'refused', reason: 'too-many-chunks' });
});
