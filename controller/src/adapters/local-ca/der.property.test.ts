/** What is written is read back by OpenSSL elsewhere; here the rules of DER that it would not refuse. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { integer, octets, oid, time } from './der.ts';

/** Tag, length and value of one element that fills the bytes exactly. */
function opened(der: Buffer): { tag: number; value: Buffer } {
  const first = der[1] as number;
  const count = first < 0x80 ? 0 : first & 0x7f;
  const length = count === 0 ? first : der.readUIntBE(2, count);
  const value = der.subarray(2 + count);
  expect(value.length).toBe(length);
  // The shortest form that holds it (§10.1).
  if (count > 0) expect(length).toBeGreaterThanOrEqual(count === 1 ? 0x80 : 2 ** (8 * (count - 1)));
  return { tag: der[0] as number, value };
}

test('[SEC41] lengths are in the shortest form, and nothing is lost', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 70_000 }), (bytes) => {
      const { tag, value } = opened(octets(bytes));
      expect(tag).toBe(0x04);
      expect(value.equals(bytes)).toBe(true);
    }),
  );
});

test('[SEC41] numbers are positive and as short as can be', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 128n }), (number) => {
      const hex = number.toString(16);
      const { value } = opened(integer(Buffer.from(hex.padStart(40, '0'), 'hex')));
      expect((value[0] as number) & 0x80).toBe(0);
      expect(BigInt(`0x${value.toString('hex')}`)).toBe(number);
      if (value.length > 1 && value[0] === 0) expect((value[1] as number) & 0x80).toBe(0x80);
    }),
  );
});

test('[SEC41] names of algorithms and instants are as the standards print them', () => {
  expect(oid('1.2.840.10045.4.3.2').toString('hex')).toBe('06082a8648ce3d040302');
  expect(time('2026-11-22T09:30:00.000Z').toString('latin1').slice(2)).toBe('261122093000Z');
  expect(time('2050-01-01T00:00:00.000Z').toString('latin1').slice(2)).toBe('20500101000000Z');
});
