import { LIMITS } from '../vocabulary/index.ts';

/** Kept here and not in `index.ts`, which re-exports it: 0x02 of the frame types. */
const TYPE = 0x02;
const VERSION = 1;
const HEADER = 20;
const SIGNATURE = 64;
const LAST = 0x01;
/** Domain separation of the signature: a live chunk can never be taken for anything else signed. */
const CONTEXT = Uint8Array.from('loa live chunk 1\n', (letter) => letter.charCodeAt(0));

/** One chunk of live sound: whole 20 ms Opus packets, one after the other. */
export interface LiveChunk {
  /** The stream's name on this connection (`controller/stream`). */
  readonly stream: number;
  /** From 0, up by one a chunk. */
  readonly sequence: number;
  /** Controller timeline, µs, at which its first sample is to be heard. */
  readonly atUs: number;
  /** Nothing follows. */
  readonly isLast: boolean;
  /** Opus packets of 20 ms, 1 … `LIMITS.livePackets`. */
  readonly packets: readonly Uint8Array[];
}

/** What a stream key signs: the stream's own id (32 bytes) binds the chunk to the stream. */
export function liveSigningInput(streamId: Uint8Array, unsigned: Uint8Array): Uint8Array {
  const input = new Uint8Array(CONTEXT.length + streamId.length + unsigned.length - 4);
  input.set(CONTEXT, 0);
  input.set(streamId, CONTEXT.length);
  // The number of the stream is the connection's affair: the signed bytes are the same to all.
  input.set(unsigned.subarray(0, 4), CONTEXT.length + streamId.length);
  input.set(unsigned.subarray(8), CONTEXT.length + streamId.length + 4);
  return input;
}

/** @throws RangeError when the packets are none, too many or too long */
export function encodeLiveChunk(chunk: LiveChunk): Uint8Array {
  const { packets } = chunk;
  if (packets.length < 1 || packets.length > LIMITS.livePackets) {
    throw new RangeError(`packets: 1 to ${LIMITS.livePackets} are needed`);
  }
  const bytes = packets.reduce((sum, packet) => sum + 2 + packet.length, HEADER);
  if (bytes + SIGNATURE > LIMITS.liveChunkBytes) throw new RangeError('packets: too many bytes');
  const out = new Uint8Array(bytes);
  const view = new DataView(out.buffer);
  out.set([TYPE, VERSION, chunk.isLast ? LAST : 0, packets.length]);
  view.setUint32(4, chunk.stream);
  view.setUint32(8, chunk.sequence);
  view.setBigUint64(12, BigInt(Math.round(chunk.atUs)));
  let at = HEADER;
  for (const packet of packets) {
    view.setUint16(at, packet.length);
    out.set(packet, at + 2);
    at += 2 + packet.length;
  }
  return out;
}

/** The whole binary message. */
export function withSignature(unsigned: Uint8Array, signature: Uint8Array): Uint8Array {
  if (signature.length !== SIGNATURE) throw new RangeError('signature: 64 bytes are needed');
  const out = new Uint8Array(unsigned.length + SIGNATURE);
  out.set(unsigned, 0);
  out.set(signature, unsigned.length);
  return out;
}

export interface SignedLiveChunk {
  readonly chunk: LiveChunk;
  readonly unsigned: Uint8Array;
  readonly signature: Uint8Array;
}

/** @throws RangeError when the bytes are not a live chunk of version 1 */
export function decodeLiveChunk(bytes: Uint8Array): SignedLiveChunk {
  const end = bytes.length - SIGNATURE;
  const isLive = bytes[0] === TYPE && bytes[1] === VERSION && bytes.length <= LIMITS.liveChunkBytes;
  if (!isLive || end < HEADER) throw new RangeError('not a live chunk');
  const unsigned = bytes.subarray(0, end);
  const view = new DataView(bytes.buffer, bytes.byteOffset, end);
  const count = bytes[3] as number;
  if (count < 1 || count > LIMITS.livePackets) throw new RangeError('packets: out of range');
  const packets: Uint8Array[] = [];
  let at = HEADER;
  for (let i = 0; i < count; i++) {
    if (at + 2 > end) throw new RangeError('packets: cut short');
    const length = view.getUint16(at);
    if (length === 0 || at + 2 + length > end) throw new RangeError('packets: cut short');
    packets.push(unsigned.subarray(at + 2, at + 2 + length));
    at += 2 + length;
  }
  if (at !== end) throw new RangeError('packets: bytes are left over');
  const chunk: LiveChunk = {
    stream: view.getUint32(4),
    sequence: view.getUint32(8),
    atUs: Number(view.getBigUint64(12)),
    isLast: ((bytes[2] as number) & LAST) !== 0,
    packets,
  };
  return { chunk, unsigned, signature: bytes.subarray(end) };
}
