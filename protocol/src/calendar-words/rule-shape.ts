/**
 * What an RRULE (RFC 5545, section 3.3.10) says, in the terms in which people say it; or nothing,
 * where it says more than a short sentence can.
 */

/** Counts from the end where it is negative: −1 is the last. */
export interface NthWeekday {
  readonly nth: number;
  readonly weekday: number;
}

export type RuleDays =
  | { readonly kind: 'all' }
  /** 1 is Monday. */
  | { readonly kind: 'weekdays'; readonly weekdays: readonly number[] }
  | { readonly kind: 'month-days'; readonly monthDays: readonly number[] }
  | { readonly kind: 'nth-weekdays'; readonly nthWeekdays: readonly NthWeekday[] };

export interface RuleShape {
  readonly unit: 'day' | 'week' | 'month' | 'year';
  readonly interval: number;
  /** Within the unit; `all` is every day for days, and not said for the others. */
  readonly days: RuleDays;
  readonly months: readonly number[] | null;
  /** `HH:MM[:SS]` in order; empty where it is not known. */
  readonly times: readonly string[];
  readonly count: number | null;
  /** `YYYYMMDD[THHMMSS[Z]]`. */
  readonly until: string | null;
}

type Parts = ReadonlyMap<string, string>;

const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const SAYABLE = new Set(
  'FREQ INTERVAL COUNT UNTIL WKST BYDAY BYMONTHDAY BYMONTH BYHOUR BYMINUTE BYSECOND'.split(' '),
);
const ALL: RuleDays = { kind: 'all' };

/** @param start `YYYY-MM-DDTHH:MM[:SS]`, which gives what the rule leaves open */
export function shapeOf(rule: string, start: string | undefined): RuleShape | null {
  const parts = new Map(rule.split(';').map((part) => part.split('=') as [string, string]));
  if (![...parts.keys()].every((name) => SAYABLE.has(name))) return null;
  const interval = Number(parts.get('INTERVAL') ?? 1);
  const repeat = repeatOf(parts, start);
  if (repeat === null || (interval > 1 && !staysSayable(repeat, parts))) return null;
  return {
    ...repeat,
    interval,
    times: timesOf(parts, start),
    count: parts.has('COUNT') ? Number(parts.get('COUNT')) : null,
    until: parts.get('UNTIL') ?? null,
  };
}

type Repeat = Pick<RuleShape, 'unit' | 'days' | 'months'>;

/** `start` is what the day is taken from, where no part names one. */
function repeatOf(parts: Parts, start: string | undefined): Repeat | null {
  const months = parts.has('BYMONTH') ? ordered(parts.get('BYMONTH')) : null;
  const named = namedDays(parts);
  if (named === null) return null;
  switch (parts.get('FREQ')) {
    case 'DAILY':
      return named.kind === 'nth-weekdays' ? null : withUnit(named, months, 'day');
    case 'WEEKLY':
      return named.kind === 'all'
        ? { unit: 'week', days: weekdayOf(start), months }
        : withUnit(named, months, 'week');
    case 'MONTHLY':
      return named.kind === 'all'
        ? { unit: months && start ? 'year' : 'month', days: monthDayOf(start), months }
        : withUnit(named, months, 'month');
    case 'YEARLY':
      return yearly(named, months, start);
    default:
      return null;
  }
}

function yearly(
  named: RuleDays,
  months: readonly number[] | null,
  start: string | undefined,
): Repeat | null {
  if (named.kind === 'nth-weekdays' && months === null) return null;
  if (named.kind !== 'all') return withUnit(named, months, 'year');
  const ofStart = start === undefined ? null : [Number(start.slice(5, 7))];
  return { unit: 'year', days: monthDayOf(start), months: months ?? ofStart };
}

