/**
 * The Vietnamese lunar calendar (âm lịch) for the civil days of 1900 to 2100, after Hồ Ngọc Đức's
 * published algorithm (lunar-astronomy.ts, lunar-year.ts).
 *
 * The day changes at midnight UTC+7 throughout, as Vietnam reckons since 1968. Calendars printed
 * earlier were at times made for UTC+8 (Quyết định 121/CP of 8 August 1967 ended it in the North;
 * the South followed in 1976) and may differ for days of the past, which nobody plans for.
 */
import { dayNumberOf, dayOfNumber } from './day-number.ts';
import { lunarYear } from './lunar-year.ts';

export interface LunarDate {
  /** The civil year in which most of it lies: Tết of 2027 begins 2027. */
  readonly year: number;
  /** 1 to 12; a leap month has the number of the month before it. */
  readonly month: number;
  /** 1 to 30. */
  readonly day: number;
  readonly isLeap: boolean;
}

export const FIRST_LUNAR_DAY = '1900-01-01';
export const LAST_LUNAR_DAY = '2100-12-31';

/** A day on which the lunar calendar is not defined here. */
export class LunarRangeError extends RangeError {
  override readonly name = 'LunarRangeError';

  constructor(what: string) {
    super(`${what}: the lunar calendar is known from ${FIRST_LUNAR_DAY} through ${LAST_LUNAR_DAY}`);
  }
}

/**
 * [CAL50] The lunar date of a civil day, `YYYY-MM-DD`.
 *
 * @throws LunarRangeError outside 1900 to 2100
 */
export function lunarOf(civilDay: string): LunarDate {
  if (!isInRange(civilDay)) throw new LunarRangeError(civilDay);
  const day = dayNumberOf(civilDay);
  const civilYear = Number(civilDay.slice(0, 4));
  for (const year of [civilYear, civilYear - 1]) {
    const month = lunarYear(year).findLast(({ firstDay }) => firstDay <= day);
    if (!month) continue;
    return { year, month: month.month, day: day - month.firstDay + 1, isLeap: month.isLeap };
  }
  throw new LunarRangeError(civilDay);
}

/**
 * [CAL50] The civil day of a lunar date, or null where there is none: no leap month of that number
 * in that year, no day 30 in that month.
 *
 * @throws LunarRangeError where the year or the day lies outside 1900 to 2100
 */
export function solarOf({ year, month, day, isLeap }: LunarDate): string | null {
  if (!(year >= 1899 && year <= 2100)) throw new LunarRangeError(`lunar year ${year}`);
  const found = lunarYear(year).find((each) => each.month === month && each.isLeap === isLeap);
  if (!found || !Number.isInteger(day) || day < 1 || day > found.days) return null;
  const civilDay = dayOfNumber(found.firstDay + day - 1);
  if (!isInRange(civilDay)) throw new LunarRangeError(civilDay);
  return civilDay;
}

export function isInRange(civilDay: string): boolean {
  return civilDay >= FIRST_LUNAR_DAY && civilDay <= LAST_LUNAR_DAY;
}
