/**
 * Golden vectors of the binary messages, both ways. `vectors/frames.json` is the contract: an
 * implementation in another language passes when it makes and reads the same bytes.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeChunk, encodeChunk } from '../src/asset/index.ts';
import {
  decodeAssetChunk,
  decodeMonitor,
  decodeMulaw,
  encodeAssetChunk,
  encodeMonitor,
  encodeMulaw,
} from '../src/frame/index.ts';
import { LIMITS } from '../src/vocabulary/index.ts';
import vectors from '../vectors/frames.json' with { type: 'json' };

const bytesOf = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('chunks of packets', () => {
  test.each(vectors.chunks)('[LNK8] $name', ({ packets, bytes }) => {
    expect(hexOf(encodeChunk(packets.map(bytesOf)))).toBe(bytes);
    expect(decodeChunk(bytesOf(bytes)).map(hexOf)).toEqual(packets);
  });

  test.each(vectors.badChunks)('[LNK8] refused: $name', ({ bytes }) => {
    expect(() => decodeChunk(bytesOf(bytes))).toThrow(RangeError);
  });

  test('[LNK8] a chunk is bounded in packets and bytes', () => {
    const packet = new Uint8Array(120);
    expect(() => encodeChunk([])).toThrow(RangeError);
    expect(() => encodeChunk(Array(LIMITS.chunkPackets + 1).fill(packet))).toThrow(RangeError);
    expect(() => encodeChunk(Array(LIMITS.chunkPackets).fill(packet))).toThrow(RangeError);
    expect(() => encodeChunk([new Uint8Array(1276)])).toThrow(RangeError);
  });

  test('[LNK8] packets come back as they went in; other bytes give packets or a RangeError', () => {
    const packet = fc.uint8Array({ minLength: 1, maxLength: 1275 });
    fc.assert(
      fc.property(fc.array(packet, { minLength: 1, maxLength: 12 }), (packets) => {
        expect(decodeChunk(encodeChunk(packets)).map(hexOf)).toEqual(packets.map(hexOf));
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        try {
          expect(hexOf(encodeChunk(decodeChunk(bytes)))).toBe(hexOf(bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
    );
  });
});

describe('asset chunk frames', () => {
  test.each(vectors.assetChunks)('[LNK8] $name', ({ asset, index, payload, bytes }) => {
    const frame = { asset: bytesOf(asset), index, bytes: bytesOf(payload) };
    expect(hexOf(encodeAssetChunk(frame))).toBe(bytes);
    const decoded = decodeAssetChunk(bytesOf(bytes));
    expect([hexOf(decoded.asset), decoded.index, hexOf(decoded.bytes)]).toEqual([
      asset,
      index,
      payload,
    ]);
  });

  test.each(vectors.badAssetChunks)('[LNK8] refused: $name', ({ bytes }) => {
    expect(() => decodeAssetChunk(bytesOf(bytes))).toThrow(RangeError);
  });

  test('[LNK8] the largest chunk fits into the largest message to a node', () => {
    const bytes = new Uint8Array(LIMITS.chunkBytes);
    const frame = encodeAssetChunk({ asset: new Uint8Array(32), index: 0, bytes });
    expect(frame.length).toBeLessThanOrEqual(LIMITS.toNodeBytes);
  });
});

describe('monitor frames', () => {
  test.each(vectors.monitors)('[FLT8] $name', ({ sequence, atUs, mulaw, bytes }) => {
    expect(hexOf(encodeMonitor({ sequence, atUs, mulaw: bytesOf(mulaw) }))).toBe(bytes);
    const decoded = decodeMonitor(bytesOf(bytes));
    expect([decoded.sequence, decoded.atUs, hexOf(decoded.mulaw)]).toEqual([sequence, atUs, mulaw]);
  });

  test.each(vectors.badMonitors)('[FLT8] refused: $name', ({ bytes }) => {
    expect(() => decodeMonitor(bytesOf(bytes))).toThrow(RangeError);
  });

  test.each(vectors.mulaw)('[FLT8] sample $sample is byte $byte', ({ sample, byte }) => {
    expect(encodeMulaw(sample)).toBe(byte);
    expect(Math.abs(decodeMulaw(byte) - sample)).toBeLessThan(0.02);
  });

  test('[FLT8] every µ-law byte but the second zero comes back (ITU-T G.711, table 2b)', () => {
    for (let byte = 0; byte < 256; byte++) {
      expect(encodeMulaw(decodeMulaw(byte))).toBe(byte === 0x7f ? 0xff : byte);
    }
  });
});