/** Days that are named say by themselves how they repeat, whatever FREQ does. */
function withUnit(
  days: RuleDays,
  months: readonly number[] | null,
  unit: RuleShape['unit'],
): Repeat {
  if (days.kind === 'weekdays') {
    const isEveryDay = days.weekdays.length === 7;
    return isEveryDay ? { unit: 'day', days: ALL, months } : { unit: 'week', days, months };
  }
  if (days.kind === 'all') return { unit, days, months };
  return { unit: months ? 'year' : 'month', days, months };
}

/** Every second week on Monday can be said; every second day, if a Monday, had better not be. */
function staysSayable({ unit, days, months }: Repeat, parts: Parts): boolean {
  const frequency = { day: 'DAILY', week: 'WEEKLY', month: 'MONTHLY', year: 'YEARLY' }[unit];
  if (parts.get('FREQ') !== frequency) return false;
  return unit === 'year' || (months === null && (unit !== 'day' || days.kind === 'all'));
}

function namedDays(parts: Parts): RuleDays | null {
  const byDay = parts.get('BYDAY');
  const byMonthDay = parts.get('BYMONTHDAY');
  if (byDay === undefined && byMonthDay === undefined) return ALL;
  if (byDay === undefined) return { kind: 'month-days', monthDays: orderedFromEnd(byMonthDay) };
  if (byMonthDay !== undefined) return null;
  const entries = byDay.split(',').map((entry) => ({
    nth: Number(entry.slice(0, -2)),
    weekday: WEEKDAYS.indexOf(entry.slice(-2)) + 1,
  }));
  if (entries.every(({ nth }) => nth === 0)) {
    const weekdays = [...new Set(entries.map(({ weekday }) => weekday))].sort((a, b) => a - b);
    return { kind: 'weekdays', weekdays };
  }
  const isMixed = entries.some(({ nth }) => nth === 0);
  return isMixed ? null : { kind: 'nth-weekdays', nthWeekdays: entries };
}

function weekdayOf(start: string | undefined): RuleDays {
  if (start === undefined) return ALL;
  const [year = 0, month = 0, day = 0] = start.slice(0, 10).split('-').map(Number);
  // Zeller's congruence, with Monday as 1.
  const shifted = month < 3 ? month + 12 : month;
  const years = month < 3 ? year - 1 : year;
  const leapDays = Math.floor(years / 4) - Math.floor(years / 100) + Math.floor(years / 400);
  const sinceSaturday = day + Math.floor((13 * (shifted + 1)) / 5) + years + leapDays;
  return { kind: 'weekdays', weekdays: [((sinceSaturday + 5) % 7) + 1] };
}

function monthDayOf(start: string | undefined): RuleDays {
  return start === undefined
    ? ALL
    : { kind: 'month-days', monthDays: [Number(start.slice(8, 10))] };
}

function timesOf(parts: Parts, start: string | undefined): string[] {
  const of = (name: string, from: number, otherwise?: string): string[] => {
    const listed = parts
      .get(name)
      ?.split(',')
      .map((value) => value.padStart(2, '0'));
    const ofStart = start?.slice(from, from + 2) || otherwise;
    return listed ?? (ofStart === undefined ? [] : [ofStart]);
  };
  const seconds = of('BYSECOND', 17, '00');
  const minutes = of('BYMINUTE', 14);
  const times = of('BYHOUR', 11).flatMap((hour) =>
    minutes.flatMap((minute) => seconds.map((second) => `${hour}:${minute}:${second}`)),
  );
  return [...new Set(times)].sort().map(shortTime);
}

/** `05:30`, with seconds only where there are some. */
export function shortTime(time: string): string {
  return time.replace(/^(..:..):00$/, '$1');
}

function ordered(list = ''): number[] {
  return [...new Set(list.split(',').map(Number))].sort((a, b) => a - b);
}

/** 1, 15, −2, −1. */
function orderedFromEnd(list: string | undefined): number[] {
  const all = ordered(list);
  return [...all.filter((day) => day > 0), ...all.filter((day) => day < 0)];
}
