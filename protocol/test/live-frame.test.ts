/**
 * Golden vectors of live chunks, both ways, with Node's own Ed25519: `vectors/live.json` is the
 * contract for whoever writes another node or controller.
 */
import { createHash, createPublicKey, verify } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decodeLiveChunk,
  encodeLiveChunk,
  liveSigningInput,
  withSignature,
} from '../src/frame/index.ts';
import { LIMITS } from '../src/vocabulary/index.ts';
import vectors from '../vectors/live.json' with { type: 'json' };

const bytesOf = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const streamId = new Uint8Array(Buffer.from(vectors.streamId, 'base64url'));
const publicKey = createPublicKey({
  key: { kty: 'OKP', crv: 'Ed25519', x: vectors.publicKey },
  format: 'jwk',
});

describe('live chunks', () => {
  test('[PLY54] the stream is named by its key', () => {
    const key = Buffer.from(vectors.publicKey, 'base64url');
    expect(createHash('sha256').update(key).digest('base64url')).toBe(vectors.streamId);
  });

  test.each(vectors.chunks)('[PLY54] $name', ({ bytes, signingInput, packets, name, ...chunk }) => {
    const decoded = decodeLiveChunk(bytesOf(bytes));
    expect({ ...decoded.chunk, packets: decoded.chunk.packets.map(hexOf) }).toEqual({
      ...chunk,
      packets,
    });
    const unsigned = encodeLiveChunk({ ...chunk, packets: packets.map(bytesOf) });
    expect(hexOf(withSignature(unsigned, decoded.signature))).toBe(bytes);
    const input = liveSigningInput(streamId, unsigned);
    expect(hexOf(input)).toBe(signingInput);
    expect(verify(null, input, publicKey, decoded.signature)).toBe(true);
  });

  test('[PLY54] the number of the stream is the connection’s and is not signed', () => {
    const { unsigned, signature } = decodeLiveChunk(bytesOf(vectors.chunks[0]?.bytes ?? ''));
    const renumbered = unsigned.slice();
    new DataView(renumbered.buffer).setUint32(4, 99);
    const input = liveSigningInput(streamId, renumbered);
    expect(verify(null, input, publicKey, signature)).toBe(true);
  });

  test.each(vectors.bad)('[PLY54] refused: $name', ({ bytes }) => {
    expect(() => decodeLiveChunk(bytesOf(bytes))).toThrow(RangeError);
  });

  test('[PLY54] any bytes are a chunk or a RangeError, and no chunk is longer than its limit', () => {
    const packet = fc.uint8Array({ minLength: 1, maxLength: 1275 });
    const signature = new Uint8Array(64);
    fc.assert(
      fc.property(fc.array(packet, { minLength: 1, maxLength: 20 }), (packets) => {
        const chunk = { stream: 1, sequence: 2, atUs: 3, isLast: false, packets };
        const size = packets.reduce((sum, { length }) => sum + 2 + length, 84);
        if (size > LIMITS.liveChunkBytes) {
          expect(() => encodeLiveChunk(chunk)).toThrow(RangeError);
          return;
        }
        const bytes = withSignature(encodeLiveChunk(chunk), signature);
        expect(decodeLiveChunk(bytes).chunk.packets.map(hexOf)).toEqual(packets.map(hexOf));
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 80, maxLength: 300 }), (noise) => {
        noise.set([2, 1]);
        try {
          decodeLiveChunk(noise);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
    );
  });
});
