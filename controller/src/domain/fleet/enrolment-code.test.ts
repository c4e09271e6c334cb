import { expect, test } from 'vitest';
import {
  CODE_LETTERS,
  CODE_TRIES,
  encodeCode,
  judgeCode,
  normaliseCode,
  sameDigest,
} from './enrolment-code.ts';

test('[FLT1] a code is ten letters of Crockford’s base 32', () => {
  const code = encodeCode(Uint8Array.from({ length: CODE_LETTERS }, (_, i) => i * 29 + 3));
  expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{10}$/);
  expect(encodeCode(new Uint8Array(10).fill(255))).toBe('ZZZZZZZZZZ');
  expect(() => encodeCode(new Uint8Array(9))).toThrow(/10 are needed/);
});

test('[FLT1] what a person types is read as what they were told', () => {
  expect(normaliseCode(' 0oIl1-abcde ')).toBe('00111ABCDE');
});

test('[FLT2] a code is judged by time first, then tries, then equality', () => {
  const issued = { codeHash: 'right', expiresAtMs: 100, tries: 0 };
  expect(judgeCode(null, 'right', 0)).toBe('wrong');
  expect(judgeCode(issued, 'right', 99)).toBe('right');
  expect(judgeCode(issued, 'wrong', 99)).toBe('wrong');
  expect(judgeCode(issued, 'right', 100)).toBe('expired');
  expect(judgeCode({ ...issued, tries: CODE_TRIES - 1 }, 'right', 0)).toBe('right');
  expect(judgeCode({ ...issued, tries: CODE_TRIES }, 'right', 0)).toBe('used-up');
});

test('[FLT2] digests are the same or not', () => {
  expect(sameDigest('abc', 'abc')).toBe(true);
  for (const other of ['abd', 'bbc', 'ab', 'abca', ''])
    expect(sameDigest('abc', other)).toBe(false);
  expect(sameDigest('', '')).toBe(true);
});
