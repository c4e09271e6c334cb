/** Crockford's base 32: no I, L, O, U, so that a code survives being read out or copied by hand. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** 50 bits: with five tries in 15 minutes, a guess succeeds once in 2 × 10¹⁴ codes. */
export const CODE_LETTERS = 10;
export const CODE_VALID_MS: number = 15 * 60_000;
export const CODE_TRIES = 5;

/** A code from uniform bytes, one a letter: 256 is a multiple of 32, so every letter is as likely. */
export function encodeCode(bytes: Uint8Array): string {
  if (bytes.length !== CODE_LETTERS) throw new RangeError(`bytes: ${CODE_LETTERS} are needed`);
  return Array.from(bytes, (byte) => ALPHABET.charAt(byte & 31)).join('');
}

/** What a person typed as the code they were given: case, spaces, dashes and look-alikes forgiven. */
export function normaliseCode(typed: string): string {
  return typed.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
}

/** Compares two digests in a time that does not depend on where they differ. */
export function sameDigest(a: string, b: string): boolean {
  let different = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) different |= a.charCodeAt(i) ^ b.charCodeAt(i % b.length);
  return different === 0;
}

export interface IssuedCode {
  readonly codeHash: string;
  readonly expiresAtMs: number;
  readonly tries: number;
}

export type CodeVerdict = 'right' | 'wrong' | 'expired' | 'used-up';

/** [FLT1] Whether a presented code enrols. The hash of what was presented is given, never the code. */
export function judgeCode(
  issued: IssuedCode | null,
  presentedHash: string,
  nowMs: number,
): CodeVerdict {
  if (!issued) return 'wrong';
  if (nowMs >= issued.expiresAtMs) return 'expired';
  if (issued.tries >= CODE_TRIES) return 'used-up';
  return sameDigest(presentedHash, issued.codeHash) ? 'right' : 'wrong';
}
