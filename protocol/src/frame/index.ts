/**
 * Binary messages of the node link. Byte tables: protocol/PROTOCOL.md. All integers are big-endian.
 */

/** Controller → node: one asset chunk. Header 38 bytes. */
export const FRAME_ASSET_CHUNK = 0x01;
/** Controller → node: one signed chunk of a live stream. Header 20 bytes. */
export const FRAME_LIVE = 0x02;
/** Node → controller: what the node sounds, for somebody who listens. Header 16 bytes. */
export const FRAME_MONITOR = 0x81;

const CHUNK_HEADER = 38;
const MONITOR_HEADER = 16;

export interface AssetChunkFrame {
  /** SHA-256 of the asset's manifest, 32 bytes. */
  readonly asset: Uint8Array;
  readonly index: number;
  readonly bytes: Uint8Array;
}

export function encodeAssetChunk(frame: AssetChunkFrame): Uint8Array {
  if (frame.asset.length !== 32) throw new RangeError('asset: 32 bytes are needed');
  const out = new Uint8Array(CHUNK_HEADER + frame.bytes.length);
  out[0] = FRAME_ASSET_CHUNK;
  out[1] = 1;
  out.set(frame.asset, 2);
  new DataView(out.buffer).setUint32(34, frame.index);
  out.set(frame.bytes, CHUNK_HEADER);
  return out;
}

/** @throws RangeError when the bytes are not an asset chunk of version 1. */
export function decodeAssetChunk(bytes: Uint8Array): AssetChunkFrame {
  if (bytes.length < CHUNK_HEADER || bytes[0] !== FRAME_ASSET_CHUNK || bytes[1] !== 1) {
    throw new RangeError('not an asset chunk');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    asset: bytes.subarray(2, 34),
    index: view.getUint32(34),
    bytes: bytes.subarray(CHUNK_HEADER),
  };
}

/** Sample rate of what a listener hears of a node. */
export const MONITOR_RATE_HZ = 16_000;

export interface MonitorFrame {
  /** Counts up by one a frame; a gap is a loss. */
  readonly sequence: number;
  /** Controller timeline, µs, of the first sample. */
  readonly atUs: number;
  /** ITU-T G.711 µ-law samples at 16 kHz, mono. */
  readonly mulaw: Uint8Array;
}

export function encodeMonitor(frame: MonitorFrame): Uint8Array {
  const out = new Uint8Array(MONITOR_HEADER + frame.mulaw.length);
  const view = new DataView(out.buffer);
  out[0] = FRAME_MONITOR;
  out[1] = 1;
  view.setUint32(4, frame.sequence);
  view.setBigUint64(8, BigInt(Math.round(frame.atUs)));
  out.set(frame.mulaw, MONITOR_HEADER);
  return out;
}

/** @throws RangeError when the bytes are not a monitor frame of version 1. */
export function decodeMonitor(bytes: Uint8Array): MonitorFrame {
  if (bytes.length < MONITOR_HEADER || bytes[0] !== FRAME_MONITOR || bytes[1] !== 1) {
    throw new RangeError('not a monitor frame');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    sequence: view.getUint32(4),
    atUs: Number(view.getBigUint64(8)),
    mulaw: bytes.subarray(MONITOR_HEADER),
  };
}

/** ITU-T G.711 µ-law: one 16-bit sample (as −1 … 1) to a byte. */
export function encodeMulaw(sample: number): number {
  const clipped = Math.max(-1, Math.min(1, sample));
  const magnitude = Math.min(32_635, Math.round(Math.abs(clipped) * 32_768)) + 132;
  const exponent = 31 - Math.clz32(magnitude) - 7;
  const mantissa = (magnitude >> (exponent + 3)) & 0x0f;
  return ~((clipped < 0 ? 0x80 : 0) | (exponent << 4) | mantissa) & 0xff;
}

/** ITU-T G.711 µ-law: a byte to a sample −1 … 1. */
export function decodeMulaw(byte: number): number {
  const code = ~byte & 0xff;
  const magnitude = ((((code & 0x0f) << 3) + 132) << ((code >> 4) & 7)) - 132;
  return (code & 0x80 ? -magnitude : magnitude) / 32_768;
}

export * from './live.ts';
