/**
 * The subset of RFC 5545 recurrence rules (section 3.3.10) that a programme may use: no more often
 * than daily in frequency; several times a day by BYHOUR and BYMINUTE.
 */

/** Starts of one item that a year may have. A rule that could exceed it is refused. */
const OCCURRENCES_PER_YEAR = 20_000;

/** The same limit for one day: it is what a rule's text shows. */
export const STARTS_PER_DAY: number = Math.floor(OCCURRENCES_PER_YEAR / 366);

export interface Recurrence {
  /** The rule without UNTIL. */
  readonly text: string;
  /** UNTIL as it was written, `YYYYMMDD[THHMMSS[Z]]`, or null. */
  readonly until: string | null;
  /** The most starts that one day can have. */
  readonly startsPerDay: number;
}

export type ParsedRecurrence =
  | { readonly outcome: 'parsed'; readonly recurrence: Recurrence }
  | { readonly outcome: 'refused'; readonly message: string };

const FREQUENCIES = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'];
const TOO_OFTEN = ['HOURLY', 'MINUTELY', 'SECONDLY'];
const WEEKDAY = '(MO|TU|WE|TH|FR|SA|SU)';

interface Range {
  readonly from: number;
  readonly to: number;
  /** Counting from the end is allowed: −1 is the last. */
  readonly signed?: true;
}

const NUMBER_LISTS: Readonly<Record<string, Range>> = {
  BYHOUR: { from: 0, to: 23 },
  BYMINUTE: { from: 0, to: 59 },
  BYSECOND: { from: 0, to: 59 },
  BYMONTH: { from: 1, to: 12 },
  BYMONTHDAY: { from: 1, to: 31, signed: true },
  BYYEARDAY: { from: 1, to: 366, signed: true },
  BYWEEKNO: { from: 1, to: 53, signed: true },
  BYSETPOS: { from: 1, to: 366, signed: true },
};

const PATTERNS: Readonly<Record<string, RegExp>> = {
  UNTIL: /^\d{8}(T\d{6}Z?)?$/,
  WKST: new RegExp(`^${WEEKDAY}$`),
  BYDAY: new RegExp(`^([+-]?\\d{1,2})?${WEEKDAY}(,([+-]?\\d{1,2})?${WEEKDAY})*$`),
};

/** Combinations that RFC 5545 forbids: the part, and the frequencies it may stand with. */
const ONLY_WITH: readonly { part: string; pattern?: RegExp; frequencies: readonly string[] }[] = [
  { part: 'BYWEEKNO', frequencies: ['YEARLY'] },
  { part: 'BYYEARDAY', frequencies: ['YEARLY'] },
  { part: 'BYMONTHDAY', frequencies: ['DAILY', 'MONTHLY', 'YEARLY'] },
  { part: 'BYDAY', pattern: /\d/, frequencies: ['MONTHLY', 'YEARLY'] },
];

/** [CAL5] Reads RRULE text; a refusal says which part is wrong and what would be right. */
export function parseRecurrence(text: string): ParsedRecurrence {
  const parts = new Map<string, string>();
  for (const piece of text.split(';')) {
    const [, name = '', value = ''] = /^([A-Z]+)=(.+)$/.exec(piece) ?? [];
    if (name === '') return refused(`"${piece}" is not NAME=VALUE`);
    if (parts.has(name)) return refused(`${name} stands twice`);
    const problem = partProblem(name, value);
    if (problem !== null) return refused(problem);
    parts.set(name, value);
  }
  const problem = combinationProblem(parts);
  if (problem !== null) return refused(problem);
  const startsPerDay = ['BYHOUR', 'BYMINUTE', 'BYSECOND']
    .map((name) => new Set(parts.get(name)?.split(',') ?? ['']).size)
    .reduce((product, size) => product * size, 1);
  if (startsPerDay > STARTS_PER_DAY) {
    return refused(`${startsPerDay} starts a day; at most ${STARTS_PER_DAY} are possible`);
  }
  const kept = [...parts].filter(([name]) => name !== 'UNTIL');
  return {
    outcome: 'parsed',
    recurrence: {
      text: kept.map(([name, value]) => `${name}=${value}`).join(';'),
      until: parts.get('UNTIL') ?? null,
      startsPerDay,
    },
  };
}

function partProblem(name: string, value: string): string | null {
  if (name === 'FREQ') return frequencyProblem(value);
  if (name === 'INTERVAL') return countProblem(name, value, 1_000);
  if (name === 'COUNT') return countProblem(name, value, OCCURRENCES_PER_YEAR);
  const range = NUMBER_LISTS[name];
  if (range) return listProblem(name, value, range);
  const pattern = PATTERNS[name];
  if (!pattern) return `${name} is not a part of a rule that is known here`;
  return pattern.test(value) ? null : `${name}=${value} is not well formed`;
}

function frequencyProblem(value: string): string | null {
  if (FREQUENCIES.includes(value)) return null;
  if (TOO_OFTEN.includes(value)) {
    return `FREQ=${value} is too often; use FREQ=DAILY with BYHOUR and BYMINUTE`;
  }
  return `FREQ=${value}: use one of ${FREQUENCIES.join(', ')}`;
}

function countProblem(name: string, value: string, most: number): string | null {
  const count = /^\d{1,6}$/.test(value) ? Number(value) : 0;
  return count >= 1 && count <= most ? null : `${name}=${value}: use 1 to ${most}`;
}

function listProblem(name: string, value: string, range: Range): string | null {
  for (const entry of value.split(',')) {
    const number = /^[+-]?\d{1,3}$/.test(entry) ? Number(entry) : Number.NaN;
    const size = range.signed ? Math.abs(number) : number;
    if (!(size >= range.from && size <= range.to) || (!range.signed && /^[+-]/.test(entry))) {
      const sign = range.signed ? ' (or counted from the end with a minus)' : '';
      return `${name}=${entry}: use ${range.from} to ${range.to}${sign}`;
    }
  }
  return null;
}

function combinationProblem(parts: ReadonlyMap<string, string>): string | null {
  const frequency = parts.get('FREQ');
  if (frequency === undefined) return 'FREQ is missing, e.g. FREQ=DAILY';
  if (parts.has('COUNT') && parts.has('UNTIL')) return 'COUNT and UNTIL exclude each other';
  for (const rule of ONLY_WITH) {
    const value = parts.get(rule.part);
    const concerned = value !== undefined && (rule.pattern?.test(value) ?? true);
    if (concerned && !rule.frequencies.includes(frequency)) {
      return `${rule.part}=${value} needs FREQ=${rule.frequencies.join(' or ')}`;
    }
  }
  const sets = [...parts.keys()].filter((name) => name.startsWith('BY') && name !== 'BYSETPOS');
  if (parts.has('BYSETPOS') && sets.length === 0) return 'BYSETPOS needs another BY… part';
  return null;
}

function refused(message: string): ParsedRecurrence {
  return { outcome: 'refused', message };
}
