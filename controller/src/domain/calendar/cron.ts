/**
 * Cron text as a rule of RFC 5545: five fields (minute, hour, day of the month, month, weekday; see
 * crontab(5)), or one of the names below. What cron programs read in different ways is refused.
 */
import {
  DAY,
  fieldProblem,
  HOUR,
  MINUTE,
  MONTH,
  type ParsedCronField,
  parseCronField,
  WEEKDAY,
} from './cron-field.ts';
import { STARTS_PER_DAY } from './recurrence.ts';

export type CronRule =
  | {
      readonly outcome: 'translated';
      /** RRULE text; the start of its item gives the first day only. */
      readonly rule: string;
      /** The times of day in it, `HH:MM` in order. */
      readonly times: readonly string[];
    }
  | { readonly outcome: 'refused'; readonly message: string };

const NICKNAMES: Readonly<Record<string, string>> = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
};

/** Characters of cron text. */
const MOST_CHARACTERS = 300;

const MONTH_DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const BYDAY = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];

type Values = readonly number[] | null;

interface CronDays {
  /** −1 is the last day of the month. */
  readonly monthDays: Values;
  readonly months: Values;
  /** As BYDAY has them: MO, 1MO, -1FR. */
  readonly weekdays: readonly string[] | null;
}

/**
 * [CAL57] Translates cron text. Days of the month and weekdays given together mean either of them
 * to cron, which no one rule says: that is refused, with the two texts that say it together.
 */
export function ruleOfCron(text: string): CronRule {
  if (text.length > MOST_CHARACTERS) return refused(`longer than ${MOST_CHARACTERS} characters`);
  const trimmed = text.trim();
  const fields = (NICKNAMES[trimmed.toLowerCase()] ?? trimmed).split(/\s+/);
  if (trimmed.startsWith('@') && fields.length === 1) {
    return refused(`${trimmed} is no time; use one of ${Object.keys(NICKNAMES).join(', ')}`);
  }
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = fields;
  if (fields.length !== 5) {
    return refused(
      `${fields.length} fields; give five: minute, hour, day of the month, month, weekday`,
    );
  }
  if (!isAny(day) && !isAny(weekday)) {
    const either = `"${minute} ${hour} ${day} ${month} *" and "${minute} ${hour} * ${month} ${weekday}"`;
    return refused(
      `a day of the month and a weekday mean either of them; make two of it: ${either}`,
    );
  }
  const minutes = parseCronField(minute, MINUTE);
  const hours = parseCronField(hour, HOUR);
  const months = parseCronField(month, MONTH);
  const monthDays = parseMonthDays(day);
  const weekdays = parseWeekdays(weekday);
  for (const field of [minutes, hours, monthDays, months, weekdays]) {
    if (field.outcome === 'refused') return field;
  }
  return translated(
    { minutes: valuesOf(minutes), hours: valuesOf(hours) },
    {
      monthDays: valuesOf(monthDays),
      months: valuesOf(months),
      weekdays: weekdays.outcome === 'parsed' ? weekdays.weekdays : null,
    },
  );
}

function translated(
  { minutes, hours }: { readonly minutes: Values; readonly hours: Values },
  days: CronDays,
): CronRule {
  const atMinutes = minutes ?? upTo(59);
  const atHours = hours ?? upTo(23);
  const starts = atMinutes.length * atHours.length;
  if (starts > STARTS_PER_DAY) {
    return refused(`${starts} starts a day; at most ${STARTS_PER_DAY} are possible`);
  }
  if (isNever(days)) return refused('no month has that day; mend the day or the month');
  const rule = `${daysRule(days)};BYHOUR=${atHours.join()};BYMINUTE=${atMinutes.join()}`;
  const times = atHours.flatMap((hour) => atMinutes.map((minute) => `${two(hour)}:${two(minute)}`));
  return { outcome: 'translated', rule, times };
}

