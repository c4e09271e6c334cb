/** Crockford's base32 in small letters: no i, l, o, u, so that nothing is misread aloud. */
const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz';

/**
 * A password that people can read from a terminal and type on a phone: four groups of four, 80 bits.
 *
 * @param bytes 16 random bytes
 */
export function readablePassword(bytes: Uint8Array): string {
  const letters = Array.from(bytes.subarray(0, 16), (byte) => LETTERS.charAt(byte & 31));
  const groups = [0, 4, 8, 12].map((at) => letters.slice(at, at + 4).join(''));
  return groups.join('-');
}
