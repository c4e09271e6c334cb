import { createHmac, timingSafeEqual } from 'node:crypto';
import type { PublishedClock } from '../../domain/clock/index.ts';

/**
 * Packets of the site's clock, UDP. All are of one size, so that an answer is never longer than its
 * question and nobody is worth using as an amplifier.
 *
 * | at  | bytes | question                       | answer                             |
 * | --- | ----- | ------------------------------ | ---------------------------------- |
 * | 0   | 2     | "LS"                           | "LS"                               |
 * | 2   | 1     | version 1                      | version 1                          |
 * | 3   | 1     | 1                              | 2; 3: nothing to serve yet         |
 * | 4   | 12    | nonce                          | the question's nonce               |
 * | 16  | 16    | 0                              | t2, t3: leader's raw clock, µs     |
 * | 32  | 32    | 0                              | mapping: at, offset, skew, slew    |
 * | 64  | 1     | 0                              | 1: the leader's own link is fresh  |
 * | 65  | 65    | 0                              | length and text of the timeline id |
 * | 130 | 16    | HMAC-SHA256 of what stands before it, its first 16 bytes | the same |
 *
 * Numbers are IEEE 754 doubles, big-endian.
 */
export const PACKET_BYTES = 146;
export const NONCE_BYTES = 12;
const MAC_BYTES = 16;
const MAC_AT = PACKET_BYTES - MAC_BYTES;
const NUMBERS_AT = 16;
const FRESH_AT = 64;
const ID_AT = 65;
const MOST_ID_BYTES = 64;
const MAGIC = 0x4c53;
const VERSION = 1;
const KIND = { question: 1, answer: 2, nothing: 3 } as const;

export interface SiteQuestion {
  readonly kind: 'question';
  /** Base64url. */
  readonly nonce: string;
}

export interface SiteAnswer {
  readonly kind: 'answer';
  readonly nonce: string;
  readonly t2Us: number;
  readonly t3Us: number;
  readonly published: PublishedClock;
}

export interface SiteNothing {
  readonly kind: 'nothing';
  readonly nonce: string;
}

export type SitePacket = SiteQuestion | SiteAnswer | SiteNothing;

export function encodePacket(packet: SitePacket, key: Uint8Array): Buffer {
  const bytes = Buffer.alloc(PACKET_BYTES);
  bytes.writeUInt16BE(MAGIC, 0);
  bytes[2] = VERSION;
  bytes[3] = KIND[packet.kind];
  bytes.write(packet.nonce, 4, NONCE_BYTES, 'base64url');
  if (packet.kind === 'answer') {
    const { t2Us, t3Us, published } = packet;
    const { atUs, offsetUs, skew, slewUs, isFresh, timelineId } = published;
    for (const [i, value] of [t2Us, t3Us, atUs, offsetUs, skew, slewUs].entries()) {
      bytes.writeDoubleBE(value, NUMBERS_AT + 8 * i);
    }
    bytes[FRESH_AT] = isFresh ? 1 : 0;
    bytes[ID_AT] = bytes.write(timelineId, ID_AT + 1, MOST_ID_BYTES, 'utf8');
  }
  macOf(bytes, key).copy(bytes, MAC_AT);
  return bytes;
}

/** Null when it is no packet of this version that the key vouches for. */
export function decodePacket(bytes: Uint8Array, key: Uint8Array): SitePacket | null {
  if (bytes.length !== PACKET_BYTES) return null;
  const packet = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (packet.readUInt16BE(0) !== MAGIC || packet[2] !== VERSION) return null;
  if (!timingSafeEqual(macOf(packet, key), packet.subarray(MAC_AT))) return null;
  const nonce = packet.toString('base64url', 4, 4 + NONCE_BYTES);
  switch (packet[3]) {
    case KIND.question:
      return { kind: 'question', nonce };
    case KIND.nothing:
      return { kind: 'nothing', nonce };
    case KIND.answer:
      return readAnswer(packet, nonce);
    default:
      return null;
  }
}

function readAnswer(packet: Buffer, nonce: string): SiteAnswer | null {
  const number = (index: number): number => packet.readDoubleBE(NUMBERS_AT + 8 * index);
  const [t2Us, t3Us] = [number(0), number(1)];
  const mapping = { atUs: number(2), offsetUs: number(3), skew: number(4), slewUs: number(5) };
  const idBytes = packet.readUInt8(ID_AT);
  const isSound = [t2Us, t3Us, ...Object.values(mapping)].every(Number.isFinite);
  if (!isSound || idBytes > MOST_ID_BYTES) return null;
  const timelineId = packet.toString('utf8', ID_AT + 1, ID_AT + 1 + idBytes);
  const published = { timelineId, ...mapping, isFresh: packet[FRESH_AT] === 1 };
  return { kind: 'answer', nonce, t2Us, t3Us, published };
}

function macOf(packet: Buffer, key: Uint8Array): Buffer {
  const mac = createHmac('sha256', key).update(packet.subarray(0, MAC_AT)).digest();
  return mac.subarray(0, MAC_BYTES);
}
