import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planChunks } from './chunking.ts';

test('[MED11] no chunk is too large and the next larger size would not fit', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 1275 }), { minLength: 1, maxLength: 400 });
  fc.assert(
    fc.property(sizes, (packets) => {
      const plan = planChunks(packets);
      if (plan.outcome === 'refused') throw new Error('refused');
      expect(largestChunk(packets, plan.chunkPackets)).toBeLessThanOrEqual(16_000);
      const next = plan.chunkPackets + 1;
      if (next <= Math.min(150, packets.length)) {
        expect(largestChunk(packets, next)).toBeGreaterThan(16_000);
      }
    }),
  );
});

function largestChunk(packets: readonly number[], size: number): number {
  let largest = 0;
  for (let at = 0; at < packets.length; at += size) {
    const bytes = packets.slice(at, at + size).reduce((sum, packet) => sum + packet + 2, 0);
    largest = Math.max(largest, bytes);
  }
  return largest;
}
