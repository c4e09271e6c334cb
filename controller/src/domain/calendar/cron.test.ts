import { describe, expect, it } from 'vitest';
import { ruleOfCron } from './cron.ts';
import { parseRule } from './rule.ts';

const answer = (text: string): string => {
  const made = ruleOfCron(text);
  return made.outcome === 'translated' ? made.rule : made.message;
};

describe('ruleOfCron', () => {
  it.each([
    ['30 5 * * *', 'FREQ=DAILY;BYHOUR=5;BYMINUTE=30'],
    ['  30\t5,17 *  * ? ', 'FREQ=DAILY;BYHOUR=5,17;BYMINUTE=30'],
    ['0 8-18/2 * * *', 'FREQ=DAILY;BYHOUR=8,10,12,14,16,18;BYMINUTE=0'],
    ['*/30 6-7 * * *', 'FREQ=DAILY;BYHOUR=6,7;BYMINUTE=0,30'],
    ['0 17 * * mon-fri', 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=17;BYMINUTE=0'],
    ['0 17 * * FRI-SUN', 'FREQ=WEEKLY;BYDAY=FR,SA,SU;BYHOUR=17;BYMINUTE=0'],
    ['0 17 * * 0,7,1', 'FREQ=WEEKLY;BYDAY=MO,SU;BYHOUR=17;BYMINUTE=0'],
    ['0 17 * * */2', 'FREQ=WEEKLY;BYDAY=TU,TH,SA,SU;BYHOUR=17;BYMINUTE=0'],
    ['0 17 * JUN-AUG 6', 'FREQ=DAILY;BYMONTH=6,7,8;BYDAY=SA;BYHOUR=17;BYMINUTE=0'],
    ['0 17 * 6 *', 'FREQ=DAILY;BYMONTH=6;BYHOUR=17;BYMINUTE=0'],
    ['0 17 1,15 * *', 'FREQ=MONTHLY;BYMONTHDAY=1,15;BYHOUR=17;BYMINUTE=0'],
    ['0 17 15,L * *', 'FREQ=MONTHLY;BYMONTHDAY=15,-1;BYHOUR=17;BYMINUTE=0'],
    ['0 7 2 9 *', 'FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=2;BYHOUR=7;BYMINUTE=0'],
    ['0 7 29 2 *', 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYHOUR=7;BYMINUTE=0'],
    ['0 7 * * 5L', 'FREQ=MONTHLY;BYDAY=-1FR;BYHOUR=7;BYMINUTE=0'],
    ['0 7 * 3 MON#1,fri#3', 'FREQ=MONTHLY;BYMONTH=3;BYDAY=1MO,3FR;BYHOUR=7;BYMINUTE=0'],
    ['@daily', 'FREQ=DAILY;BYHOUR=0;BYMINUTE=0'],
    ['@Weekly', 'FREQ=WEEKLY;BYDAY=SU;BYHOUR=0;BYMINUTE=0'],
    ['@monthly', 'FREQ=MONTHLY;BYMONTHDAY=1;BYHOUR=0;BYMINUTE=0'],
    ['@yearly', 'FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1;BYHOUR=0;BYMINUTE=0'],
  ])('[CAL57] %s', (text, rule) => {
    expect(answer(text)).toBe(rule);
    expect(parseRule(rule)).toMatchObject({ outcome: 'parsed' });
  });

  it('[CAL57] says the times of day', () => {
    expect(ruleOfCron('0,30 17,5 * * *')).toMatchObject({
      times: ['05:00', '05:30', '17:00', '17:30'],
    });
    const hourly = ruleOfCron('@hourly');
    expect(hourly.outcome === 'translated' && hourly.times).toHaveLength(24);
  });

  it('[CAL57] refuses a day of the month together with a weekday, and says what to write', () => {
    expect(answer('0 17 1 * MON')).toBe(
      'a day of the month and a weekday mean either of them; make two of it: ' +
        '"0 17 1 * *" and "0 17 * * MON"',
    );
    // Some programs take a step for a restriction and others do not.
    expect(answer('0 17 */2 * MON')).toMatch(/^a day of the month and a weekday/);
  });

  it.each([
    ['', '1 fields; give five: minute, hour, day of the month, month, weekday'],
    ['0 30 5 * * *', '6 fields; give five: minute, hour, day of the month, month, weekday'],
    [
      '@reboot',
      '@reboot is no time; use one of ' +
        '@hourly, @daily, @midnight, @weekly, @monthly, @yearly, @annually',
    ],
    ['60 5 * * *', 'minute 60: use 0 to 59, lists 1,5, ranges 1-5 or steps */2'],
    ['0 24 * * *', 'hour 24: use 0 to 23, lists 1,5, ranges 1-5 or steps */2'],
    ['0 5 0 * *', 'day of the month 0: use 1 to 31, lists 1,5, ranges 1-5 or steps */2'],
    ['0 5 * 13 *', 'month 13: use 1 to 12 or JAN to DEC, lists 1,5, ranges 1-5 or steps */2'],
    ['0 5 * * HAI', 'weekday HAI: use 0 to 7 or SUN to SAT, lists 1,5, ranges 1-5 or steps */2'],
    ['0 5 * * L', 'weekday L: use 0 to 7 or SUN to SAT, lists 1,5, ranges 1-5 or steps */2'],
    ['0 5 * * 1-5L', 'weekday 1-5L: use 0 to 7 or SUN to SAT, lists 1,5, ranges 1-5 or steps */2'],
    ['0 5 * * 1#6', 'weekday 1#6: use 0 to 7 or SUN to SAT, lists 1,5, ranges 1-5 or steps */2'],
    ['0 5,,6 * * *', 'hour : use 0 to 23, lists 1,5, ranges 1-5 or steps */2'],
    ['0 1-2-3 * * *', 'hour 1-2-3: use 0 to 23, lists 1,5, ranges 1-5 or steps */2'],
    ['0 -5 * * *', 'hour -5: use 0 to 23, lists 1,5, ranges 1-5 or steps */2'],
    [
      '0 5 15W * *',
      'day of the month 15W: W, the nearest working day, is not known; name the days',
    ],
    ['0 22-5 * * *', 'hour 22-5: a range goes upwards; list the values instead'],
    ['0 5 * * SAT-MON', 'weekday SAT-MON: a range goes upwards; list the values instead'],
    ['5/15 5 * * *', 'minute 5/15: give a range to step through, e.g. 5-59/15'],
    ['*/0 5 * * *', 'minute */0: a step is 1 to 59'],
    ['*/60 5 * * *', 'minute */60: a step is 1 to 59'],
    ['0 5 30 2 *', 'no month has that day; mend the day or the month'],
    ['0 5 31 4,6,9,11 *', 'no month has that day; mend the day or the month'],
  ])('[CAL57] refuses "%s"', (text, message) => expect(answer(text)).toBe(message));

  it('[CAL4] refuses more than 54 starts a day, and text without end', () => {
    expect(answer('* * * * *')).toBe('1440 starts a day; at most 54 are possible');
    expect(answer('*/20 0-17 * * *')).toMatch(/^FREQ=DAILY/);
    expect(answer('*/20 0-18 * * *')).toBe('57 starts a day; at most 54 are possible');
    expect(answer(`0 5 * * ${'1,'.repeat(200)}1`)).toBe('longer than 300 characters');
  });
});
