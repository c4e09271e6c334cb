import { parseItemId } from '@loa/protocol/vocabulary';
import { describe, expect, it } from 'vitest';
import { extraStartsProblem } from './extra-starts.ts';
import { LunarRangeError } from './lunar.ts';
import { firstStart, occurrencesOf, type Timing } from './occurrences.ts';
import { STARTS_PER_DAY } from './recurrence.ts';
import { parseRule } from './rule.ts';

const CITY = 'Asia/Ho_Chi_Minh';
const timing = (fields: Partial<Timing>): Timing => ({
  itemId: parseItemId('tin'),
  start: '2026-11-22T05:30',
  rrule: null,
  until: null,
  except: [],
  ...fields,
});
const locals = (fields: Partial<Timing>, ...[fromDay, throughDay]: [string, string]) =>
  occurrencesOf(timing(fields), { fromDay, throughDay }, CITY).map(({ localStart }) => localStart);
const times = (count: number) =>
  Array.from({ length: count }, (_, minute) => `05:${String(minute).padStart(2, '0')}`);

describe('an item with a lunar rule', () => {
  it('[CAL52] occurs on mồng một and rằm at the time of its start', () => {
    expect(locals({ rrule: 'LUNAR:DAYS=1,15' }, '2026-11-20', '2027-01-10')).toEqual([
      '2026-11-23T05:30',
      '2026-12-09T05:30',
      '2026-12-23T05:30',
      '2027-01-08T05:30',
    ]);
  });

  it('[CAL52] at times of its own, between its start, its last day and its exceptions', () => {
    const fields = {
      start: '2026-12-09T06:00',
      rrule: 'LUNAR:DAYS=1,15;TIMES=17:00:05,05:30',
      until: '2027-01-07',
      except: ['2026-12-23'],
    };
    expect(locals(fields, '2026-01-01', '2027-12-31')).toEqual(['2026-12-09T17:00:05']);
    expect(locals({ ...fields, except: [] }, '2026-01-01', '2027-12-31')).toEqual([
      '2026-12-09T17:00:05',
      '2026-12-23T05:30',
      '2026-12-23T17:00:05',
    ]);
  });

  it('[CAL52] three days before Tết, every year', () => {
    const rrule = 'LUNAR:MONTHS=1;DAYS=1;OFFSET=-3';
    expect(locals({ rrule }, '2026-01-01', '2029-12-31')).toEqual([
      '2027-02-03T05:30',
      '2028-01-23T05:30',
      '2029-02-10T05:30',
    ]);
  });

  it('[CAL5] its first start is found years ahead; after 2100 there is none', () => {
    // Month 12 has 29 days each year from the one that ends in 2025 to that which ends in 2032.
    const rrule = 'LUNAR:MONTHS=12;DAYS=30;SHORT=SKIP';
    expect(firstStart(timing({ rrule }))).toBe('2033-01-30T05:30');
    expect(firstStart(timing({ rrule: 'LUNAR:DAYS=1', start: '1850-01-01T00:00' }))).toBe(
      '1900-01-01T00:00',
    );
    expect(firstStart(timing({ rrule: 'LUNAR:DAYS=1', start: '2101-01-01T00:00' }))).toBeNull();
  });

  it('[CAL51] cannot be planned after 2100', () => {
    expect(() => locals({ rrule: 'LUNAR:DAYS=1' }, '2100-12-31', '2101-01-05')).toThrow(
      LunarRangeError,
    );
  });
});

