/**
 * Goal: a translated rule starts exactly when cron would. Method: random cron texts are translated
 * and unfolded, and `croner`, a cron of its own, is asked for the same days, both in UTC.
 */
import { parseItemId } from '@loa/protocol/vocabulary';
import { Cron } from 'croner';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from './civil-time.ts';
import { ruleOfCron } from './cron.ts';
import { occurrencesOf } from './occurrences.ts';

const range = (from: number, to: number) =>
  fc
    .tuple(fc.integer({ min: from, max: to }), fc.integer({ min: from, max: to }))
    .map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`);
const field = (from: number, to: number) => {
  const one = fc.integer({ min: from, max: to }).map(String);
  const stepped = fc
    .tuple(fc.oneof(fc.constant('*'), range(from, to)), fc.integer({ min: 1, max: to }))
    .map(([over, step]) => `${over}/${step}`);
  const entries = fc.array(fc.oneof(one, one, range(from, to), stepped), {
    minLength: 1,
    maxLength: 3,
  });
  return entries.map((list) => list.join());
};
const few = (from: number, to: number) =>
  fc
    .array(fc.integer({ min: from, max: to }), { minLength: 1, maxLength: 3 })
    .map((list) => list.join());
const time = fc.oneof(
  fc.tuple(few(0, 59), few(0, 23)),
  fc.tuple(fc.constantFrom('0', '30', '*/30'), field(0, 23)),
  fc.tuple(field(0, 59), few(0, 23)),
);
const month = fc.oneof(
  fc.constant('*'),
  fc.constant('*'),
  field(1, 12),
  fc.constantFrom('JAN', 'feb,AUG', 'MAR-MAY'),
);
const monthDay = fc.oneof(field(1, 31), field(1, 31), few(28, 31), fc.constantFrom('L', '1,L'));
const weekday = fc.oneof(
  field(0, 7),
  fc.constantFrom('MON', 'tue,SAT', 'MON-FRI', 'SUN', '5L', '1#1', 'WED#5', '0#2', '6L,0#3'),
);
const days = fc.oneof(
  fc.constant(['*', '*']),
  monthDay.map((day) => [day, '*']),
  weekday.map((day) => ['*', day]),
);
const cronText = fc
  .tuple(time, days, month)
  .map(([[minute, hour], [day, weekday], month]) => [minute, hour, day, month, weekday].join(' '));
const firstDay = fc.nat(9_000).map((n) => addDays('2024-01-01', n));

interface Span {
  readonly fromDay: string;
  readonly throughDay: string;
}

/** More than a year where there are few starts a day. */
function spanFrom(fromDay: string, startsPerDay: number): Span {
  return { fromDay, throughDay: addDays(fromDay, startsPerDay > 3 ? 35 : 400) };
}

function startsOf(rule: string, span: Span): string[] {
  const item = {
    itemId: parseItemId('tin'),
    start: `${span.fromDay}T00:00`,
    rrule: rule,
    until: null,
    except: [],
  };
  return occurrencesOf(item, span, 'UTC').map(({ localStart }) => localStart);
}

/** The starts by `croner`, which is asked for one after the other. */
function cronStarts(text: string, { fromDay, throughDay }: Span): string[] {
  const cron = new Cron(text, { timezone: 'UTC', paused: true, mode: '5-part' });
  const end = addDays(throughDay, 1);
  const found: string[] = [];
  let next = cron.nextRun(`${addDays(fromDay, -1)}T23:59:59Z`);
  while (next && next.toISOString() < end) {
    found.push(next.toISOString().slice(0, 16));
    next = cron.nextRun(next);
  }
  return found;
}

describe('ruleOfCron', () => {
  it('[CAL57] starts when cron does', () => {
    let compared = 0;
    fc.assert(
      fc.property(cronText, firstDay, (text, firstDay) => {
        const made = ruleOfCron(text);
        if (made.outcome === 'refused') {
          expect(made.message).toMatch(/at most 54 are possible$|^no month has that day/);
          return;
        }
        compared += 1;
        const span = spanFrom(firstDay, made.times.length);
        expect(startsOf(made.rule, span)).toEqual(cronStarts(text, span));
      }),
      { numRuns: 40 },
    );
    expect(compared).toBeGreaterThan(20);
  });

  it('[CAL57] the two texts that a refusal offers are together what was refused', () => {
    fc.assert(
      fc.property(fc.tuple(few(0, 59), monthDay, weekday), firstDay, (parts, firstDay) => {
        const [minute, day, weekday] = parts;
        const text = `${minute} 5 ${day} * ${weekday}`;
        const made = ruleOfCron(text);
        const message = made.outcome === 'refused' ? made.message : '';
        const offered = [...message.matchAll(/"([^"]+)"/g)].map(([, one = '']) => ruleOfCron(one));
        const span = spanFrom(firstDay, 1);
        const starts = offered.flatMap((one) =>
          one.outcome === 'translated' ? startsOf(one.rule, span) : [],
        );
        expect([...new Set(starts)].sort()).toEqual(cronStarts(text, span));
      }),
      { numRuns: 8 },
    );
  });
});
