/**
 * Laws of recurrence in zones with and without changes of the clock. Rules are drawn at random; the
 * laws are checked against each other's answers and against plain day arithmetic, not against the
 * library.
 */
import { parseItemId } from '@loa/protocol/vocabulary';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, civilSecondOf, instantUsOf } from './civil-time.ts';
import { occurrencesOf, type Timing } from './occurrences.ts';
import { STARTS_PER_DAY } from './recurrence.ts';

const ZONES = ['Asia/Ho_Chi_Minh', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Casablanca'];
const FIRST = '2026-09-01';

const pad = (n: number) => String(n).padStart(2, '0');
const timeOfDay = fc
  .tuple(fc.nat(23), fc.nat(59))
  .map(([hour, minute]) => `${pad(hour)}:${pad(minute)}`);
const day = fc.nat(400).map((n) => addDays(FIRST, n));
const weekdays = fc.subarray(['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'], { minLength: 1 });
const rule = fc.oneof(
  fc
    .record({ interval: fc.integer({ min: 1, max: 9 }) })
    .map((r) => `FREQ=DAILY;INTERVAL=${r.interval}`),
  weekdays.map((days) => `FREQ=WEEKLY;BYDAY=${days.join()}`),
  fc.integer({ min: 1, max: 31 }).map((n) => `FREQ=MONTHLY;BYMONTHDAY=${n}`),
  fc
    .uniqueArray(fc.nat(23), { minLength: 1, maxLength: 4 })
    .map((h) => `FREQ=DAILY;BYHOUR=${h.join()}`),
  fc
    .tuple(fc.subarray([1, 2, 15, 29, 30], { minLength: 1 }), fc.integer({ min: -60, max: 60 }))
    .map(([days, offset]) => `LUNAR:DAYS=${days.join()};OFFSET=${offset};TIMES=05:30,17:00`),
);
const timing: fc.Arbitrary<Timing> = fc
  .record({
    startDay: day,
    time: timeOfDay,
    rrule: fc.option(rule),
    until: fc.option(day),
    except: fc.array(day, { maxLength: 20 }),
  })
  .map(({ startDay, time, ...rest }) => ({
    ...rest,
    itemId: parseItemId('tin'),
    start: `${startDay}T${time}`,
  }));
const extraStarts = fc.array(
  fc.tuple(day, timeOfDay).map((parts) => parts.join('T')),
  { maxLength: 9 },
);
const zone = fc.constantFrom(...ZONES);
const span = fc.tuple(day, fc.nat(60)).map(([fromDay, days]) => ({
  fromDay,
  throughDay: addDays(fromDay, days),
}));

/** A condition that is always met, but takes the rule to the general way of unfolding. */
const EVERY_MONTH = 'BYMONTH=1,2,3,4,5,6,7,8,9,10,11,12';
const list = (n: number) => fc.uniqueArray(fc.nat(n), { minLength: 1, maxLength: 3 });
const plainRule = fc
  .record({
    frequency: fc.constantFrom('DAILY', 'WEEKLY'),
    days: fc.option(weekdays),
    hours: fc.option(list(23)),
    minutes: fc.option(list(59)),
    seconds: fc.option(list(59)),
    until: fc.option(day),
  })
  .map(({ frequency, days, hours, minutes, seconds, until }) =>
    [
      `FREQ=${frequency}`,
      ...(days ? [`BYDAY=${days.join()}`] : []),
      ...(hours ? [`BYHOUR=${hours.join()}`] : []),
      ...(minutes ? [`BYMINUTE=${minutes.join()}`] : []),
      ...(seconds ? [`BYSECOND=${seconds.join()}`] : []),
      ...(until ? [`UNTIL=${until.replaceAll('-', '')}`] : []),
    ].join(';'),
  );

describe('occurrencesOf', () => {
  it('[CAL40] weekdays and times of day are unfolded as the general way does it, in every zone', () => {
    fc.assert(
      fc.property(timing, plainRule, fc.tuple(span, zone), (item, rrule, [days, timeZone]) => {
        const plain = occurrencesOf({ ...item, rrule }, days, timeZone);
        const general = { ...item, rrule: `${rrule};${EVERY_MONTH}` };
        expect(plain).toEqual(occurrencesOf(general, days, timeZone));
      }),
      { numRuns: 300 },
    );
  });

  it('[CAL1] stays within the days, the last day and the exceptions; identities are unique', () => {
    fc.assert(
      fc.property(timing, span, zone, (item, days, timeZone) => {
        const starts = occurrencesOf(item, days, timeZone);
        for (const { localStart } of starts) {
          const on = localStart.slice(0, 10);
          expect(on >= days.fromDay && on <= days.throughDay).toBe(true);
          expect(on >= item.start.slice(0, 10)).toBe(true);
          expect(item.until === null || on <= item.until).toBe(true);
          expect(item.except).not.toContain(on);
        }
        expect(new Set(starts.map(({ cueId }) => cueId)).size).toBe(starts.length);
      }),
    );
  });

  it('[CAL1] splitting the days gives the same starts: the horizon may be asked for in any pieces', () => {
    fc.assert(
      fc.property(timing, span, zone, (item, days, timeZone) => {
        const whole = occurrencesOf(item, days, timeZone);
        const pieces = [];
        for (let on = days.fromDay; on <= days.throughDay; on = addDays(on, 1)) {
          pieces.push(...occurrencesOf(item, { fromDay: on, throughDay: on }, timeZone));
        }
        expect(pieces).toEqual(whole);
      }),
      { numRuns: 40 },
    );
  });

  it('[CAL55] the starts are those of the rule and the extra ones, in any pieces of days', () => {
    fc.assert(
      fc.property(timing, extraStarts, fc.tuple(span, zone), (item, extra, [days, timeZone]) => {
        const all = { ...item, extraStarts: extra };
        const within = extra.filter(
          (local) => local.slice(0, 10) >= days.fromDay && local.slice(0, 10) <= days.throughDay,
        );
        const ruled = occurrencesOf(item, days, timeZone).map(({ localStart }) => localStart);
        const expected = [...new Set([...ruled, ...within])].sort();
        const whole = occurrencesOf(all, days, timeZone);
        expect(whole.map(({ localStart }) => localStart)).toEqual(expected);
        const pieces = [];
        for (let on = days.fromDay; on <= days.throughDay; on = addDays(on, 1)) {
          pieces.push(...occurrencesOf(all, { fromDay: on, throughDay: on }, timeZone));
        }
        expect(pieces).toEqual(whole);
      }),
      { numRuns: 40 },
    );
  });

  it('[CAL3] the instant shows the civil start, unless the clocks skip it; then it is later', () => {
    fc.assert(
      fc.property(timing, span, zone, (item, days, timeZone) => {
        for (const { localStart, startAtUs } of occurrencesOf(item, days, timeZone)) {
          const shown = civilSecondOf(startAtUs, timeZone).slice(0, 16);
          if (shown === localStart) {
            // Of a time that comes twice, the first: an hour before, the clocks showed another.
            const before = civilSecondOf(startAtUs - 3600e6, timeZone).slice(0, 16);
            expect(before).not.toBe(localStart);
          } else {
            expect(shown > localStart).toBe(true);
            expect(instantUsOf(shown, timeZone)).toBe(startAtUs);
          }
        }
      }),
    );
  });

  it('[CAL4] no day has more than its limit of starts', () => {
    const busy: Timing = {
      itemId: parseItemId('tin'),
      start: `${FIRST}T00:00`,
      rrule: 'FREQ=DAILY;BYHOUR=0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17;BYMINUTE=0,20,40',
      until: null,
      except: [],
    };
    const days = { fromDay: FIRST, throughDay: FIRST };
    expect(occurrencesOf(busy, days, 'UTC')).toHaveLength(STARTS_PER_DAY);
  });
});
