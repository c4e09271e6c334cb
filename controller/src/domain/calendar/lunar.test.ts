import { describe, expect, it } from 'vitest';
import { FIRST_LUNAR_DAY, LAST_LUNAR_DAY, LunarRangeError, lunarOf, solarOf } from './lunar.ts';

const regular = (year: number, month: number, day: number) => ({ year, month, day, isLeap: false });
const leap = (year: number, month: number, day: number) => ({ year, month, day, isLeap: true });

describe('the lunar calendar', () => {
  it.each([
    ['1968-01-29', 1968],
    ['1985-01-21', 1985],
    ['2007-02-17', 2007],
    ['2020-01-25', 2020],
    ['2025-01-29', 2025],
    ['2026-02-17', 2026],
    ['2027-02-06', 2027],
    ['2028-01-26', 2028],
    ['2030-02-02', 2030],
    ['2053-02-18', 2053],
  ])('[CAL50] Tết falls on %s', (civilDay, year) => {
    expect(solarOf(regular(year, 1, 1))).toBe(civilDay);
    expect(lunarOf(civilDay)).toEqual(regular(year, 1, 1));
  });

  it.each([
    ['2000-01-01', regular(1999, 11, 25)],
    ['2025-07-24', regular(2025, 6, 30)],
    ['2025-07-25', leap(2025, 6, 1)],
    ['2025-08-22', leap(2025, 6, 29)],
    ['2025-08-23', regular(2025, 7, 1)],
    ['2033-12-22', leap(2033, 11, 1)],
    ['1900-01-01', regular(1899, 12, 1)],
  ])('[CAL50] %s is %o', (civilDay, lunar) => {
    expect(lunarOf(civilDay)).toEqual(lunar);
    expect(solarOf(lunar)).toBe(civilDay);
  });

  it('[CAL50] a lunar date that there is not has no civil day', () => {
    const missing = [
      leap(2026, 6, 1),
      leap(2025, 7, 1),
      leap(2025, 6, 30),
      regular(2025, 13, 1),
      regular(2025, 0, 1),
      regular(2025, 1, 31),
      regular(2025, 1, 0),
      regular(2025, 1, 1.5),
    ];
    expect(missing.map(solarOf)).toEqual(missing.map(() => null));
  });

  it('[CAL51] outside 1900 to 2100 it is a named error', () => {
    expect(lunarOf(FIRST_LUNAR_DAY).day).toBe(1);
    expect(solarOf(lunarOf(LAST_LUNAR_DAY))).toBe(LAST_LUNAR_DAY);
    for (const day of ['1899-12-31', '2101-01-01']) {
      expect(() => lunarOf(day)).toThrow(LunarRangeError);
    }
    for (const date of [regular(1898, 12, 1), regular(1899, 11, 1), regular(2101, 1, 1)]) {
      expect(() => solarOf(date)).toThrow(LunarRangeError);
    }
    expect(() => solarOf(regular(Number.NaN, 1, 1))).toThrow(LunarRangeError);
    expect(() => lunarOf('2101-01-01')).toThrow(
      '2101-01-01: the lunar calendar is known from 1900-01-01 through 2100-12-31',
    );
  });
});
