import type { LunarRule } from '@loa/protocol/calendar-words';
import { isInRange, LunarRangeError } from './lunar.ts';
import { dayNumberOf, dayOfNumber, type LunarMonth, lunarYear } from './lunar-year.ts';

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
