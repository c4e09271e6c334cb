/**
 * Goal: the lunar calendar is right on each of the 73,414 days of 1900 to 2100. Method: it is
 * compared day by day with `amlich`, another port of Hồ Ngọc Đức's algorithm; its new moons and the
 * sun's terms with `astronomy-engine`, an ephemeris that shares nothing with it; and its Tết with
 * the Chinese calendar of ICU, from which it may differ in the years listed alone. Where they
 * differ, the days are written out.
 */
import { createRequire } from 'node:module';
import { MakeTime, SearchMoonPhase, SunPosition } from 'astronomy-engine';
import { describe, expect, it } from 'vitest';
import { dayNumberOf, dayOfNumber } from './day-number.ts';
import { LAST_LUNAR_DAY, lunarOf, solarOf } from './lunar.ts';
import { lunarYear } from './lunar-year.ts';

interface Amlich {
  convertSolar2Lunar(...date: [day: number, month: number, year: number, zone: number]): number[];
}

const require = createRequire(import.meta.url);
const amlich = require('amlich') as Amlich;

const FIRST = dayNumberOf('1900-01-01');
const LAST = dayNumberOf(LAST_LUNAR_DAY);
const EPOCH_DAY = dayNumberOf('1970-01-01');
const DAY_MS = 86_400_000;
const ZONE_MS = 7 * 3_600_000;

const days = Array.from({ length: LAST - FIRST + 1 }, (_, index) => dayOfNumber(FIRST + index));
const months = Array.from({ length: 201 }, (_, index) => 1900 + index).flatMap((year) =>
  lunarYear(year).map((month) => ({ year, ...month })),
);

/** `amlich` counts these as day 0 of the month that begins the day after. */
const AMLICH_DAY_0 = ['2054-05-07', '2062-04-09'];

/** New moons so close to midnight that the two disagree about the day. */
const NEW_MOONS_AT_MIDNIGHT = [
  { ours: '2072-12-10', ephemeris: '2072-12-09T16:59:22Z' },
  { ours: '2085-10-18', ephemeris: '2085-10-18T17:00:16Z' },
];

/** The equinox of 1938 fell at midnight: the algorithm has a leap month 8, the ephemeris a leap 7. */
const TERM_AT_MIDNIGHT = '1938-09-24';

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

  it('[CAL50] every day is as in another port of the algorithm, but for its two days 0', () => {
    const different = days.filter((civilDay) => {
      const [year = 0, month = 0, day = 0] = civilDay.split('-').map(Number);
      const ours = lunarOf(civilDay);
      const theirs = amlich.convertSolar2Lunar(day, month, year, 7);
      return [ours.day, ours.month, ours.year, Number(ours.isLeap)].join() !== theirs.join();
    });
    expect(different).toEqual(AMLICH_DAY_0);
    expect(different.map((day) => lunarOf(day).day)).toEqual([30, 30]);
  });

  it('[CAL50] every month begins with a new moon of the ephemeris, but for two at midnight', () => {
    const ephemeris = new Map<string, string>();
    let from = MakeTime(new globalThis.Date('1900-01-20T00:00:00Z'));
    for (;;) {
      const moon = SearchMoonPhase(0, from, 40);
      if (!moon) throw new Error('no new moon in 40 days');
      const at = moon.date.toISOString();
      const day = dayOfNumber(EPOCH_DAY + Math.floor((moon.date.getTime() + ZONE_MS) / DAY_MS));
      if (day > LAST_LUNAR_DAY) break;
      ephemeris.set(day, `${at.slice(0, 19)}Z`);
      from = moon.AddDays(20);
    }
    const ours = new Set(months.map(({ firstDay }) => dayOfNumber(firstDay)));
    const onlyTheirs = [...ephemeris].filter(([day]) => !ours.has(day)).map(([, at]) => at);
    const onlyOurs = [...ours].filter((day) => day <= LAST_LUNAR_DAY && !ephemeris.has(day));
    expect(onlyTheirs).toEqual(NEW_MOONS_AT_MIDNIGHT.map(({ ephemeris: at }) => at));
    expect(onlyOurs).toEqual(NEW_MOONS_AT_MIDNIGHT.map(({ ours: day }) => day));
  });

  it('[CAL50] in a leap month the sun enters no new twelfth, by the ephemeris too', () => {
    const twelfth = (day: number): number => {
      const midnight = new globalThis.Date((day - EPOCH_DAY) * DAY_MS - ZONE_MS);
      return Math.floor(SunPosition(MakeTime(midnight)).elon / 30);
    };
    const leaps = months.filter(({ isLeap }) => isLeap);
    const wrong = leaps.filter(
      ({ firstDay, days: length }) => twelfth(firstDay) !== twelfth(firstDay + length),
    );
    expect(leaps).toHaveLength(74);
    expect(wrong.map(({ firstDay }) => dayOfNumber(firstDay))).toEqual([TERM_AT_MIDNIGHT]);
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
