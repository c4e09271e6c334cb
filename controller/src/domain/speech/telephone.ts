/**
 * Telephone numbers, digit by digit with a pause where they are parted. What begins with 0 and has 9
 * to 11 digits is one, +84 and 1800/1900 too; 111 to 119 only after a word that calls for it
 * ("gọi 114"), and not where a street follows ("số 115 Trần Phú") or people are counted.
 */
import { digitByDigit } from './cardinals.ts';
import { endingWith, follows, matchAt, type Place, type Reading, words } from './place.ts';

const INTERNATIONAL = /\+\d{2}(?:[ .-]?\d){7,10}(?!\d)/y;
const IN_BRACKETS = /\(\+?\d{2,4}\)[ .-]?\d{3,8}(?:[ .-]?\d{2,4}){0,2}(?!\d)/y;
const DOMESTIC = /0\d{1,10}(?:[ .-]\d{2,8}){0,4}(?![\d/]|[.,]\d)/y;
const TOLL = /1[89]00(?:[ .]?\d{2,6}){1,2}(?!\d|[.,/-]\d)/y;
const SHORT = /11\d(?:(?:\s?[,/-]\s?|\s(?:và|hoặc|hay)\s)11\d)*(?![\p{L}\d/]|[.,:]\d)/uy;

/** Hot lines have no fixed length. */
const LINE = /\d{3,8}(?![\p{L}\d/]|[.,:-]\d)/uy;
const LINE_WORD = endingWith('tổng đài|đường dây nóng|số điện thoại|điện thoại');

const CALLED = endingWith(
  'gọi|gọi ngay|gọi đến|gọi tới|gọi số|gọi điện|số|tổng đài|đường dây nóng|hotline|cấp cứu|cảnh sát|công an|cứu hỏa|cứu hoả|chữa cháy|cứu nạn|cứu nạn cứu hộ|liên hệ|điện thoại|máy|báo ngay|qua số',
);
const NO_CALL =
  /^\s+(?:người|hộ|cháu|trẻ|em|trường hợp|học sinh|đồng|tỷ|triệu|nghìn|kg|tấn|đường|ngày|năm|xã|phường|thôn|%)/u;
const STREET = /^\s+\p{Lu}\p{Ll}/u;
const AFTER_NUMBER_SIGN = endingWith('số');

const FEWEST_DIGITS = 9;
const MOST_DIGITS = 11;

function digitCount(written: string): number {
  return written.replace(/\D/g, '').length;
}

function said(match: RegExpExecArray): Reading {
  const groups = match[0].split(/\D+/).filter((group) => group !== '');
  const parted = groups.flatMap(partLong);
  const plus = /^\(?\+/.test(match[0]) ? 'cộng ' : '';
  return words(match, plus + parted.map(digitByDigit).join(', '));
}

/** Digits in a row are said as people say them: four, three, three; an exchange before four, three. */
function partLong(digits: string): string[] {
  if (digits.length <= 5) return [digits];
  if (digits.length === 11) return parts(digits, 4, 8);
  if (/^1[89]00/.test(digits)) return parts(digits, 4);
  const first = digits.length % 3 === 1 ? 4 : 3;
  return [digits.slice(0, first), ...(digits.slice(first).match(/.{1,3}/g) ?? [])];
}

function parts(digits: string, ...cuts: readonly number[]): string[] {
  const [cut = 0, next] = cuts;
  const rest =
    next === undefined ? [digits.slice(cut)] : [digits.slice(cut, next), digits.slice(next)];
  return [digits.slice(0, cut), ...rest];
}

export function readTelephone(place: Place): Reading | null {
  const far = matchAt(INTERNATIONAL, place) ?? matchAt(IN_BRACKETS, place);
  if (far && digitCount(far[0]) >= FEWEST_DIGITS) return said(far);
  const near = matchAt(DOMESTIC, place) ?? matchAt(TOLL, place);
  if (near && isLong(near[0])) return said(near);
  const line = follows(place, LINE_WORD) ? matchAt(LINE, place) : null;
  return line ? said(line) : readShort(place);
}

function isLong(written: string): boolean {
  const digits = digitCount(written);
  const fewest = written.startsWith('1') ? FEWEST_DIGITS - 1 : FEWEST_DIGITS;
  return digits >= fewest && digits <= MOST_DIGITS;
}

function readShort(place: Place): Reading | null {
  if (!follows(place, CALLED)) return null;
  const match = matchAt(SHORT, place);
  if (!match) return null;
  const after = place.text.slice(place.index + match[0].length);
  if (NO_CALL.test(after)) return null;
  if (follows(place, AFTER_NUMBER_SIGN) && STREET.test(after)) return null;
  return words(match, match[0].replace(/\d{3}/g, digitByDigit).replace(/\s?[,/-]\s?/g, ', '));
}
