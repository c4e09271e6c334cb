import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseOggOpus } from './ogg-opus.ts';
import { writeOggOpus } from './write-ogg-opus.ts';

/** A mono SILK packet of 20 ms (configuration 1, code 0). */
const packets = fc.array(
  fc.uint8Array({ minLength: 1, maxLength: 600 }).map((body) => Uint8Array.of(8, ...body)),
  { minLength: 1, maxLength: 20 },
);

test('[LIV10] what is written as Ogg Opus reads back as the same packets and length', () => {
  fc.assert(
    fc.property(packets, fc.integer({ min: 0, max: 900 }), (sound, preSkipFrames) => {
      const durationFrames = sound.length * 960 - preSkipFrames;
      const bytes = writeOggOpus({ packets: sound, preSkipFrames, durationFrames });
      const read = parseOggOpus(bytes);
      expect(read).toEqual({ outcome: 'parsed', packets: sound, preSkipFrames, durationFrames });
    }),
    { numRuns: 50 },
  );
});
