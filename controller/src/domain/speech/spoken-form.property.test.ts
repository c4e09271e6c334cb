/**
 * Goal: whatever people type, what is handed to a voice has no number or sign it would read in
 * another language, and reading is settled. Method: texts made of the pieces notices are made of, in
 * any order and run together, beside texts of any characters.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SPOKEN_PAIRS } from '../../../test/words/spoken-pairs.ts';
import { CARDINAL_DIGITS, cardinal } from './cardinals.ts';
import { DEFAULT_ABBREVIATIONS } from './default-abbreviations.ts';
import { type SpokenForm, spokenForm } from './spoken-form.ts';

const notices = Object.values(SPOKEN_PAIRS).flatMap((pairs) => pairs.map(([written]) => written));
const piece = fc.oneof(
  fc.constantFrom(...notices),
  fc.constantFrom(...Object.keys(DEFAULT_ABBREVIATIONS)),
  fc.constantFrom(...'0123456789.,:;/-–%°²₫$@&+()\n \'"xhkmgđVIXP'),
  fc.constantFrom('ngày ', 'số ', 'thứ ', 'tháng ', 'quý ', 'khóa ', 'gọi ', 'lần/', 'KỲ ', 'CA '),
  fc.nat(2_000_000).map(String),
);
const text = fc.oneof(
  fc.array(piece, { maxLength: 12 }).map((parts) => parts.join('')),
  fc.array(piece, { maxLength: 12 }).map((parts) => parts.join(' ')),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
);

function spokenOf(form: SpokenForm): string | null {
  return form.outcome === 'spoken' ? form.spoken : null;
}

test('[TTS23] nothing is left that is no word or pause, and reading twice changes nothing', () => {
  fc.assert(
    fc.property(text, fc.constantFrom('north' as const, 'south' as const), (written, dialect) => {
      const spoken = spokenOf(spokenForm(written, { dialect }));
      if (spoken === null) return;
      expect(spoken).toMatch(/^[\p{L}\p{Mn}\s.,;:!?…()"'“”‘’«»\-–—]*$/u);
      expect(spokenOf(spokenForm(spoken, { dialect }))).toBe(spoken);
    }),
    { numRuns: 1_500 },
  );
});

test('[TTS23] the changes, put in their places, are the spoken form', () => {
  const bare = (said: string) => said.replace(/\s/g, '').toLowerCase();
  fc.assert(
    fc.property(text, (written) => {
      const form = spokenForm(written);
      if (form.outcome === 'refused') return;
      let end = 0;
      let said = '';
      for (const change of form.changes) {
        expect(form.text.slice(change.start, change.end)).toBe(change.from);
        expect(change.start).toBeGreaterThanOrEqual(end);
        said += form.text.slice(end, change.start) + change.to;
        end = change.end;
      }
      expect(bare(said + form.text.slice(end))).toBe(bare(form.spoken));
    }),
    { numRuns: 500 },
  );
});

const DIGIT_WORDS = ['không', 'một', 'hai', 'ba', 'bốn', 'năm', 'sáu', 'bảy', 'tám', 'chín'];
const SCALES: { readonly [word: string]: number } = { nghìn: 1e3, triệu: 1e6 };

/** The way back: words to number, as one who listens adds them up. */
function heard(said: string): number {
  let billions = 0;
  let sum = 0;
  let group = 0;
  let digit = 0;
  const close = (): number => {
    const closed = group + digit;
    group = 0;
    digit = 0;
    return closed;
  };
  for (const word of said.split(' ')) {
    if (word === 'tỷ') {
      billions = sum + close();
      sum = 0;
    } else if (word in SCALES) sum += close() * (SCALES[word] ?? 0);
    else if (word === 'trăm') group = close() * 100;
    else if (word === 'mười') group += 10;
    else if (word === 'mươi') {
      group += digit * 10;
      digit = 0;
    } else if (word !== 'linh') {
      digit = { mốt: 1, tư: 4, lăm: 5 }[word] ?? DIGIT_WORDS.indexOf(word);
    }
  }
  return billions * 1e9 + sum + close();
}

test('[TTS1] who listens to a cardinal hears the number again', () => {
  for (let number = 0; number < 10_000; number += 1)
    expect(heard(cardinal(`${number}`))).toBe(number);
  fc.assert(
    fc.property(fc.nat(10 ** CARDINAL_DIGITS - 1), (number) => {
      expect(heard(cardinal(String(number)))).toBe(number);
    }),
    { numRuns: 2_000 },
  );
});
