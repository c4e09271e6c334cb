import fc from 'fast-check';
import { expect, test } from 'vitest';
import { opusPacket, writeOggOpus } from '../../../test/ogg/ogg-writer.ts';
import { parseOggOpus } from './ogg-opus.ts';

const PRE_SKIP = 312;

const file = fc
  .record({
    sizes: fc.array(fc.integer({ min: 0, max: 1274 }), { minLength: 1, maxLength: 40 }),
    segmentsPerPage: fc.integer({ min: 1, max: 255 }),
    trim: fc.integer({ min: 0, max: 959 }),
  })
  .filter(({ sizes, trim }) => sizes.length * 960 - trim - PRE_SKIP > 0)
  .map(({ sizes, segmentsPerPage, trim }) => {
    const packets = sizes.map((size, index) => opusPacket(size, index % 256));
    const durationFrames = sizes.length * 960 - trim - PRE_SKIP;
    const spec = { packets, preSkipFrames: PRE_SKIP, durationFrames, segmentsPerPage };
    return { ...spec, bytes: writeOggOpus(spec) };
  });

test('[MED9] whatever the page layout, the same packets and the exact duration come out', () => {
  fc.assert(
    fc.property(file, ({ bytes, packets, durationFrames }) => {
      const read = parseOggOpus(bytes);
      expect(read).toEqual({ outcome: 'parsed', packets, preSkipFrames: PRE_SKIP, durationFrames });
    }),
  );
});

test('[MED10] a file cut anywhere is refused by name', () => {
  fc.assert(
    fc.property(file, fc.double({ min: 0, max: 0.999, noNaN: true }), ({ bytes }, part) => {
      const read = parseOggOpus(bytes.subarray(0, Math.floor(bytes.length * part)));
      expect(read.outcome).toBe('refused');
    }),
  );
});

test('[MED10] one changed byte anywhere is refused by name', () => {
  fc.assert(
    fc.property(file, fc.nat(), fc.integer({ min: 1, max: 255 }), ({ bytes }, seed, change) => {
      const damaged = bytes.slice();
      const at = seed % damaged.length;
      damaged[at] = (damaged[at] ?? 0) ^ change;
      expect(parseOggOpus(damaged).outcome).toBe('refused');
    }),
  );
});

test('[MED10] arbitrary bytes never throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (bytes, dressed) => {
      if (dressed) bytes.set([0x4f, 0x67, 0x67, 0x53, 0].slice(0, bytes.length));
      expect(parseOggOpus(bytes).outcome).toBe('refused');
    }),
  );
});
