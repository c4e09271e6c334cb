import type { LunarRule } from './lunar-rule.ts';
import type { NthWeekday, RuleShape } from './rule-shape.ts';
import type { RuleWords } from './rule-words.ts';
import { joined, sayRuns } from './runs.ts';
import { isTet } from './tet.ts';

const WEEKDAYS = ['thứ Hai', 'thứ Ba', 'thứ Tư', 'thứ Năm', 'thứ Sáu', 'thứ Bảy', 'Chủ nhật'];
const NTH: Readonly<Record<number, string>> = {
  1: 'đầu tiên',
  2: 'lần thứ hai',
  3: 'lần thứ ba',
  4: 'lần thứ tư',
  5: 'lần thứ năm',
  [-1]: 'cuối cùng',
};
const MONG = ['một', 'hai', 'ba', 'bốn', 'năm', 'sáu', 'bảy', 'tám', 'chín', 'mười'];
const UNITS = { day: 'ngày', week: 'tuần', month: 'tháng', year: 'năm' };

const and = (words: readonly string[]): string => joined(words, 'và');
const through = (first: string, last: string): string => `${first} đến ${last}`;
const civilMonth = (month: number): string => `tháng ${month}`;
const civilDate = (date: string): string =>
  date.replace(/^(\d{4})-?(\d{2})-?(\d{2}).*$/, '$3/$2/$1');

/** How rules are said in Vietnamese. */
export const VIETNAMESE: RuleWords = {
  rule: sayRule,
  lunar: sayLunar,
  times: (times) => ` lúc ${and(times)}`,
  manyTimes: (count, first, last) => `, ${count} lần mỗi ngày từ ${first} đến ${last}`,
  count: (count) => `, ${count} lần`,
  through: (date) => `, đến hết ngày ${civilDate(date)}`,
  until: (date, time) => `, đến ${time} ngày ${civilDate(date)}`,
  once: (date) => (date === undefined ? 'một lần' : `một lần, ngày ${civilDate(date)}`),
  unsaid: (rule) => `theo quy tắc ${rule}`,
};

function sayRule({ unit, interval, days, months }: RuleShape): string {
  const rhythm =
    interval === 1 ? ` hằng ${UNITS[unit]}` : `, cứ ${interval} ${UNITS[unit]} một lần`;
  const within = months ? ` trong ${and(months.map(civilMonth))}` : '';
  switch (days.kind) {
    case 'all':
      return `${rhythm.replace(/^[ ,]+/, '')}${within}`;
    case 'weekdays': {
      const named = sayRuns(days.weekdays, (day) => WEEKDAYS[day - 1] as string, through);
      return `${named.join(', ')}${rhythm}${within}`;
    }
    case 'month-days':
      return ofMonths(sayMonthDays(days.monthDays), {
        months,
        rhythm,
        isPlain: days.monthDays.every((day) => day > 0),
      });
    case 'nth-weekdays':
      return ofMonths(and(days.nthWeekdays.map(sayNth)), { months, rhythm, isPlain: false });
  }
}

/** Plain days are said `ngày 2 tháng 9`; the others need `của`. */
function ofMonths(
  days: string,
  how: { readonly months: RuleShape['months']; readonly rhythm: string; readonly isPlain: boolean },
): string {
  const { months, rhythm, isPlain } = how;
  if (months) return `${days}${isPlain ? ' ' : ' của '}${and(months.map(civilMonth))}${rhythm}`;
  return isPlain || rhythm.startsWith(',') ? `${days}${rhythm}` : `${days} của mỗi tháng`;
}

function sayMonthDays(days: readonly number[]): string {
  const counted = days.filter((day) => day > 0);
  const fromEnd = days.filter((day) => day < 0);
  return and([
    ...sayRuns(counted, (day) => `ngày ${day}`, through),
    ...fromEnd.map((day) => (day === -1 ? 'ngày cuối cùng' : `ngày thứ ${-day} tính từ cuối`)),
  ]);
}

function sayNth({ nth, weekday }: NthWeekday): string {
  return `${WEEKDAYS[weekday - 1]} ${NTH[nth] ?? `lần thứ ${-nth} tính từ cuối`}`;
}

function sayLunar(rule: LunarRule): string {
  const { offsetDays: offset } = rule;
  if (isTet(rule)) {
    if (offset === 0) return 'mồng một Tết';
    if (offset === -1) return 'giao thừa (trước Tết 1 ngày)';
    return offset < 0 ? `trước Tết ${-offset} ngày` : `sau mồng một Tết ${offset} ngày`;
  }
  const before = offset < 0 ? `${-offset} ngày trước ` : `${offset} ngày sau `;
  const months =
    rule.months === 'every' ? 'hằng tháng' : `${and(rule.months.map(lunarMonth))} hằng năm`;
  const named = and(sayRuns(rule.days, (day) => lunarDay(day, rule), through));
  const notes = ['âm lịch', ...leapNotes(rule)];
  return `${offset === 0 ? '' : before}${named} ${months} (${notes.join(', ')})`;
}

function leapNotes({ months, leapMonths, days, shortMonth }: LunarRule): string[] {
  const leap = months === 'every' ? leapMonths === 'skip' : leapMonths === 'repeat';
  return [
    ...(leap ? [months === 'every' ? 'trừ tháng nhuận' : 'kể cả tháng nhuận'] : []),
    ...(days.includes(30) && shortMonth === 'skip' ? ['ngày 30 chỉ vào tháng đủ'] : []),
  ];
}

function lunarDay(day: number, { shortMonth }: LunarRule): string {
  if (day <= 10) return `mồng ${MONG[day - 1]}`;
  if (day === 15) return 'rằm';
  return day === 30 && shortMonth === 'last' ? 'ngày cuối cùng' : `ngày ${day}`;
}

function lunarMonth(month: number): string {
  return month === 1 ? 'tháng Giêng' : month === 12 ? 'tháng Chạp' : `tháng ${month}`;
}
