import { fromNodeSchema } from '@loa/protocol/agent-link';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readMessage } from './incoming.ts';

const number = fc.oneof(
  fc.integer({ min: -2, max: 5 }),
  fc.constantFrom(0xffff_ffff, 0x1_0000_0000, 2 ** 53, 1.5, -0.5, 1e308),
);
const anything = fc.oneof(number, fc.constant(null), fc.string(), fc.boolean());

test('[LNK6] a word about a stream is read as the schema reads it, whatever it holds', () => {
  const field = fc.oneof({ weight: 6, arbitrary: number }, { weight: 1, arbitrary: anything });
  const word = fc.record(
    {
      stream: field,
      through: field,
      late: field,
      missing: field,
      leastMarginUs: anything,
      x: field,
    },
    { requiredKeys: ['stream', 'through', 'late', 'missing'] },
  );
  fc.assert(
    fc.property(word, (fields) => {
      const text = JSON.stringify({ kind: 'node/heard', ...fields });
      const parsed = fromNodeSchema.safeParse(JSON.parse(text));
      const read = readMessage(text);
      expect(read.outcome).toBe(parsed.success ? 'message' : 'malformed');
      if (read.outcome === 'message') expect(read.message).toEqual(parsed.data);
    }),
    { numRuns: 2_000 },
  );
});
