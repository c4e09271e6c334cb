import type { Recurrence } from './recurrence.ts';

/** Days of the week as `Temporal` counts them, by their names in a rule. */
const WEEKDAYS: Readonly<Record<string, number>> = {
  MO: 1,
  TU: 2,
  WE: 3,
  TH: 4,
  FR: 5,
  SA: 6,
  SU: 7,
};
const PLAIN_PARTS = ['FREQ', 'INTERVAL', 'WKST', 'BYDAY', 'BYHOUR', 'BYMINUTE', 'BYSECOND'];

/** A rule that is a set of weekdays times a set of times of day. */
export interface PlainRule {
  /** 1 is Monday; null is every day. */
  readonly weekdays: ReadonlySet<number> | null;
  /** `HH:MM:SS`, in order. */
  readonly times: readonly string[];
}

/**
 * The rule as weekdays and times of day, or null where it is more than that. Nearly every item of a
 * programme is: unfolding those by the general way takes a hundred times as long.
 *
 * @param start `YYYY-MM-DDTHH:MM:SS`, which gives what the rule leaves open
 */
export function plainRuleOf(
  rule: Recurrence,
  start: string,
  startWeekday: number,
): PlainRule | null {
  const parts = new Map(rule.text.split(';').map((part) => part.split('=') as [string, string]));
  for (const name of parts.keys()) if (!PLAIN_PARTS.includes(name)) return null;
  if ((parts.get('INTERVAL') ?? '1') !== '1') return null;
  const days = parts
    .get('BYDAY')
    ?.split(',')
    .map((day) => WEEKDAYS[day]);
  if (days?.includes(undefined)) return null;
  const frequency = parts.get('FREQ');
  const times = timesOf(parts, start);
  if (frequency === 'DAILY') return { weekdays: days ? new Set(days as number[]) : null, times };
  if (frequency !== 'WEEKLY') return null;
  return { weekdays: new Set((days as number[] | undefined) ?? [startWeekday]), times };
}

function timesOf(parts: ReadonlyMap<string, string>, start: string): string[] {
  const listed = (name: string, otherwise: string): string[] =>
    parts
      .get(name)
      ?.split(',')
      .map((value) => value.replace('+', '').padStart(2, '0')) ?? [otherwise];
  const seconds = listed('BYSECOND', start.slice(17, 19));
  const minutes = listed('BYMINUTE', start.slice(14, 16));
  const times = listed('BYHOUR', start.slice(11, 13)).flatMap((hour) =>
    minutes.flatMap((minute) => seconds.map((second) => `${hour}:${minute}:${second}`)),
  );
  return [...new Set(times)].sort();
}
