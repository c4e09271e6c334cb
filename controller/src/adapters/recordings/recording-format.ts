import { LIMITS } from '@loa/protocol/vocabulary';
import type { Recorded, RecordedTalk } from '../../engine/recordings-port.ts';

/**
 * A recording's file: one line of JSON about the talk, then entries of a 16-bit big-endian length and
 * as many bytes. A length with the top bit set is the instant of the first sample as 8 bytes; any
 * other is an Opus packet. What a crash cut off in the middle of an entry is not read.
 */
const ANCHOR = 0x8000;
const ANCHOR_BYTES = 8;
/** A line longer than this is no recording of ours. */
const HEAD_BYTES = 4_096;
const NEW_LINE = 0x0a;

export function encodeHead(talk: RecordedTalk): Uint8Array {
  return Buffer.from(`${JSON.stringify(talk)}\n`);
}

export function encodeAnchor(firstSampleAtUs: number): Uint8Array {
  const entry = Buffer.alloc(2 + ANCHOR_BYTES);
  entry.writeUInt16BE(ANCHOR | ANCHOR_BYTES);
  entry.writeBigUInt64BE(BigInt(Math.round(firstSampleAtUs)), 2);
  return entry;
}

export function encodePackets(packets: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(
    packets.flatMap((packet) => {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(packet.length);
      return [length, packet];
    }),
  );
}

/** Null where there is no whole head. */
export function decodeRecording(bytes: Buffer): Recorded | null {
  const end = bytes.subarray(0, HEAD_BYTES).indexOf(NEW_LINE);
  const talk = end < 0 ? null : readHead(bytes.subarray(0, end).toString());
  if (talk === null) return null;
  const packets: Uint8Array[] = [];
  let firstSampleAtUs: number | null = null;
  let at = end + 1;
  while (at + 2 <= bytes.length) {
    const word = bytes.readUInt16BE(at);
    const length = word & ~ANCHOR;
    const entry = bytes.subarray(at + 2, at + 2 + length);
    if (length === 0 || entry.length < length || packets.length >= MOST_PACKETS) break;
    if ((word & ANCHOR) === 0) packets.push(new Uint8Array(entry));
    else if (length === ANCHOR_BYTES) firstSampleAtUs ??= Number(entry.readBigUInt64BE());
    at += 2 + length;
  }
  return { talk, firstSampleAtUs, packets };
}

/** More than any talk has: a file that grew wild is not read for ever. */
const MOST_PACKETS = 2 * 50 * LIMITS.liveSeconds;

function readHead(line: string): RecordedTalk | null {
  try {
    const head: unknown = JSON.parse(line);
    const isTalk = typeof head === 'object' && head !== null && 'cueId' in head;
    return isTalk ? (head as RecordedTalk) : null;
  } catch {
    return null;
  }
}
