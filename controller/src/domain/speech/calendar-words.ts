/**
 * Dates and times of day. Day and month are a date wherever they can be one, unless the word before
 * says otherwise: an address ("số 12/5"), a share ("tỷ lệ 3/4"). "ngày 5-9" is two days; a first
 * number greater than the second, or a feast before it, makes it day and month ("ngày 30-4").
 */
import { cardinal, type Dialect, ordinal } from './cardinals.ts';
import { endingWith, follows, matchAt, type Place, quantity, type Reading } from './place.ts';
import { parseRoman } from './roman.ts';

const FULL_DATE = /(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?![\d/])/y;
const SHORT_YEAR = /(\d{1,2})\/(\d{1,2})\/(\d{2})(?![\d/])/y;
const ISO_DATE = /(\d{4})-(\d{2})-(\d{2})(?!\d)/y;
const DAY_RANGE = /(\d{1,2})\s?[-–]\s?(\d{1,2})\/(\d{1,2})(?:\/(\d{4}))?(?![\d/])/y;
const DAY_MONTH = /(\d{1,2})\/(\d{1,2})(?![\d/]|\.\d)/y;
const DASHED_DAY_MONTH = /(\d{1,2})-(\d{1,2})(?![\d/-])/y;
const MONTH_YEAR = /(\d{1,2}|[IVX]+)\/(\d{4})(?![\d/])/y;

export const AFTER_DAY: RegExp = endingWith('ngày|mồng|mùng|hôm');
const AFTER_PERIOD = endingWith('tháng|quý|kỳ|học kỳ|đợt|số', String.raw`\s*`);
const AFTER_MONTH = endingWith('tháng');
const AFTER_FEAST = endingWith(
  'lễ|quốc khánh|lao động|kỷ niệm|chào mừng|chiến thắng|thống nhất',
  String.raw`\s+(?:ngày\s+)?`,
);
/** What makes two numbers with a stroke an address or a share. */
export const NO_DATE: RegExp = endingWith(
  'số|số nhà|nhà|hẻm|kiệt|ngõ|ngách|lô|thửa|tờ|tỷ lệ|tỉ lệ|khoảng|gần|hơn|đạt|được|chiếm|phòng|căn',
);

function isDate(day: string, month: string): boolean {
  return Number(day) >= 1 && Number(day) <= 31 && Number(month) >= 1 && Number(month) <= 12;
}

interface Day {
  readonly day: string;
  readonly month: string;
  readonly year?: string | undefined;
}

function dayWords({ day, month, year }: Day, dialect: Dialect): string {
  const said = `${cardinal(day, dialect)} tháng ${ordinal(month, 'tháng', dialect)}`;
  return year === undefined ? said : `${said} năm ${cardinal(year, dialect)}`;
}

function dayReading(place: Place, match: RegExpExecArray, date: Day): Reading | null {
  if (!isDate(date.day, date.month)) return null;
  const named = follows(place, AFTER_DAY) ? '' : 'ngày ';
  return quantity(match, `${named}${dayWords(date, place.lexicon.dialect)}`);
}

export function readDate(place: Place): Reading | null {
  return readFullDate(place) ?? readDayRange(place) ?? readDayMonth(place) ?? readPeriod(place);
}

function readFullDate(place: Place): Reading | null {
  const full = matchAt(FULL_DATE, place);
  if (full)
    return dayReading(place, full, { day: full[1] ?? '', month: full[3] ?? '', year: full[4] });
  const short = matchAt(SHORT_YEAR, place);
  if (short) {
    return dayReading(place, short, { day: short[1] ?? '', month: short[2] ?? '', year: short[3] });
  }
  const iso = matchAt(ISO_DATE, place);
  return iso && dayReading(place, iso, { day: iso[3] ?? '', month: iso[2] ?? '', year: iso[1] });
}

function readDayRange(place: Place): Reading | null {
  const match = matchAt(DAY_RANGE, place);
  if (!match || follows(place, NO_DATE)) return null;
  const [, first = '', last = '', month = '', year] = match;
  if (!isDate(first, month) || !isDate(last, month)) return null;
  const { dialect } = place.lexicon;
  const named = follows(place, AFTER_DAY) ? '' : 'ngày ';
  const until = dayWords({ day: last, month, year }, dialect);
  return quantity(match, `${named}${cardinal(first, dialect)} đến ngày ${until}`);
}

