import { describe, expect, it } from 'vitest';
import { besideSessions } from '../../test/fixtures/sessions.ts';
import { calendarEntries } from './calendar-events.ts';

const [broadcast] = besideSessions;
if (broadcast === undefined) throw new Error('no broadcast');

const drawn = (startAt: string, durationMs: number): string[] => {
  const entries = calendarEntries([{ ...broadcast, startAt, durationMs }], [], 'Asia/Ho_Chi_Minh');
  return entries.map(({ start, end }) => `${start} ${end}`);
};

describe('an entry of the calendar', () => {
  it('[CON186] is drawn long enough to be pressed, and within the day it sounds in', () => {
    expect(drawn('2026-11-22T10:00:00Z', 14_000)).toEqual([
      '2026-11-22T17:00:00 2026-11-22T17:15:00',
    ]);
    expect(drawn('2026-11-22T16:52:00Z', 14_000)).toEqual([
      '2026-11-22T23:52:00 2026-11-22T23:59:00',
    ]);
  });

  it('[CON186] that sounds over midnight is drawn so', () => {
    expect(drawn('2026-11-22T16:52:00Z', 20 * 60_000)).toEqual([
      '2026-11-22T23:52:00 2026-11-23T00:12:00',
    ]);
  });
});
