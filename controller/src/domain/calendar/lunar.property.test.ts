/**
 * Goal: the lunar calendar is right on each of the 73,414 days of 1900 to 2100. Method: it is
 * compared day by day with a calendar reckoned here from `astronomy-engine`, an ephemeris that
 * shares nothing with it; and its Tết with the Chinese calendar of ICU, from which it may differ in
 * the years listed alone. Where they differ, the days are written out.
 */
import {
  type AstroTime,
  MakeTime,
  MoonPhase,
  SearchMoonPhase,
  SearchSunLongitude,
  SunPosition,
} from 'astronomy-engine';
import { describe, expect, it } from 'vitest';
import { dayNumberOf, dayOfNumber } from './day-number.ts';
import { LAST_LUNAR_DAY, lunarOf, solarOf } from './lunar.ts';
import { lunarYear } from './lunar-year.ts';

const FIRST = dayNumberOf('1900-01-01');
const LAST = dayNumberOf(LAST_LUNAR_DAY);
const EPOCH_DAY = dayNumberOf('1970-01-01');
const DAY_MS = 86_400_000;
const ZONE_MS = 7 * 3_600_000;

const days = Array.from({ length: LAST - FIRST + 1 }, (_, index) => dayOfNumber(FIRST + index));
const months = Array.from({ length: 201 }, (_, index) => 1900 + index).flatMap((year) =>
  lunarYear(year).map((month) => ({ year, ...month })),
);

/**
 * Days on which the two differ, from … through: an event fell so close to midnight at UTC+7 that they
 * see it on two days.
 */
const AT_MIDNIGHT = [
  // The equinox of 1938: the algorithm has a leap month 8, the ephemeris a leap month 7.
  ['1938-08-25', '1938-10-22'],
  // The new moon of 9 December 2072, 23:59:22.
  ['2072-12-09', '2073-01-07'],
  // The new moon of 19 October 2085, 00:00:16.
  ['2085-10-18', '2085-11-16'],
];

/** Tết where the Chinese calendar of ICU says another day, which it calls this. */
const OTHER_IN_CHINA = {
  '1903-01-28': '12/30',
  '1935-02-03': '12/30',
  '1954-02-03': '12/30',
  '1965-02-01': '12/30',
  '1968-01-29': '12/30',
  '1969-02-16': '12/30',
  '1985-01-21': '12/1',
  '2007-02-17': '12/30',
  // Not another calendar: ICU's new moon is some minutes late.
  '2027-02-06': '12/30',
  '2053-02-18': '12/30',
};

describe('the lunar calendar, 1900 to 2100', () => {
  it('[CAL50] every day has a date, and that date has the day', () => {
    expect(days).toHaveLength(73_414);
    expect(days.filter((day) => solarOf(lunarOf(day)) !== day)).toEqual([]);
  });

  it('[CAL50] every day is as the ephemeris has it, but for three events at midnight', () => {
    const theirs = new Map(monthsByEphemeris().map((month) => [month.firstDay, month]));
    let firstDay = FIRST;
    while (!theirs.has(firstDay)) firstDay--;
    const different = days.filter((day, index) => {
      if (theirs.has(FIRST + index)) firstDay = FIRST + index;
      const month = theirs.get(firstDay);
      const ours = lunarOf(day);
      return (
        ours.day !== FIRST + index - firstDay + 1 ||
        ours.month !== month?.month ||
        ours.isLeap !== month.isLeap
      );
    });
    expect(rangesOf(different)).toEqual(AT_MIDNIGHT);
  });

  it('[CAL50] Tết is the Chinese new year, but for the years in which it is known not to be', () => {
    const chinese = new Intl.DateTimeFormat('en-u-ca-chinese-nu-latn', {
      month: 'numeric',
      day: 'numeric',
      timeZone: 'UTC',
    });
    const tet = months.filter(({ month, isLeap }) => month === 1 && !isLeap);
    const different = tet
      .map(({ firstDay }) => {
        const parts = chinese.formatToParts((firstDay - EPOCH_DAY) * DAY_MS);
        const part = (type: string) => parts.find((each) => each.type === type)?.value;
        return [dayOfNumber(firstDay), `${part('month')}/${part('day')}`];
      })
      .filter(([, there]) => there !== '1/1');
    expect(Object.fromEntries(different)).toEqual(OTHER_IN_CHINA);
  });
});

/** Consecutive civil days as from … through. */
function rangesOf(sorted: readonly string[]): string[][] {
  const ranges: string[][] = [];
  for (const day of sorted) {
    const last = ranges.at(-1);
    if (last && dayNumberOf(last[1] as string) + 1 === dayNumberOf(day)) last[1] = day;
    else ranges.push([day, day]);
  }
  return ranges;
}

/** Civil day at UTC+7 of an instant. */
function localDay(at: { readonly date: { getTime(): number } }): number {
  return EPOCH_DAY + Math.floor((at.date.getTime() + ZONE_MS) / DAY_MS);
}

/**
 * The calendar by its rules: a month begins on the day of the new moon; the one with the winter
 * solstice is the eleventh; where thirteen begin between two of those, the first without a principal
 * term is a leap month.
 */
function monthsByEphemeris(): { firstDay: number; month: number; isLeap: boolean }[] {
  const first = SearchMoonPhase(0, MakeTime(new globalThis.Date('1898-11-20T00:00:00Z')), 40);
  if (!first) throw new Error('no new moon in 40 days');
  const moons = [localDay(first)];
  while ((moons.at(-1) as number) <= LAST + 400) {
    const month = moons.at(-1) as number;
    const next = [29, 30].find((length) => hasNewMoon(month + length));
    if (next === undefined) throw new Error(`no new moon after ${dayOfNumber(month)}`);
    moons.push(month + next);
  }
  const starts: number[] = [];
  for (let year = 1898; year <= 2101; year++) {
    const solstice = SearchSunLongitude(
      270,
      MakeTime(new globalThis.Date(`${year}-12-01T00:00:00Z`)),
      40,
    );
    if (!solstice) throw new Error(`no solstice in ${year}`);
    const index = moons.findLastIndex((day) => day <= localDay(solstice));
    if (index >= 0) starts.push(index);
  }
  return starts.slice(0, -1).flatMap((first, n) => monthsBetween(moons, first, starts[n + 1] ?? 0));
}

function monthsBetween(moons: readonly number[], ...[first, next]: [number, number]) {
  let leap = -1;
  for (let n = first + 1; next - first === 13 && leap < 0 && n < next; n++) {
    if (twelfthAt(moons[n] as number) === twelfthAt(moons[n + 1] as number)) leap = n;
  }
  let month = 10;
  return moons.slice(first, next).map((firstDay, index) => {
    const isLeap = first + index === leap;
    if (!isLeap) month = (month % 12) + 1;
    return { firstDay, month, isLeap };
  });
}

/** Whether the moon is before its new phase as a civil day begins, and past it as it ends. */
function hasNewMoon(day: number): boolean {
  return MoonPhase(startOf(day)) > 180 && MoonPhase(startOf(day + 1)) < 180;
}

/** The first instant of a civil day at UTC+7. */
function startOf(day: number): AstroTime {
  return MakeTime(new globalThis.Date((day - EPOCH_DAY) * DAY_MS - ZONE_MS));
}

/** The twelfth of the sun's way at the beginning of a civil day. */
function twelfthAt(day: number): number {
  return Math.floor(SunPosition(startOf(day)).elon / 30);
}
