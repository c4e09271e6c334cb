/** Signs between and around numbers and words. What has no sound of its own makes a pause or goes. */

import { AFTER_DAY, NO_DATE } from './calendar-words.ts';
import { cardinal, digitByDigit } from './cardinals.ts';
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

const UNTIL =
  /[ \t]*(?:[-–—]|->|→)[ \t]*(?=\d|[IVX]+(?![\p{L}])|T\.?[2-7](?![\p{L}\d])|(?:thứ|ngày|tháng)\s+\d)/uy;
const OVER = /[ \t]*[/:][ \t]*(?=\d)/y;
const TIMES = /[ \t]*[x×*][ \t]*(?=\d)/y;
const PER =
  /\/(?=(?:giờ|ngày|đêm|tuần|tháng|quý|năm|vụ|người|hộ|em|cháu|học sinh|gia đình|lần|lượt|suất|con|cây|chiếc|kg|tấn|tạ|ha|m²|m2|m³|m3|km|lít|kWh|xe|buổi|tiết|phiếu|thẻ|cái|bao|gói|hộp|sào)(?!\p{L}))/uy;
const SHARE = /(\d{1,3})\/(\d{1,4})(?![\d/])/y;
const SHARED = endingWith('tỷ lệ|tỉ lệ|khoảng|gần|hơn|đạt|được|chiếm|giảm|tăng|bằng|quá');
const COUNTED = /^\s(?:dân số|số|tổng|diện tích|quãng|thời gian)/u;
const BETWEEN_WORDS = /\/|(?<=\p{L})[-–](?=\p{L})/uy;
const ONE_SIGN = /[^\p{L}\p{Mn}\s\d.,;:!?…()"'“”‘’«»\-–—]/uy;
const BULLET = /(?:[\p{Pd}•*+●▪■◦►✓✔]+[ \t]*)+/uy;

const SIGNS: { readonly [sign: string]: string } = {
  '%': 'phần trăm',
  '‰': 'phần nghìn',
  '&': 'và',
  '=': 'bằng',
  '>': 'lớn hơn',
  '<': 'nhỏ hơn',
  '≥': 'lớn hơn hoặc bằng',
  '≤': 'nhỏ hơn hoặc bằng',
  '±': 'cộng trừ',
  '×': 'nhân',
  '÷': 'chia',
  '°': 'độ',
  º: 'độ',
  '~': 'khoảng',
  '≈': 'khoảng',
  $: 'đô la',
  '€': 'ơ rô',
  '₫': 'đồng',
  '@': 'a còng',
  '→': 'đến',
  '½': 'một phần hai',
  '¼': 'một phần tư',
  '¾': 'ba phần tư',
  '²': 'mũ hai',
  '³': 'mũ ba',
  '|': ',',
  '−': '-',
};

export function readBetween(place: Place): Reading | null {
  if (!place.afterQuantity) return null;
  const until = matchAt(UNTIL, place);
  if (until) return words(until, 'đến');
  const over = matchAt(OVER, place);
  if (over) return words(over, 'trên');
  const times = matchAt(TIMES, place);
  return times && words(times, 'nhân');
}

/** "tỷ lệ 3/4" and "3/4 dân số" are shares; other two numbers with a stroke are "trên". */
export function readShare(place: Place): Reading | null {
  const match = matchAt(SHARE, place);
  if (!match) return null;
  const [whole, part = '', of = ''] = match;
  const isCounted = COUNTED.test(place.text.slice(place.index + whole.length));
  const isShare = follows(place, SHARED) || (isCounted && !follows(place, AFTER_DAY));
  if (!isShare && !follows(place, NO_DATE)) return null;
  const { dialect } = place.lexicon;
  const isFraction = isShare && Number(part) < Number(of) && Number(of) <= 10;
  const below = isFraction && of === '4' ? 'tư' : cardinal(of, dialect);
  return quantity(match, `${cardinal(part, dialect)} ${isFraction ? 'phần' : 'trên'} ${below}`);
}

export function readSign(place: Place): Reading | null {
  const bullet = beginsLine(place.said) ? matchAt(BULLET, place) : null;
  if (bullet) return words(bullet, '');
  const per = matchAt(PER, place);
  if (per) return words(per, 'mỗi');
  const between = matchAt(BETWEEN_WORDS, place);
  if (between?.[0] === '/') return words(between, ',');
  const sign = matchAt(ONE_SIGN, place);
  if (!sign) return null;
  const said =
    SIGNS[sign[0]] ??
    (/\p{Pd}/u.test(sign[0]) ? '-' : null) ??
    (sign[0] === '+' ? plusWord(place) : otherNumber(sign[0]));
  return words(sign, said);
}

function plusWord({ text, index, afterQuantity }: Place): string {
  return afterQuantity || /^\s?\d/.test(text.slice(index + 1)) ? 'cộng' : '';
}

/** Digits of other scripts, and numbers in circles and the like, by their compatible form. */
function otherNumber(sign: string): string {
  if (!/\p{N}/u.test(sign)) return '';
  return digitByDigit(sign.normalize('NFKD').replace(/[^0-9]/g, ''));
}