function readDayMonth(place: Place): Reading | null {
  const stroke = matchAt(DAY_MONTH, place);
  if (stroke) {
    const [, day = '', month = ''] = stroke;
    return follows(place, NO_DATE) ? null : dayReading(place, stroke, { day, month });
  }
  const dash = matchAt(DASHED_DAY_MONTH, place);
  if (!dash) return null;
  const [, day = '', month = ''] = dash;
  const isOneDay = follows(place, AFTER_DAY) && Number(day) > Number(month);
  return isOneDay || follows(place, AFTER_FEAST) ? dayReading(place, dash, { day, month }) : null;
}

/** "tháng 9/2025", "quý III/2025", "số 12/2025", and 9/2025 by itself. */
function readPeriod(place: Place): Reading | null {
  const match = matchAt(MONTH_YEAR, place);
  if (!match) return null;
  const [, written = '', year = ''] = match;
  const number = /\d/.test(written) ? written : String(parseRoman(written) ?? '');
  if (number === '') return null;
  const { dialect } = place.lexicon;
  const yearWords = `năm ${cardinal(year, dialect)}`;
  const isMonth = Number(number) >= 1 && Number(number) <= 12;
  if (follows(place, AFTER_MONTH) && isMonth) {
    return quantity(match, `${ordinal(number, 'tháng', dialect)} ${yearWords}`);
  }
  if (follows(place, AFTER_PERIOD)) {
    return quantity(match, `${cardinal(number, dialect)} ${yearWords}`);
  }
  if (!isMonth || written !== number) return null;
  return quantity(match, `tháng ${ordinal(number, 'tháng', dialect)} ${yearWords}`);
}

const CLOCK = /(2[0-4]|[01]?\d):([0-5]\d)(?::([0-5]\d))?(?![\d:])/y;
const HOURS =
  /(2[0-4]|[01]?\d)(?:\s?[hH]\s?([0-5]?\d)?|[gG]([0-5]\d))(?![\p{L}\p{M}\d])(?:['’′]|\s?ph(?:út)?(?!\p{L}))?/uy;

export function readTime(place: Place): Reading | null {
  const clock = matchAt(CLOCK, place);
  if (clock) return quantity(clock, timeWords(place, [clock[1], clock[2], clock[3]]));
  const hours = matchAt(HOURS, place);
  return hours && quantity(hours, timeWords(place, [hours[1], hours[2] ?? hours[3], undefined]));
}

type TimeParts = readonly (string | undefined)[];

function timeWords({ lexicon }: Place, [hour = '', minute, second]: TimeParts): string {
  const say = (part: string) => cardinal(part, lexicon.dialect);
  const said = [`${say(hour)} giờ`];
  const hasSeconds = second !== undefined && Number(second) > 0;
  if (minute !== undefined && (Number(minute) > 0 || hasSeconds)) said.push(`${say(minute)} phút`);
  if (hasSeconds) said.push(`${say(second)} giây`);
  return said.join(' ');
}

const WEEKDAYS =
  /[2-7](?:(?:\s*,\s*|\s+và\s+|\s*[-–]\s*(?:thứ\s+)?)[2-7](?![\d/.,]\d|\d))*(?![\p{L}\d/]|[.,]\d)/uy;
const AFTER_ORDER = endingWith('thứ', String.raw`\s*`);
const ORDER = /\d{1,3}(?![\p{L}\d/]|[.,]\d)/uy;
const MONTH = /\d{1,2}(?![\p{L}\d/]|[.,]\d)/uy;
const MONTH_WORD = endingWith('tháng', String.raw`\s*`);
const WEEKDAY_SIGN = /T\.?([2-7])(?![\p{L}\d/]|[.,]\d)/uy;

/** "thứ 2, 4 và 6", "thứ 2-6", "lần thứ 14", "tháng 4", "T2". */
export function readOrder(place: Place): Reading | null {
  const { dialect } = place.lexicon;
  if (follows(place, AFTER_ORDER)) {
    const days = matchAt(WEEKDAYS, place);
    if (days) return quantity(days, weekdayWords(days[0], dialect));
    const order = matchAt(ORDER, place);
    return order && quantity(order, ordinal(order[0], 'thứ', dialect));
  }
  if (follows(place, MONTH_WORD)) {
    const month = matchAt(MONTH, place);
    return month && quantity(month, ordinal(month[0], 'tháng', dialect));
  }
  const sign = matchAt(WEEKDAY_SIGN, place);
  return sign && quantity(sign, `thứ ${ordinal(sign[1] ?? '', 'thứ', dialect)}`);
}

function weekdayWords(written: string, dialect: Dialect): string {
  return written
    .replace(/\s*[-–]\s*(?:thứ\s+)?/gu, ' đến thứ ')
    .replace(/\s*,\s*/g, ', ')
    .replace(/\d/g, (digit) => ordinal(digit, 'thứ', dialect));
}
