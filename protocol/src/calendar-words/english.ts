import type { LunarRule } from './lunar-rule.ts';
import type { NthWeekday, RuleShape } from './rule-shape.ts';
import type { RuleWords } from './rule-words.ts';
import { joined, sayRuns } from './runs.ts';
import { isTet } from './tet.ts';

const WEEKDAYS = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(' ');
const MONTHS =
  'January February March April May June July August September October November December'.split(
    ' ',
  );
const NTH: Readonly<Record<number, string>> = {
  1: 'first',
  2: 'second',
  3: 'third',
  4: 'fourth',
  5: 'fifth',
  [-1]: 'last',
};

const and = (words: readonly string[]): string => joined(words, 'and');
const through = (first: string, last: string): string => `${first} to ${last}`;
const civilMonths = (months: readonly number[]): string =>
  and(months.map((month) => MONTHS[month - 1] as string));

/** How rules are said in English. */
export const ENGLISH: RuleWords = {
  rule: sayRule,
  lunar: sayLunar,
  times: (times) => ` at ${and(times)}`,
  manyTimes: (count, first, last) => `, ${count} times a day from ${first} to ${last}`,
  count: (count) => (count === 1 ? ', once' : `, ${count} times`),
  through: (date) => `, through ${civilDate(date)}`,
  until: (date, time) => `, until ${time} on ${civilDate(date)}`,
  once: (date) => (date === undefined ? 'once' : `once, on ${civilDate(date)}`),
  unsaid: (rule) => `by the rule ${rule}`,
};

function civilDate(date: string): string {
  const [, year, month, day] = /^(\d{4})-?(\d{2})-?(\d{2})/.exec(date) ?? [];
  return `${Number(day)} ${MONTHS[Number(month) - 1]} ${year}`;
}

function sayRule({ unit, interval, days, months }: RuleShape): string {
  const every = interval === 1 ? `every ${unit}` : `every ${interval} ${unit}s`;
  const within = months ? ` in ${civilMonths(months)}` : '';
  switch (days.kind) {
    case 'all':
      return `${every}${within}`;
    case 'weekdays': {
      const named = and(sayRuns(days.weekdays, (day) => WEEKDAYS[day - 1] as string, through));
      return interval === 1 ? `every ${named}${within}` : `${every} on ${named}${within}`;
    }
    case 'month-days':
      return ofMonths(sayMonthDays(days.monthDays), { months, every }, days.monthDays);
    case 'nth-weekdays':
      return ofMonths(`the ${and(days.nthWeekdays.map(sayNth))}`, { months, every }, []);
  }
}

function ofMonths(
  days: string,
  how: { readonly months: RuleShape['months']; readonly every: string },
  monthDays: readonly number[],
): string {
  const { months, every } = how;
  if (months === null) {
    return every === 'every month' ? `on ${days} of every month` : `${every} on ${days}`;
  }
  const [day = 0] = monthDays;
  if (monthDays.length === 1 && day > 0 && months.length === 1) {
    return `on ${day} ${civilMonths(months)} ${every}`;
  }
  return `on ${days} of ${civilMonths(months)} ${every}`;
}

function sayMonthDays(days: readonly number[]): string {
  const counted = sayRuns(
    days.filter((day) => day > 0),
    ordinal,
    through,
  );
  const fromEnd = days
    .filter((day) => day < 0)
    .map((day) => (day === -1 ? 'the last day' : `the ${ordinal(-day)} to last day`));
  const [first, ...more] = counted;
  return and([...(first === undefined ? [] : [`the ${first}`]), ...more, ...fromEnd]);
}

function sayNth({ nth, weekday }: NthWeekday): string {
  return `${NTH[nth] ?? `${ordinal(-nth)} to last`} ${WEEKDAYS[weekday - 1]}`;
}

function ordinal(value: number): string {
  const isTeen = Math.floor(value / 10) === 1;
  const suffix = isTeen ? 'th' : (['th', 'st', 'nd', 'rd'][value % 10] ?? 'th');
  return `${value}${suffix}`;
}

function sayLunar(rule: LunarRule): string {
  const { offsetDays: offset } = rule;
  const size = Math.abs(offset);
  const shift = `${size} day${size === 1 ? '' : 's'} ${offset < 0 ? 'before' : 'after'}`;
  if (isTet(rule)) {
    if (offset === 0) return 'on the first day of Tết';
    if (offset === -1) return 'on the eve of Tết';
    return offset < 0 ? `${shift} Tết` : `${shift} the first day of Tết`;
  }
  const { days, months } = rule;
  const ofMonth =
    months === 'every'
      ? 'every lunar month'
      : `the ${and(months.map(ordinal))} lunar month${months.length === 1 ? '' : 's'} every year`;
  const named = `${lunarDays(rule, days)} of ${ofMonth}${notesOf(rule)}`;
  return offset === 0 ? `on ${named}` : `${shift} ${named}`;
}

function lunarDays({ shortMonth }: LunarRule, days: readonly number[]): string {
  const hasLast = shortMonth === 'last' && days.at(-1) === 30;
  return sayMonthDays(hasLast ? [...days.slice(0, -1), -1] : days);
}

function notesOf({ months, leapMonths, days, shortMonth }: LunarRule): string {
  const leap =
    months === 'every'
      ? leapMonths === 'skip' && 'not in leap months'
      : leapMonths === 'repeat' && 'in leap months too';
  const short = days.includes(30) && shortMonth === 'skip' && 'the 30th only where there is one';
  const notes = [leap, short].filter((note) => note !== false);
  return notes.length === 0 ? '' : ` (${notes.join(', ')})`;
}
