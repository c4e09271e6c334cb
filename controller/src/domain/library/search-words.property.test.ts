import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldText, searchWords } from './search-words.ts';

const VOWELS = [...'aăâeêioôơuưy'];
const TONES = ['', '\u0300', '\u0301', '\u0303', '\u0309', '\u0323'];
const syllable = fc
  .tuple(
    fc.constantFrom('', 'b', 'đ', 'Đ', 'ngh', 'tr', 'qu'),
    fc.constantFrom(...VOWELS),
    fc.constantFrom(...TONES),
    fc.constantFrom('', 'n', 'ng', 'ch'),
  )
  .map((parts) => parts.join(''));
const text = fc.array(syllable, { minLength: 1, maxLength: 8 }).map((words) => words.join(' '));

test('[APR41] however a text is written and typed, its words are the same plain letters', () => {
  expect(searchWords('Đường Trần Phú, số 15')).toEqual(['duong', 'tran', 'phu', 'so', '15']);
  fc.assert(
    fc.property(text, (written) => {
      const folded = foldText(written);
      expect(folded).toMatch(/^[a-z ]+$/);
      expect(foldText(folded)).toBe(folded);
      for (const form of ['NFC', 'NFD', 'NFKC'] as const) {
        expect(foldText(written.normalize(form))).toBe(folded);
      }
      expect(foldText(written.toUpperCase())).toBe(folded);
      expect(searchWords(`"${written}"*:-`)).toEqual([...new Set(folded.split(' '))]);
    }),
  );
});
