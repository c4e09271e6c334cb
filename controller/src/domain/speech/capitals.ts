/**
 * Words in capitals. An abbreviation of the list stands for its words, unless it is a syllable beside
 * another syllable in capitals: then it belongs to a heading ("CA NHẠC"). What is not in the list is
 * a word where it has the shape of a Vietnamese syllable, and is spelled otherwise.
 */
import { cardinal, digitByDigit } from './cardinals.ts';
import { isSyllable, spelled } from './letters.ts';
import { matchAt, type Place, quantity, type Reading, words } from './place.ts';

const COVID = /covid(?:\s?-\s?|\s)?(19)?(?![\p{L}\p{M}\d])/iuy;
const CAPITALS = /(?:\p{Lu}\p{M}*)+(?![\p{L}\p{M}])/uy;
const CODE = /(\p{Lu}{1,8})[-.]?(\d{1,8})(?:(?=\p{Lu})|(?![\p{L}\d]))/uy;
const CAPITAL_WORD = /^\s+(\p{Lu}{2,})(?![\p{L}\p{M}\d])/u;
const CAPITAL_WORD_BEFORE = /(?<![\p{L}\p{M}\d])(\p{Lu}{2,})\s+$/u;
const PLATE = /(\d{2})([A-Z]{1,2}\d?)[- ]?(\d{3}\.\d{2}|\d{4,5})(?![p{L}\d])/y;

export function readCapitals(place: Place): Reading | null {
  if (/[\p{L}\p{M}]/u.test(place.text[place.index - 1] ?? '')) return null;
  return readCovid(place) ?? readAbbreviation(place) ?? readCode(place) ?? readLetters(place);
}

function readCovid(place: Place): Reading | null {
  const match = matchAt(COVID, place);
  return match && words(match, match[1] ? 'cô vít mười chín' : 'cô vít');
}

function readAbbreviation(place: Place): Reading | null {
  const found = place.lexicon.longestAt(place.text, place.index);
  if (!found || (isSyllable(found.written) && isInHeading(place, found.written))) return null;
  return { length: found.written.length, spoken: found.spoken, isQuantity: false };
}

function isInHeading({ text, index }: Place, written: string): boolean {
  const next = CAPITAL_WORD.exec(text.slice(index + written.length))?.[1];
  const former = CAPITAL_WORD_BEFORE.exec(text.slice(0, index))?.[1];
  return [next, former].some((word) => word !== undefined && isSyllable(word));
}

/** Letters with a number: "QL1A", "KP3", "H5N1". */
function readCode(place: Place): Reading | null {
  const match = matchAt(CODE, place);
  if (!match) return null;
  const [, letters = '', digits = ''] = match;
  const name = place.lexicon.expansionOf(letters) ?? spelled(letters);
  return quantity(match, `${name} ${codeNumber(digits, place)}`);
}

function codeNumber(digits: string, { lexicon }: Place): string {
  const isCode = digits.length > 3 || (digits.length > 1 && digits.startsWith('0'));
  return isCode ? digitByDigit(digits) : cardinal(digits, lexicon.dialect);
}

function readLetters(place: Place): Reading | null {
  const match = matchAt(CAPITALS, place);
  if (!match) return null;
  const [written] = match;
  // One vowel is a word or begins one ("Ô tô", "Y tế"), and is its own name.
  if (isSyllable(written)) return written.length === 1 ? null : words(match, written.toLowerCase());
  return words(match, spelled(written));
}

/** Number plates: "92A-123.45". */
export function readPlate(place: Place): Reading | null {
  const match = matchAt(PLATE, place);
  if (!match) return null;
  const [, province = '', series = '', number = ''] = match;
  const said = [...series].map((one) => (/\d/.test(one) ? digitByDigit(one) : spelled(one)));
  const [first = '', second = ''] = number.includes('.') ? number.split('.') : [number];
  const groups = [digitByDigit(first), ...(second ? [digitByDigit(second)] : [])].join(', ');
  return words(match, `${digitByDigit(province)} ${said.join(' ')}, ${groups}`);
}
