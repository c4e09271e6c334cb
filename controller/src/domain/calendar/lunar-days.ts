import type { LunarRule } from '@loa/protocol/calendar-words';
import { addDays } from './civil-time.ts';
import { dayNumberOf, dayOfNumber } from './day-number.ts';
import { FIRST_LUNAR_DAY, isInRange, LAST_LUNAR_DAY, LunarRangeError } from './lunar.ts';
import { type LunarMonth, lunarYear } from './lunar-year.ts';

export type LunarDays = Omit<LunarRule, 'times'>;

/**
 * [CAL52] The civil days, `YYYY-MM-DD` in order, on which a lunar rule falls from `fromDay` through
 * `throughDay`. [CAL53] What days are asked for makes no difference to what falls on them.
 *
 * @throws LunarRangeError where a day lies outside 1900 to 2100
 */
export function lunarDays(rule: LunarDays, fromDay: string, throughDay: string): string[] {
  for (const day of [fromDay, throughDay]) if (!isInRange(day)) throw new LunarRangeError(day);
  const first = dayNumberOf(fromDay);
  const last = dayNumberOf(throughDay);
  const found = monthsAbout(yearOf(fromDay), yearOf(throughDay))
    .filter((month) => concerns(rule, month))
    .flatMap((month) => daysIn(rule, month))
    .map((day) => day + rule.offsetDays)
    .filter((day) => day >= first && day <= last);
  return [...new Set(found)].sort((a, b) => a - b).map(dayOfNumber);
}

/** All months from which an offset can reach a day of these civil years. */
function monthsAbout(fromYear: number, throughYear: number): LunarMonth[] {
  const years = Array.from({ length: throughYear - fromYear + 3 }, (_, index) => index - 1);
  return years.flatMap((after) => lunarYear(fromYear + after));
}

function concerns({ months, leapMonths }: LunarDays, { month, isLeap }: LunarMonth): boolean {
  return (months === 'every' || months.includes(month)) && (!isLeap || leapMonths === 'repeat');
}

function daysIn({ days, shortMonth }: LunarDays, { firstDay, days: length }: LunarMonth): number[] {
  const there =
    shortMonth === 'last'
      ? days.map((day) => Math.min(day, length))
      : days.filter((day) => day <= length);
  return there.map((day) => firstDay + day - 1);
}

function yearOf(civilDay: string): number {
  return Number(civilDay.slice(0, 4));
}

/** Days looked through at a time for the first start. */
const SEARCHED_DAYS = 400;

/**
 * [CAL52] The civil starts of a lunar rule on some days, `YYYY-MM-DDTHH:MM:SS` in order.
 *
 * @param start the item's first start, in the same form
 */
export function lunarStarts(
  rule: LunarRule,
  start: string,
  days: { readonly fromDay: string; readonly throughDay: string },
): string[] {
  const times = rule.times.length > 0 ? rule.times : [start.slice(11)];
  return lunarDays(rule, days.fromDay, days.throughDay)
    .flatMap((day) => times.map((time) => `${day}T${time}`))
    .filter((local) => local >= start);
}

/** The first civil start of a lunar rule, or null where 2100 ends before it. */
export function firstLunarStart(rule: LunarRule, start: string): string | null {
  const [first = ''] = [start.slice(0, 10), FIRST_LUNAR_DAY].sort().slice(-1);
  for (let from = first; from <= LAST_LUNAR_DAY; from = addDays(from, SEARCHED_DAYS)) {
    const [through = ''] = [addDays(from, SEARCHED_DAYS - 1), LAST_LUNAR_DAY].sort();
    const [found] = lunarStarts(rule, start, { fromDay: from, throughDay: through });
    if (found !== undefined) return found;
  }
  return null;
}
