import { describe, expect, it } from 'vitest';
import { formatLunarRule, type LunarRule, parseLunarRule } from './lunar-rule.ts';

const read = (text: string): LunarRule | string => {
  const parsed = parseLunarRule(text);
  return parsed.outcome === 'parsed' ? parsed.rule : parsed.message;
};

describe('the text of a lunar rule', () => {
  it('[CAL54] says what it says, and the rest goes without saying', () => {
    expect(read('LUNAR:DAYS=15,1')).toEqual({
      days: [1, 15],
      months: 'every',
      leapMonths: 'repeat',
      shortMonth: 'last',
      offsetDays: 0,
      times: [],
    });
    expect(read('LUNAR:MONTHS=1;DAYS=1;OFFSET=-1;TIMES=17:00,05:30,17:00')).toEqual({
      days: [1],
      months: [1],
      leapMonths: 'skip',
      shortMonth: 'last',
      offsetDays: -1,
      times: ['05:30:00', '17:00:00'],
    });
  });

  it.each([
    ['LUNAR:DAYS=15,1', 'LUNAR:DAYS=1,15'],
    ['LUNAR:DAYS=1;LEAP=REPEAT', 'LUNAR:DAYS=1'],
    ['LUNAR:DAYS=1;LEAP=SKIP', 'LUNAR:DAYS=1;LEAP=SKIP'],
    ['LUNAR:MONTHS=8;DAYS=15;LEAP=SKIP', 'LUNAR:MONTHS=8;DAYS=15'],
    ['LUNAR:LEAP=REPEAT;DAYS=15;MONTHS=8,8', 'LUNAR:MONTHS=8;DAYS=15;LEAP=REPEAT'],
    ['LUNAR:DAYS=30;SHORT=SKIP;OFFSET=+3', 'LUNAR:DAYS=30;SHORT=SKIP;OFFSET=3'],
    ['LUNAR:DAYS=30;SHORT=LAST;OFFSET=-0', 'LUNAR:DAYS=30'],
    ['LUNAR:DAYS=1;TIMES=05:30:00,05:30:05', 'LUNAR:DAYS=1;TIMES=05:30,05:30:05'],
  ])('[CAL54] %s is written %s', (text, written) => {
    expect(formatLunarRule(read(text) as LunarRule)).toBe(written);
  });

  it.each([
    ['FREQ=DAILY', '"FREQ=DAILY" does not begin with LUNAR:'],
    ['LUNAR:', '"" is not NAME=VALUE'],
    ['LUNAR:DAYS=1;', '"" is not NAME=VALUE'],
    ['LUNAR:days=1', '"days=1" is not NAME=VALUE'],
    ['LUNAR:MONTHS=1', 'DAYS is missing, e.g. DAYS=1,15'],
    ['LUNAR:DAYS=1;DAYS=15', 'DAYS stands twice'],
    ['LUNAR:DAYS=31', 'DAYS=31: use 1 to 30'],
    ['LUNAR:DAYS=1,,15', 'DAYS=: use 1 to 30'],
    ['LUNAR:DAYS=1;MONTHS=0', 'MONTHS=0: use 1 to 12'],
    ['LUNAR:DAYS=1;MONTHS=13', 'MONTHS=13: use 1 to 12'],
    ['LUNAR:DAYS=1;LEAP=YES', 'LEAP=YES: use SKIP or REPEAT'],
    ['LUNAR:DAYS=30;SHORT=FIRST', 'SHORT=FIRST: use SKIP or LAST'],
    ['LUNAR:DAYS=1;OFFSET=-61', 'OFFSET=-61: use -60 to 60 days'],
    ['LUNAR:DAYS=1;OFFSET=1d', 'OFFSET=1d: use -60 to 60 days'],
    ['LUNAR:DAYS=1;TIMES=5:30', 'TIMES=5:30: use HH:MM, e.g. TIMES=05:30,17:00'],
    ['LUNAR:DAYS=1;TIMES=24:00', 'TIMES=24:00: use HH:MM, e.g. TIMES=05:30,17:00'],
    [
      'LUNAR:DAYS=1;BYHOUR=5',
      'BYHOUR is not a part of a lunar rule; use MONTHS, DAYS, LEAP, SHORT, OFFSET, TIMES',
    ],
  ])('[CAL54] refuses %s', (text, message) => expect(read(text)).toBe(message));
});
