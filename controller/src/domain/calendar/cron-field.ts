/** What a field of cron text may hold. */
export interface CronField {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** Names of values, counted from `from`. */
  readonly names?: readonly string[];
}

const MONTHS = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ');
const WEEKDAYS = 'SUN MON TUE WED THU FRI SAT'.split(' ');

export const MINUTE: CronField = { name: 'minute', from: 0, to: 59 };
export const HOUR: CronField = { name: 'hour', from: 0, to: 23 };
export const DAY: CronField = { name: 'day of the month', from: 1, to: 31 };
export const MONTH: CronField = { name: 'month', from: 1, to: 12, names: MONTHS };
/** 0 and 7 are both Sunday. */
export const WEEKDAY: CronField = { name: 'weekday', from: 0, to: 7, names: WEEKDAYS };

export type ParsedCronField =
  /** In order; null is every value. */
  | { readonly outcome: 'parsed'; readonly values: readonly number[] | null }
  | { readonly outcome: 'refused'; readonly message: string };

/** Reads a field of numbers, names, ranges and steps: `5,17`, `MON-FRI`, `8-18/2`, `*\/15`. */
export function parseCronField(text: string, field: CronField): ParsedCronField {
  if (text === '*' || text === '?') return { outcome: 'parsed', values: null };
  const values = new Set<number>();
  for (const entry of text.split(',')) {
    const found = entryValues(entry, field);
    if (typeof found === 'string') return { outcome: 'refused', message: found };
    for (const value of found) values.add(value);
  }
  return { outcome: 'parsed', values: [...values].sort((a, b) => a - b) };
}

/** The values of `a`, `a-b`, `a-b/step` or `*\/step`, or what is wrong with it. */
function entryValues(entry: string, field: CronField): number[] | string {
  const [, range = '', step] = /^([^/]+)(?:\/(\d{1,2}))?$/.exec(entry) ?? [];
  const bounds = range === '*' ? wholeOf(field) : boundsOf(range, field);
  if (bounds === null) return fieldProblem(field, entry);
  const [first, last] = bounds;
  if (first > last) return `${field.name} ${entry}: a range goes upwards; list the values instead`;
  if (step !== undefined && !/[-*]/.test(range)) {
    return `${field.name} ${entry}: give a range to step through, e.g. ${first}-${field.to}/${step}`;
  }
  const stride = Number(step ?? 1);
  if (stride < 1 || stride > field.to) {
    return `${field.name} ${entry}: a step is 1 to ${field.to}`;
  }
  const length = Math.floor((last - first) / stride) + 1;
  return Array.from({ length }, (_, index) => first + index * stride);
}

function wholeOf({ from, to }: CronField): [number, number] {
  // A week has no eighth day.
  return [from, to === WEEKDAY.to ? to - 1 : to];
}

function boundsOf(range: string, field: CronField): [number, number] | null {
  const [start = '', end = start, ...more] = range.split('-');
  const first = numberOf(start, field);
  const last = numberOf(end, field);
  if (first === null || last === null || more.length > 0) return null;
  // FRI-SUN ends with the Sunday after it.
  const isSundayLast = field === WEEKDAY && last === 0 && first > 0;
  return [first, isSundayLast ? WEEKDAY.to : last];
}

function numberOf(text: string, { from, to, names = [] }: CronField): number | null {
  const named = names.indexOf(text.toUpperCase());
  if (named >= 0) return from + named;
  const value = /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
  return value >= from && value <= to ? value : null;
}

export function fieldProblem({ name, from, to, names }: CronField, entry: string): string {
  const named = names ? ` or ${names[0]} to ${names.at(-1)}` : '';
  return `${name} ${entry}: use ${from} to ${to}${named}, lists 1,5, ranges 1-5 or steps */2`;
}
