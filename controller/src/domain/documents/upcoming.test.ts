import type { Timing } from '@loa/protocol/programme';
import { expect, test } from 'vitest';
import { upcomingStarts } from './upcoming.ts';

const AFTER = '2026-11-22T16:58:00';
const view = { most: 5, timeZone: 'Asia/Ho_Chi_Minh' };

function read(change: Partial<Timing>) {
  const timing = { start: '2026-11-22T16:00', rule: null, until: null, except: [], extra: [] };
  return upcomingStarts({ ...timing, ...change }, AFTER, view);
}

test.each([
  ['FREQ=DAILY', ['2026-11-23T16:00', '2026-11-24T16:00', '2026-11-25T16:00']],
  // The first of the tenth and eleventh lunar months of 2026, and their full moons.
  ['LUNAR:DAYS=1,15', ['2026-11-23T16:00', '2026-12-09T16:00', '2026-12-23T16:00']],
  [
    'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29',
    ['2028-02-29T16:00', '2032-02-29T16:00', '2036-02-29T16:00'],
  ],
])('[CON53] the next starts of %s are given, the passed one is not', (rule, starts) => {
  const upcoming = read({ rule });
  expect(upcoming.outcome === 'read' && upcoming.starts.slice(0, 3)).toEqual(starts);
});

test('[CON53] cron text is answered as the rule it is kept as', () => {
  expect(read({ rule: '30 5 * * 1-5' })).toEqual({
    outcome: 'read',
    rule: 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=5;BYMINUTE=30',
    starts: [23, 24, 25, 26, 27].map((day) => `2026-11-${day}T05:30`),
  });
});

test('[CON53] what ends, is excepted or is added counts', () => {
  const change = {
    rule: 'FREQ=DAILY',
    until: '2026-11-25',
    except: ['2026-11-24'],
    extra: ['2026-12-24T19:00', '2026-11-22T17:00:30'],
  };
  expect(read(change)).toMatchObject({
    starts: ['2026-11-22T17:00:30', '2026-11-23T16:00', '2026-11-25T16:00', '2026-12-24T19:00'],
  });
  expect(read({})).toMatchObject({ starts: [] });
});

test.each([
  ['FREQ=HOURLY', 'timing.rule'],
  ['61 5 * * *', 'timing.rule'],
  ['mỗi ngày', 'timing.rule'],
])('[CON53] %s is refused with the field', (rule, field) => {
  const upcoming = read({ rule });
  expect(upcoming.outcome === 'faulty' && upcoming.fault.path.join('.')).toBe(field);
});