function daysRule({ monthDays, months, weekdays }: CronDays): string {
  const byMonth = months === null ? '' : `;BYMONTH=${months.join()}`;
  if (weekdays?.some((weekday) => weekday.length > 2)) {
    return `FREQ=MONTHLY${byMonth};BYDAY=${weekdays.join()}`;
  }
  if (weekdays !== null) {
    return `FREQ=${months === null ? 'WEEKLY' : 'DAILY'}${byMonth};BYDAY=${weekdays.join()}`;
  }
  if (monthDays === null) return `FREQ=DAILY${byMonth}`;
  const frequency = months === null ? 'MONTHLY' : 'YEARLY';
  return `FREQ=${frequency}${byMonth};BYMONTHDAY=${monthDays.join()}`;
}

function isNever({ monthDays, months }: CronDays): boolean {
  if (monthDays === null || months === null) return false;
  const longest = Math.max(...months.map((month) => MONTH_DAYS[month - 1] as number));
  return monthDays.every((day) => day > longest);
}

/** Days of the month, `L` for the last. */
function parseMonthDays(text: string): ParsedCronField {
  if (/W/i.test(text)) {
    return refused(`${DAY.name} ${text}: W, the nearest working day, is not known; name the days`);
  }
  const entries = text.toUpperCase().split(',');
  const plain = entries.filter((entry) => entry !== 'L');
  if (plain.length === 0) return { outcome: 'parsed', values: [-1] };
  const parsed = parseCronField(plain.join(), DAY);
  if (parsed.outcome === 'refused' || plain.length === entries.length) return parsed;
  return { outcome: 'parsed', values: parsed.values && [...parsed.values, -1] };
}

type ParsedWeekdays =
  | { readonly outcome: 'parsed'; readonly weekdays: readonly string[] | null }
  | { readonly outcome: 'refused'; readonly message: string };

/** Weekdays; `5L` is the last Friday of the month, `1#2` its second Monday. */
function parseWeekdays(text: string): ParsedWeekdays {
  const entries = text.toUpperCase().split(',');
  const counted = entries.filter((entry) => COUNTED.test(entry)).map(countedWeekday);
  const wrong = counted.find(({ weekday }) => weekday === null);
  if (wrong) return refused(fieldProblem(WEEKDAY, wrong.entry));
  const found = counted.map(({ weekday }) => weekday as string);
  const plain = entries.filter((entry) => !COUNTED.test(entry));
  if (plain.length === 0) return { outcome: 'parsed', weekdays: [...new Set(found)] };
  const parsed = parseCronField(plain.join(), WEEKDAY);
  if (parsed.outcome === 'refused') return parsed;
  if (parsed.values === null) return { outcome: 'parsed', weekdays: null };
  // As weeks are written: Monday first.
  const days = [...parsed.values].sort((a, b) => ((a + 6) % 7) - ((b + 6) % 7));
  const names = days.map((day) => BYDAY[day] as string);
  return { outcome: 'parsed', weekdays: [...new Set([...names, ...found])] };
}

const COUNTED = /^([^#]+?)(L|#[1-5])$/;

function countedWeekday(entry: string): { entry: string; weekday: string | null } {
  const [, named = '', nth = ''] = COUNTED.exec(entry) ?? [];
  const parsed = parseCronField(named, WEEKDAY);
  const [day, ...more] = parsed.outcome === 'parsed' ? (parsed.values ?? []) : [];
  if (day === undefined || more.length > 0) return { entry, weekday: null };
  return { entry, weekday: `${nth === 'L' ? -1 : nth.slice(1)}${BYDAY[day]}` };
}

function isAny(field: string): boolean {
  return field === '*' || field === '?';
}

function valuesOf(field: ParsedCronField): Values {
  return field.outcome === 'parsed' ? field.values : null;
}

function upTo(last: number): number[] {
  return Array.from({ length: last + 1 }, (_, value) => value);
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

function refused(message: string): { readonly outcome: 'refused'; readonly message: string } {
  return { outcome: 'refused', message };
}
