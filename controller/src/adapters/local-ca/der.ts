/** The few forms of DER (ITU-T X.690) that a certificate is written in. Reading is Node's business. */

export type Der = Buffer;

function node(tag: number, ...parts: readonly Uint8Array[]): Der {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag, ...lengthOf(body.length)]), body]);
}

/** §8.1.3: one byte below 128, otherwise the count of bytes and then the bytes. */
function lengthOf(length: number): number[] {
  if (length < 0x80) return [length];
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest >>>= 8) bytes.unshift(rest & 0xff);
  return [0x80 | bytes.length, ...bytes];
}

export const sequence = (...parts: readonly Uint8Array[]): Der => node(0x30, ...parts);
export const set = (...parts: readonly Uint8Array[]): Der => node(0x31, ...parts);
export const boolean = (value: boolean): Der => node(0x01, Buffer.from([value ? 0xff : 0]));
export const octets = (bytes: Uint8Array): Der => node(0x04, bytes);
export const text = (value: string): Der => node(0x0c, Buffer.from(value, 'utf8'));

/** An unsigned number; a leading 1 bit would make it negative. */
export function integer(bytes: Uint8Array): Der {
  const first = bytes.findIndex((byte) => byte !== 0);
  const trimmed = first < 0 ? Buffer.from([0]) : bytes.subarray(first);
  const isHigh = ((trimmed[0] as number) & 0x80) !== 0;
  return isHigh ? node(0x02, Buffer.from([0]), trimmed) : node(0x02, trimmed);
}

/** @param unused bits of the last byte that are not part of it */
export function bits(bytes: Uint8Array, unused = 0): Der {
  return node(0x03, Buffer.from([unused]), bytes);
}

/** `[n]`, around a value of its own (EXPLICIT) or in place of its tag (IMPLICIT). */
export const tagged = (n: number, ...parts: readonly Uint8Array[]): Der => node(0xa0 | n, ...parts);
export const implicit = (n: number, bytes: Uint8Array): Der => node(0x80 | n, bytes);

/** §8.19: the first two arcs share a byte, the others are in base 128. */
export function oid(dotted: string): Der {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return node(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(arc: number): number[] {
  const bytes = [arc & 0x7f];
  for (let left = arc >>> 7; left > 0; left >>>= 7) bytes.unshift((left & 0x7f) | 0x80);
  return bytes;
}

/** RFC 5280 §4.1.2.5: two digits of the year until 2049, four from 2050 on. */
export function time(iso: string): Der {
  const digits = iso.replace(/\.\d+/, '').replace(/[-:T]/g, '');
  const isNear = iso < '2050';
  return node(isNear ? 0x17 : 0x18, Buffer.from(isNear ? digits.slice(2) : digits, 'ascii'));
}
