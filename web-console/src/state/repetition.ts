/** On which days and at which times something recurs: the choices of a form, and the rule they make. */
import {
  formatLunarRule,
  isLunarRule,
  type LunarRule,
  parseLunarRule,
} from '@loa/protocol/calendar-words';
import type { Timing } from '@loa/protocol/programme';

export const REPETITION_KINDS = [
  'daily',
  'working-days',
  'weekdays',
  'lunar-days',
  'once',
  'rule',
] as const;
export type RepetitionKind = (typeof REPETITION_KINDS)[number];

export type Repetition =
  | { readonly kind: 'daily' }
  | { readonly kind: 'working-days' }
  /** ISO 8601, 1 is Monday, in order. */
  | { readonly kind: 'weekdays'; readonly weekdays: readonly number[] }
  /** The first and the fifteenth of every lunar month: mồng một and rằm. */
  | { readonly kind: 'lunar-days' }
  | { readonly kind: 'once' }
  /** What no choice says, as its text. */
  | { readonly kind: 'rule'; readonly rule: string };

const DAY_NAMES = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
export const WORKING_DAYS: readonly number[] = [1, 2, 3, 4, 5];
const LUNAR_DAYS: LunarRule = {
  days: [1, 15],
  months: 'every',
  leapMonths: 'repeat',
  shortMonth: 'last',
  offsetDays: 0,
  times: [],
};

/** The rule of the days alone, as words are made of it; null is once. */
export function dayRule(repetition: Repetition): string | null {
  switch (repetition.kind) {
    case 'daily':
      return 'FREQ=DAILY';
    case 'working-days':
      return weekly(WORKING_DAYS);
    case 'weekdays':
      return repetition.weekdays.length === 7 ? 'FREQ=DAILY' : weekly(repetition.weekdays);
    case 'lunar-days':
      return formatLunarRule(LUNAR_DAYS);
    case 'once':
      return null;
    case 'rule':
      return repetition.rule;
  }
}

/** @param times `HH:MM`, in order, at least one; a rule that is text has its own, or the first */
export function timingOf(
  repetition: Repetition,
  when: { readonly fromDay: string; readonly untilDay: string | null },
  times: readonly string[],
): Timing {
  const [first = '00:00', ...others] = times;
  const { fromDay, untilDay } = when;
  const timing = { start: `${fromDay}T${first}`, until: untilDay, except: [], extra: [] };
  switch (repetition.kind) {
    case 'once':
      return { ...timing, rule: null, extra: others.map((time) => `${fromDay}T${time}`) };
    case 'lunar-days':
      return {
        ...timing,
        rule: formatLunarRule({ ...LUNAR_DAYS, times: others.length === 0 ? [] : times }),
      };
    case 'rule':
      return { ...timing, rule: repetition.rule };
    case 'daily':
    case 'working-days':
    case 'weekdays': {
      const days = dayRule(repetition) as string;
      return { ...timing, rule: others.length === 0 ? days : withTimes(days, times) };
    }
  }
}

/** The same choices of a timing that was kept; what they cannot say stays a text. */
export function repetitionOf(timing: Timing): {
  readonly repetition: Repetition;
  readonly times: readonly string[];
} {
  const { start, rule, extra } = timing;
  const first = start.slice(11, 16);
  const asText = { repetition: { kind: 'rule', rule: rule ?? '' } as const, times: [first] };
  if (rule === null) {
    const day = start.slice(0, 10);
    const others = extra.filter((one) => one.startsWith(day)).map((one) => one.slice(11, 16));
    return { repetition: { kind: 'once' }, times: [first, ...others].sort() };
  }
  const known = isLunarRule(rule) ? lunarDaysOf(rule, first) : civilDaysOf(rule, first);
  if (known === null) return asText;
  // The choices must lead back to the very rule: nothing is changed by being looked at.
  const when = { fromDay: start.slice(0, 10), untilDay: timing.until };
  const isSame = timingOf(known.repetition, when, known.times).rule === rule;
  return isSame && known.times[0] === first ? known : asText;
}

function lunarDaysOf(rule: string, first: string) {
  const parsed = parseLunarRule(rule);
  if (parsed.outcome === 'refused') return null;
  const times = parsed.rule.times.map((time) => time.slice(0, 5));
  return {
    repetition: { kind: 'lunar-days' } as const,
    times: times.length === 0 ? [first] : times,
  };
}

function civilDaysOf(rule: string, first: string) {
  const parts = new Map(rule.split(';').map((part) => part.split('=') as [string, string]));
  const days = (parts.get('BYDAY') ?? '').split(',').map((name) => DAY_NAMES.indexOf(name) + 1);
  return { repetition: daysChoice(parts.has('BYDAY') ? days : null), times: timesOf(parts, first) };
}

function daysChoice(weekdays: readonly number[] | null): Repetition {
  if (weekdays === null) return { kind: 'daily' };
  if (weekdays.join() === WORKING_DAYS.join()) return { kind: 'working-days' };
  return { kind: 'weekdays', weekdays };
}

function weekly(weekdays: readonly number[]): string {
  return `FREQ=WEEKLY;BYDAY=${weekdays.map((day) => DAY_NAMES[day - 1]).join()}`;
}

/**
 * Several times a day. Hours and minutes multiply (RFC 5545, section 3.3.10), so where they give
 * more than was asked for, positions within the day choose among them.
 */
function withTimes(days: string, times: readonly string[]): string {
  const hours = inOrder(times.map((time) => Number(time.slice(0, 2))));
  const minutes = inOrder(times.map((time) => Number(time.slice(3, 5))));
  const byTime = `BYHOUR=${hours.join()};BYMINUTE=${minutes.join()}`;
  const product = productOf(hours, minutes);
  if (product.length === times.length) return `${days};${byTime}`;
  const positions = times.map((time) => product.indexOf(time) + 1);
  // Positions count within the period of the frequency: here, within the day.
  return `${days.replace('FREQ=WEEKLY', 'FREQ=DAILY')};${byTime};BYSETPOS=${positions.join()}`;
}

function timesOf(parts: ReadonlyMap<string, string>, first: string): readonly string[] {
  const hours = parts.get('BYHOUR')?.split(',').map(Number) ?? [];
  const minutes = parts.get('BYMINUTE')?.split(',').map(Number) ?? [];
  if (hours.length === 0) return [first];
  const product = productOf(hours, minutes);
  const positions = parts.get('BYSETPOS')?.split(',').map(Number);
  return positions?.flatMap((position) => product[position - 1] ?? []) ?? product;
}

function productOf(hours: readonly number[], minutes: readonly number[]): string[] {
  return hours.flatMap((hour) => minutes.map((minute) => `${pad(hour)}:${pad(minute)}`));
}

function inOrder(values: readonly number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
