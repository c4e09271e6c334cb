import { parseCueId, parseNodeId } from '@loa/protocol/vocabulary';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldReceipts } from './fold-receipts.ts';
import type { StoredReceipt } from './receipt.ts';

const LENGTH = 400;
const stretch = fc
  .tuple(fc.nat(LENGTH), fc.nat(LENGTH))
  .map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }));

function receiptsOf(stretches: readonly { from: number; to: number }[]): StoredReceipt[] {
  const blank = {
    nodeId: parseNodeId('an-my-01'),
    cueId: parseCueId('tin@2026-11-22T05:30'),
    cutBy: null,
  };
  return stretches.flatMap(({ from, to }, i): StoredReceipt[] => [
    { ...blank, sequence: 2 * i + 1, kind: 'started', atUs: i, positionFrames: from, why: null },
    { ...blank, sequence: 2 * i + 2, kind: 'ended', atUs: i, positionFrames: to, why: 'preempted' },
  ]);
}

test('[PRF1] heard is the number of different frames that sounded', () => {
  fc.assert(
    fc.property(fc.array(stretch, { maxLength: 12 }), (stretches) => {
      const frames = new Set<number>();
      for (const { from, to } of stretches) for (let i = from; i < to; i++) frames.add(i);
      expect(foldReceipts(receiptsOf(stretches)).heardFrames).toBe(frames.size);
    }),
  );
});

test('[PRF1] receipts in any order, with repeats, say the same', () => {
  const shuffled = fc.array(stretch, { minLength: 1, maxLength: 6 }).chain((stretches) => {
    const lines = receiptsOf(stretches);
    return fc.tuple(fc.constant(lines), fc.shuffledSubarray(lines, { minLength: lines.length }));
  });
  fc.assert(
    fc.property(shuffled, ([lines, mixed]) => {
      expect(foldReceipts(mixed)).toEqual(foldReceipts(lines));
    }),
  );
});
