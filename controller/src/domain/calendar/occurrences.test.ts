import { parseItemId } from '@loa/protocol/vocabulary';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  civilDayOf,
  civilSecondOf,
  instantUsOf,
  isCivilTime,
  isTimeZone,
} from './civil-time.ts';
import { firstStart, occurrencesOf, type Timing } from './occurrences.ts';

const CITY = 'Asia/Ho_Chi_Minh';
const NEW_YORK = 'America/New_York';

const timing = (fields: Partial<Timing>): Timing => ({
  itemId: parseItemId('tin'),
  start: '2026-11-22T05:30',
  rrule: null,
  until: null,
  except: [],
  ...fields,
});
const within = (
  fields: Partial<Timing>,
  ...[fromDay, throughDay, zone = CITY]: [string, string, string?]
) => occurrencesOf(timing(fields), { fromDay, throughDay }, zone);
const locals = (...args: Parameters<typeof within>) =>
  within(...args).map(({ localStart }) => localStart);
const utc = (atUs: number) => civilSecondOf(atUs, 'UTC');

describe('occurrencesOf', () => {
  it('[CAL1] once: its own day, and no other', () => {
    expect(within({}, '2026-11-22', '2026-11-22')).toEqual([
      {
        cueId: 'tin@2026-11-22T05:30',
        localStart: '2026-11-22T05:30',
        startAtUs: instantUsOf('2026-11-21T22:30', 'UTC'),
      },
    ]);
    expect(within({}, '2026-11-23', '2026-12-01')).toEqual([]);
  });

  it('[CAL2] the identity has seconds only where the start has', () => {
    expect(locals({ start: '2026-11-22T05:30:00' }, '2026-11-22', '2026-11-22')).toEqual([
      '2026-11-22T05:30',
    ]);
    expect(locals({ start: '2026-11-22T05:30:03' }, '2026-11-22', '2026-11-22')).toEqual([
      '2026-11-22T05:30:03',
    ]);
  });

  it('[CAL1] daily, several times a day, with exceptions and a last day', () => {
    const rrule = 'FREQ=DAILY;BYHOUR=5,17;BYMINUTE=30';
    const fields = { rrule, except: ['2026-11-23'], until: '2026-11-24' };
    expect(locals(fields, '2026-11-20', '2026-12-31')).toEqual([
      '2026-11-22T05:30',
      '2026-11-22T17:30',
      '2026-11-24T05:30',
      '2026-11-24T17:30',
    ]);
  });

  it('[CAL1] a start that the rule does not match does not occur', () => {
    // 22 November 2026 is a Sunday.
    expect(locals({ rrule: 'FREQ=WEEKLY;BYDAY=MO' }, '2026-11-20', '2026-11-30')).toEqual([
      '2026-11-23T05:30',
      '2026-11-30T05:30',
    ]);
  });

  it('[CAL1] the last day of a month, every month', () => {
    const fields = { start: '2026-01-31T17:00', rrule: 'FREQ=MONTHLY;BYMONTHDAY=-1' };
    expect(locals(fields, '2026-01-01', '2026-04-30')).toEqual([
      '2026-01-31T17:00',
      '2026-02-28T17:00',
      '2026-03-31T17:00',
      '2026-04-30T17:00',
    ]);
  });

  it('[CAL1] COUNT counts from the start, not from the days that are asked for', () => {
    const fields = { rrule: 'FREQ=DAILY;COUNT=3' };
    expect(locals(fields, '2026-11-24', '2026-12-31')).toEqual(['2026-11-24T05:30']);
  });

  it('[CAL6] UNTIL as a date is the whole day, as UTC the instant, as civil time that time', () => {
    const untilOf = (until: string) =>
      locals({ rrule: `FREQ=DAILY;UNTIL=${until}` }, '2026-11-22', '2026-12-31').at(-1);
    expect(untilOf('20261124')).toBe('2026-11-24T05:30');
    expect(untilOf('20261124T052959')).toBe('2026-11-23T05:30');
    // 05:30 in the city is 22:30 UTC of the day before.
    expect(untilOf('20261123T223000Z')).toBe('2026-11-24T05:30');
    expect(untilOf('20261123T222959Z')).toBe('2026-11-23T05:30');
  });

  it('[CAL3] a time that the clocks skip sounds later by the gap, under its own identity', () => {
    const starts = within(
      { start: '2027-03-13T02:30', rrule: 'FREQ=DAILY' },
      '2027-03-13',
      '2027-03-15',
      NEW_YORK,
    );
    expect(starts.map((start) => [start.localStart, utc(start.startAtUs)])).toEqual([
      ['2027-03-13T02:30', '2027-03-13T07:30:00'],
      // 02:30 does not exist: 03:30 by the new clock.
      ['2027-03-14T02:30', '2027-03-14T07:30:00'],
      ['2027-03-15T02:30', '2027-03-15T06:30:00'],
    ]);
  });

  it('[CAL3] a time that comes twice sounds at the first', () => {
    const starts = within(
      { start: '2026-10-31T01:30', rrule: 'FREQ=DAILY' },
      '2026-10-31',
      '2026-11-02',
      NEW_YORK,
    );
    expect(starts.map((start) => utc(start.startAtUs))).toEqual([
      '2026-10-31T05:30:00',
      '2026-11-01T05:30:00',
      '2026-11-02T06:30:00',
    ]);
  });
});

describe('firstStart', () => {
  it('[CAL5] a rule that never comes has none', () => {
    const first = (rrule: string | null) => firstStart(timing({ rrule }));
    expect(first(null)).toBe('2026-11-22T05:30');
    expect(first('FREQ=WEEKLY;BYDAY=TU')).toBe('2026-11-24T05:30');
    expect(first('FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30')).toBeNull();
    expect(first('FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29')).toBe('2028-02-29T05:30');
  });
});

describe('civil time', () => {
  it('[CAL3] days begin where the city says', () => {
    expect(civilDayOf(instantUsOf('2026-11-21T16:59:59', 'UTC'), CITY)).toBe('2026-11-21');
    expect(civilDayOf(instantUsOf('2026-11-21T17:00:00', 'UTC'), CITY)).toBe('2026-11-22');
    expect(instantUsOf('2026-11-22', CITY)).toBe(instantUsOf('2026-11-21T17:00', 'UTC'));
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
  });

  it('[CAL18] knows which times and zones there are', () => {
    expect(
      ['2026-02-28', '2026-02-28T05:30', '2026-02-30T05:30', '2026-01-01T24:00'].map(isCivilTime),
    ).toEqual([true, true, false, false]);
    expect(['Asia/Ho_Chi_Minh', 'UTC', 'Asia/Hanoi', '+07:00', ''].map(isTimeZone)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});
