import { describe, expect, it } from 'vitest';
import {
  civilClock,
  civilDate,
  clockText,
  dayText,
  instantOfCivil,
  lengthText,
  momentText,
  numberText,
  relativeText,
  secondText,
} from './civil-time.ts';

const tamKy = { language: 'vi', timeZone: 'Asia/Ho_Chi_Minh' } as const;
const evening = Date.parse('2026-11-22T17:30:05Z');

describe('civil time', () => {
  it('[CON8] shows instants in the city’s zone, not the phone’s', () => {
    expect(clockText(evening, tamKy)).toBe('00:30');
    expect(secondText(evening, tamKy)).toBe('00:30:05');
    expect(civilDate(evening, tamKy.timeZone)).toBe('2026-11-23');
    expect(civilClock(evening, tamKy.timeZone)).toBe('00:30');
    expect(dayText(evening, tamKy)).toMatch(/23\/11/);
  });

  it('[CON8] names the day only where it is another one', () => {
    expect(momentText(evening, evening + 60_000, tamKy)).toBe('00:30');
    expect(momentText(evening, evening - 3_600_000, tamKy)).toBe('00:30 23/11');
  });

  it('[CON8] reads what was entered in the city’s zone, and says no to what is no time', () => {
    expect(instantOfCivil('2026-11-23', '00:30', tamKy.timeZone)).toBe(
      Date.parse('2026-11-22T17:30:00Z'),
    );
    for (const [date, clock] of [
      ['', '12:00'],
      ['2026-11-22', ''],
      ['2026-13-40', '12:00'],
      ['22/11/2026', '12:00'],
    ] as const) {
      expect(instantOfCivil(date, clock, tamKy.timeZone)).toBeNull();
    }
  });

  it('[CON8] moves on a time the zone skips, and takes the first of a time it has twice', () => {
    const zone = 'Europe/Berlin';
    expect(instantOfCivil('2026-03-29', '02:30', zone)).toBe(Date.parse('2026-03-29T01:30:00Z'));
    expect(instantOfCivil('2026-10-25', '02:30', zone)).toBe(Date.parse('2026-10-25T00:30:00Z'));
    expect(instantOfCivil('2026-07-01', '12:00', zone)).toBe(Date.parse('2026-07-01T10:00:00Z'));
  });

  it('[CON8] says lengths and distances in the largest unit that fits', () => {
    expect(lengthText(65_400)).toBe('1:05');
    expect(lengthText(3_723_000)).toBe('1:02:03');
    expect(numberText(-0.001, 'vi', { maximumFractionDigits: 2 })).toBe('0');
    expect(numberText(-3.4, 'vi')).toBe('-3,4');
    expect(relativeText(evening + 720_000, evening, 'en')).toBe('in 12 minutes');
    expect(relativeText(evening - 47 * 60_000, evening, 'vi')).toBe('47 phút trước');
  });
});
