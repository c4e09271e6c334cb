import { cardinal } from './cardinals.ts';
import { isSyllable } from './letters.ts';
import {
  beginsLine,
  endingWith,
  follows,
  matchAt,
  type Place,
  quantity,
  type Reading,
  words,
} from './place.ts';

const VALUES = { I: 1, V: 5, X: 10, L: 50, C: 100, D: 500, M: 1000 } as const;
const CANONICAL = /^M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})$/;

/** Null unless it is written as Rome's numbers are. */
export function parseRoman(written: string): number | null {
  if (written === '' || !CANONICAL.test(written)) return null;
  const values = [...written].map((letter) => VALUES[letter as keyof typeof VALUES]);
  return values.reduce(
    (sum: number, value, index) => sum + ((values[index + 1] ?? 0) > value ? -value : value),
    0,
  );
}

const NUMBERED = endingWith(
  'quý|khóa|khoá|thế kỷ|thế kỉ|kỷ|chương|phần|mục|tiểu mục|điều|lần thứ|thứ|kỳ|kì|hạng|cấp|loại|vùng|quân khu|tập|bậc|giai đoạn|phụ lục|báo động|nhóm|đợt|nhiệm kỳ|lớp|tầng|vòng|bảng|phường|khối|đoạn|tuyến',
);
const ORDERED = endingWith('thứ');
const WRITTEN = /[IVXLCDM]+(?![\p{L}\p{M}])/uy;
const SMALL = /^[IVX]+$/;
/** A capital word with marks beside it: then this is a word of a heading, such as "VI PHẠM". */
const BESIDE = /^\s+([\p{Lu}\p{M}]{2,})(?![\p{L}\p{M}])/u;

/**
 * After a word that is numbered, any Roman number; elsewhere two or more of I, V, X; at the
 * beginning of a line also one of them with a dot.
 */
export function readRoman(place: Place): Reading | null {
  const match = matchAt(WRITTEN, place);
  const value = match && parseRoman(match[0]);
  if (!match || !value) return null;
  const [written] = match;
  const said = cardinal(String(value), place.lexicon.dialect);
  if (follows(place, NUMBERED)) {
    const order = follows(place, ORDERED) ? { 1: 'nhất', 4: 'tư' }[value] : undefined;
    return quantity(match, order ?? said);
  }
  const isCode = /^\d/.test(place.text.slice(place.index + written.length));
  if (!SMALL.test(written) || isCode) return null;
  if (written.length === 1) return leadsLine(place, written) ? words(match, said) : null;
  return isSyllable(written) && isBesideHeading(place, written) ? null : quantity(match, said);
}

function leadsLine({ text, index, said }: Place, written: string): boolean {
  return beginsLine(said) && /^[.)]/.test(text.slice(index + written.length));
}

function isBesideHeading({ text, index }: Place, written: string): boolean {
  const next = BESIDE.exec(text.slice(index + written.length))?.[1];
  return next !== undefined && isSyllable(next);
}
