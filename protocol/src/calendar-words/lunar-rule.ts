/**
 * A rule that repeats by the Vietnamese lunar calendar, and its text form, which stands wherever
 * RRULE text stands: `LUNAR:MONTHS=1;DAYS=1;OFFSET=-1;TIMES=05:30,17:00`. DAYS is required;
 * without MONTHS it is every month, without TIMES it is the time of the item's start.
 */
export interface LunarRule {
  /** 1 to 30, in order. */
  readonly days: readonly number[];
  readonly months: 'every' | readonly number[];
  /** Whether a leap month counts as the month whose number it has. */
  readonly leapMonths: 'skip' | 'repeat';
  /** What a day 30 means in a month of 29: nothing, or its last day. */
  readonly shortMonth: 'skip' | 'last';
  /** The days that occur lie so many civil days after the lunar dates; negative is before. */
  readonly offsetDays: number;
  /** `HH:MM:SS`, in order; empty is the time of the item's start. */
  readonly times: readonly string[];
}

export type ParsedLunarRule =
  | { readonly outcome: 'parsed'; readonly rule: LunarRule }
  | { readonly outcome: 'refused'; readonly message: string };

const PREFIX = 'LUNAR:';
const MOST_OFFSET_DAYS = 60;
const TIME = /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/;

/** What each part may be; a message is what is wrong with a value. */
const PARTS: Readonly<Record<string, (value: string) => string | null>> = {
  MONTHS: (value) => listProblem('MONTHS', value, 12),
  DAYS: (value) => listProblem('DAYS', value, 30),
  LEAP: (value) => choiceProblem('LEAP', value, ['SKIP', 'REPEAT']),
  SHORT: (value) => choiceProblem('SHORT', value, ['SKIP', 'LAST']),
  OFFSET: offsetProblem,
  TIMES: timesProblem,
};

/** Whether a rule's text is meant to be a lunar one. */
export function isLunarRule(text: string): boolean {
  return text.startsWith(PREFIX);
}

/** [CAL54] Reads the text of a lunar rule; a refusal says which part is wrong and what is right. */
export function parseLunarRule(text: string): ParsedLunarRule {
  if (!isLunarRule(text)) return refused(`"${text}" does not begin with ${PREFIX}`);
  const parts = new Map<string, string>();
  for (const piece of text.slice(PREFIX.length).split(';')) {
    const [, name = '', value = ''] = /^([A-Z]+)=(.+)$/.exec(piece) ?? [];
    if (name === '') return refused(`"${piece}" is not NAME=VALUE`);
    if (parts.has(name)) return refused(`${name} stands twice`);
    const problemOf = PARTS[name];
    if (!problemOf) {
      return refused(`${name} is not a part of a lunar rule; use ${Object.keys(PARTS).join(', ')}`);
    }
    const problem = problemOf(value);
    if (problem !== null) return refused(problem);
    parts.set(name, value);
  }
  if (!parts.has('DAYS')) return refused('DAYS is missing, e.g. DAYS=1,15');
  return { outcome: 'parsed', rule: ruleOf(parts) };
}

function ruleOf(parts: ReadonlyMap<string, string>): LunarRule {
  const months = parts.has('MONTHS') ? numbers(parts.get('MONTHS')) : 'every';
  const times = parts.get('TIMES')?.split(',') ?? [];
  return {
    days: numbers(parts.get('DAYS')),
    months,
    leapMonths: parts.has('LEAP')
      ? parts.get('LEAP') === 'SKIP'
        ? 'skip'
        : 'repeat'
      : leapUnlessSaid(months),
    shortMonth: parts.get('SHORT') === 'SKIP' ? 'skip' : 'last',
    offsetDays: Number(parts.get('OFFSET')) || 0,
    times: [...new Set(times.map((time) => (time.length === 5 ? `${time}:00` : time)))].sort(),
  };
}

/** [CAL54] The one text of a lunar rule: what goes without saying is not said. */
export function formatLunarRule(rule: LunarRule): string {
  const parts = [
    ...(rule.months === 'every' ? [] : [`MONTHS=${rule.months.join()}`]),
    `DAYS=${rule.days.join()}`,
    ...(rule.leapMonths === leapUnlessSaid(rule.months)
      ? []
      : [`LEAP=${rule.leapMonths.toUpperCase()}`]),
    ...(rule.shortMonth === 'last' ? [] : ['SHORT=SKIP']),
    ...(rule.offsetDays === 0 ? [] : [`OFFSET=${rule.offsetDays}`]),
    ...(rule.times.length === 0
      ? []
      : [`TIMES=${rule.times.map((time) => time.replace(/^(..:..):00$/, '$1')).join()}`]),
  ];
  return PREFIX + parts.join(';');
}

/** Mồng một and rằm are kept in a leap month; a day of the year, as Tết is, comes once a year. */
function leapUnlessSaid(months: LunarRule['months']): LunarRule['leapMonths'] {
  return months === 'every' ? 'repeat' : 'skip';
}

function numbers(list = ''): number[] {
  return [...new Set(list.split(',').map(Number))].sort((a, b) => a - b);
}

function listProblem(name: string, value: string, most: number): string | null {
  const wrong = value.split(',').find((entry) => !isNumber(entry, 1, most));
  return wrong === undefined ? null : `${name}=${wrong}: use 1 to ${most}`;
}

function choiceProblem(name: string, value: string, choices: readonly string[]): string | null {
  return choices.includes(value) ? null : `${name}=${value}: use ${choices.join(' or ')}`;
}

function offsetProblem(value: string): string | null {
  const most = MOST_OFFSET_DAYS;
  return isNumber(value, -most, most) ? null : `OFFSET=${value}: use -${most} to ${most} days`;
}

function timesProblem(value: string): string | null {
  const wrong = value.split(',').find((entry) => !TIME.test(entry));
  return wrong === undefined ? null : `TIMES=${wrong}: use HH:MM, e.g. TIMES=05:30,17:00`;
}

function isNumber(text: string, ...[from, to]: [number, number]): boolean {
  return /^[+-]?\d{1,2}$/.test(text) && Number(text) >= from && Number(text) <= to;
}

function refused(message: string): ParsedLunarRule {
  return { outcome: 'refused', message };
}
