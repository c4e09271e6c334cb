import { describe, expect, it } from 'vitest';
import { parseRecurrence, STARTS_PER_DAY } from './recurrence.ts';

const messageOf = (text: string): string => {
  const parsed = parseRecurrence(text);
  return parsed.outcome === 'refused' ? parsed.message : 'parsed';
};

describe('parseRecurrence', () => {
  it.each([
    'FREQ=DAILY',
    'FREQ=DAILY;INTERVAL=2;COUNT=10',
    'FREQ=DAILY;BYHOUR=5,17;BYMINUTE=30',
    'FREQ=WEEKLY;BYDAY=MO,WE,FR;WKST=MO',
    'FREQ=MONTHLY;BYDAY=1MO,-1FR',
    'FREQ=MONTHLY;BYMONTHDAY=-1;BYSETPOS=1',
    'FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO',
    'FREQ=YEARLY;BYYEARDAY=-1;UNTIL=20301231T235959Z',
  ])('[CAL5] takes %s', (text) => expect(messageOf(text)).toBe('parsed'));

  it.each([
    ['', '"" is not NAME=VALUE'],
    ['FREQ=DAILY;', '"" is not NAME=VALUE'],
    ['freq=DAILY', '"freq=DAILY" is not NAME=VALUE'],
    ['BYDAY=MO', 'FREQ is missing, e.g. FREQ=DAILY'],
    ['FREQ=HOURLY', 'FREQ=HOURLY is too often; use FREQ=DAILY with BYHOUR and BYMINUTE'],
    ['FREQ=SECONDLY', 'FREQ=SECONDLY is too often; use FREQ=DAILY with BYHOUR and BYMINUTE'],
    ['FREQ=DAYLY', 'FREQ=DAYLY: use one of DAILY, WEEKLY, MONTHLY, YEARLY'],
    ['FREQ=DAILY;FREQ=DAILY', 'FREQ stands twice'],
    ['FREQ=DAILY;COUNT=20001', 'COUNT=20001: use 1 to 20000'],
    ['FREQ=DAILY;INTERVAL=0', 'INTERVAL=0: use 1 to 1000'],
    ['FREQ=DAILY;BYHOUR=24', 'BYHOUR=24: use 0 to 23'],
    ['FREQ=DAILY;BYHOUR=-1', 'BYHOUR=-1: use 0 to 23'],
    [
      'FREQ=MONTHLY;BYMONTHDAY=32',
      'BYMONTHDAY=32: use 1 to 31 (or counted from the end with a minus)',
    ],
    ['FREQ=WEEKLY;BYDAY=XX', 'BYDAY=XX is not well formed'],
    ['FREQ=WEEKLY;BYDAY=1MO', 'BYDAY=1MO needs FREQ=MONTHLY or YEARLY'],
    ['FREQ=MONTHLY;BYWEEKNO=3', 'BYWEEKNO=3 needs FREQ=YEARLY'],
    ['FREQ=WEEKLY;BYMONTHDAY=3', 'BYMONTHDAY=3 needs FREQ=DAILY or MONTHLY or YEARLY'],
    ['FREQ=DAILY;COUNT=3;UNTIL=20270101', 'COUNT and UNTIL exclude each other'],
    ['FREQ=DAILY;UNTIL=tomorrow', 'UNTIL=tomorrow is not well formed'],
    ['FREQ=DAILY;BYSETPOS=1', 'BYSETPOS needs another BY… part'],
    ['FREQ=DAILY;DTSTART=20270101', 'DTSTART is not a part of a rule that is known here'],
  ])('[CAL5] refuses %s', (text, message) => expect(messageOf(text)).toBe(message));

  it('[CAL4] a rule cannot have more starts a day than a year of them may make', () => {
    const minutes = Array.from({ length: 60 }, (_, minute) => minute).join(',');
    expect(messageOf(`FREQ=DAILY;BYMINUTE=${minutes}`)).toBe(
      `60 starts a day; at most ${STARTS_PER_DAY} are possible`,
    );
    expect(messageOf('FREQ=DAILY;BYHOUR=5,5,5;BYMINUTE=0,30')).toBe('parsed');
  });
});
