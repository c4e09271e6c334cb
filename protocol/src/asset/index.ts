import { z } from 'zod';
import { LIMITS } from '../vocabulary/index.ts';
import { digestSchema } from '../wire/index.ts';

/**
 * The manifest of prepared audio (tệp âm thanh). Its text is JSON; the SHA-256 of that text names
 * the asset. Sound is mono Opus (RFC 6716) at 48 kHz in packets of 20 ms; frame `i` of the bulletin
 * is frame `i + preSkipFrames` of the decoder's output (RFC 7845, section 4.2).
 */
export const assetManifestSchema = z.strictObject({
  codec: z.literal('opus-48000-mono-20ms'),
  durationFrames: z.int().min(1),
  preSkipFrames: z.int().min(0).max(5760),
  packets: z.int().min(1),
  /** Packets in every chunk but the last. */
  chunkPackets: z.int().min(1).max(LIMITS.chunkPackets),
  /** SHA-256 of each chunk's bytes, in order. */
  chunks: z.array(digestSchema).min(1).max(LIMITS.assetChunks),
});
export type AssetManifest = z.infer<typeof assetManifestSchema>;

/**
 * One chunk: for each packet its length as u16 big-endian and its bytes.
 *
 * @throws RangeError when a packet is empty or longer than 1275 bytes (RFC 6716, section 3.2.1),
 *   or the chunk exceeds `LIMITS.chunkBytes` or `LIMITS.chunkPackets`.
 */
export function encodeChunk(packets: readonly Uint8Array[]): Uint8Array {
  if (packets.length === 0 || packets.length > LIMITS.chunkPackets) {
    throw new RangeError(`packets: 1 … ${LIMITS.chunkPackets}, not ${packets.length}`);
  }
  const size = packets.reduce((sum, packet) => sum + 2 + packet.length, 0);
  if (size > LIMITS.chunkBytes) throw new RangeError(`chunk of ${size} bytes exceeds the limit`);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const packet of packets) {
    if (packet.length === 0 || packet.length > 1275) throw new RangeError('packet: 1 … 1275 bytes');
    view.setUint16(at, packet.length);
    bytes.set(packet, at + 2);
    at += 2 + packet.length;
  }
  return bytes;
}

/** @throws RangeError when the bytes are not whole packets. */
export function decodeChunk(bytes: Uint8Array): Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const packets: Uint8Array[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (at + 2 > bytes.length) throw new RangeError('chunk ends inside a length');
    const length = view.getUint16(at);
    if (length === 0 || length > 1275 || at + 2 + length > bytes.length) {
      throw new RangeError('chunk ends inside a packet');
    }
    packets.push(bytes.subarray(at + 2, at + 2 + length));
    at += 2 + length;
  }
  return packets;
}