describe('parseRule', () => {
  it('[CAL54] takes lunar rules beside RRULE text, and says what is wrong with either', () => {
    expect(parseRule('FREQ=DAILY;BYHOUR=5,17')).toMatchObject({ startsPerDay: 2 });
    expect(parseRule('LUNAR:DAYS=1')).toMatchObject({ rule: { kind: 'lunar' }, startsPerDay: 1 });
    expect(parseRule('LUNAR:DAYS=1;TIMES=05:30,17:00,17:00')).toMatchObject({ startsPerDay: 2 });
    expect(parseRule('LUNAR:DAYS=40')).toEqual({
      outcome: 'refused',
      message: 'DAYS=40: use 1 to 30',
    });
    expect(parseRule('FREQ=HOURLY')).toMatchObject({ outcome: 'refused' });
    expect(() => locals({ rrule: 'LUNAR:DAYS=40' }, '2026-11-22', '2026-11-22')).toThrow(
      'rrule: DAYS=40: use 1 to 30',
    );
  });

  it('[CAL4] a lunar rule has no more starts a day than another', () => {
    const lunar = (count: number) => parseRule(`LUNAR:DAYS=1;TIMES=${times(count).join()}`);
    expect(lunar(STARTS_PER_DAY)).toMatchObject({ startsPerDay: STARTS_PER_DAY });
    expect(lunar(STARTS_PER_DAY + 1)).toEqual({
      outcome: 'refused',
      message: 'TIMES: 55 starts a day; at most 54 are possible',
    });
  });
});

describe('extra starts', () => {
  it('[CAL55] occur beside those of the rule, each start once', () => {
    const fields = {
      rrule: 'FREQ=WEEKLY;BYDAY=MO',
      extraStarts: ['2026-11-25T09:00', '2026-11-23T05:30:00', '2026-11-23T05:00'],
    };
    expect(locals(fields, '2026-11-20', '2026-11-30')).toEqual([
      '2026-11-23T05:00',
      '2026-11-23T05:30',
      '2026-11-25T09:00',
      '2026-11-30T05:30',
    ]);
  });

  it('[CAL55] occur before the start, after the last day and on days without the rule', () => {
    const fields = {
      rrule: 'FREQ=DAILY',
      until: '2026-11-23',
      except: ['2026-11-23'],
      extraStarts: ['2026-11-21T07:00', '2026-11-23T07:00', '2026-12-24T07:00'],
    };
    expect(locals(fields, '2026-01-01', '2026-12-31')).toEqual([
      '2026-11-21T07:00',
      '2026-11-22T05:30',
      '2026-11-23T07:00',
      '2026-12-24T07:00',
    ]);
    expect(locals(fields, '2026-11-24', '2026-12-23')).toEqual([]);
  });

  it('[CAL55] give an item without a rule more starts than one', () => {
    const fields = { extraStarts: ['2026-11-29T05:30', '2026-11-20T05:30'] };
    expect(locals(fields, '2026-11-01', '2026-11-30')).toEqual([
      '2026-11-20T05:30',
      '2026-11-22T05:30',
      '2026-11-29T05:30',
    ]);
    expect(firstStart(timing(fields))).toBe('2026-11-20T05:30');
    const never = 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30';
    expect(firstStart(timing({ rrule: never, ...fields }))).toBe('2026-11-20T05:30');
  });

  it('[CAL56] are refused where one is no time, or there are too many', () => {
    const day = '2026-11-22';
    expect(extraStartsProblem([], STARTS_PER_DAY)).toBeNull();
    expect(extraStartsProblem([`${day}T05:30`, `${day}T05:30:10`], 2)).toBeNull();
    expect(extraStartsProblem([`${day}T05:30`, day], 1)).toEqual({
      index: 1,
      message: '2026-11-22 is not a date and time, YYYY-MM-DDTHH:MM',
    });
    expect(extraStartsProblem(['2026-02-30T05:30'], 1)).toEqual({
      index: 0,
      message: '2026-02-30T05:30 is not in the calendar',
    });
    const many = times(STARTS_PER_DAY).map((time) => `${day}T${time}`);
    expect(extraStartsProblem(many.slice(1), 1)).toBeNull();
    expect(extraStartsProblem(many, 1)).toEqual({
      index: 53,
      message: '2026-11-22T05:53: more than 54 starts on 2026-11-22; leave some out',
    });
    expect(
      extraStartsProblem(
        Array.from({ length: 401 }, () => `${day}T05:30`),
        1,
      ),
    ).toEqual({
      index: 400,
      message: '401 extra starts; at most 400 are possible',
    });
  });
});
