import { dayNumberOf, dayOfNumber } from '../calendar/day-number.ts';
import { FIRST_LUNAR_DAY, isInRange } from '../calendar/lunar.ts';
import type { Timing } from '../calendar/occurrences.ts';
import { localStartsOn, type Span } from '../calendar/occurrences.ts';
import { parseRule } from '../calendar/rule.ts';

interface Counted {
  /** All before this day. */
  readonly day: string;
  readonly starts: number;
  readonly days: number;
}

/** Timings and rules of which it is kept. */
const KEPT_COUNTS = 5_000;

/**
 * [CAL81] How often an item has come up before a day, counted from its first start on, whatever is asked
 * for. What was counted is kept: the next day costs a day.
 */
export class Turns {
  private readonly timeZone: string;
  private readonly counts = new Map<string, Counted>();
  private readonly perDay = new Map<string, number>();

  constructor(timeZone: string) {
    this.timeZone = timeZone;
  }

  /** Its starts, and the days on which it has any, before a day. */
  before(timing: Timing, day: string): { readonly starts: number; readonly days: number } {
    const key = JSON.stringify(timing);
    const known = this.counts.get(key);
    const from =
      known && known.day <= day ? known : { day: firstDayOf(timing), starts: 0, days: 0 };
    const counted = this.counted(timing, from, day);
    if (this.counts.size >= KEPT_COUNTS) this.counts.clear();
    this.counts.set(key, counted);
    return counted;
  }

  /** The most starts that a day can have by a rule. */
  mostPerDay(rule: string | null): number {
    if (rule === null) return 1;
    const known = this.perDay.get(rule);
    if (known !== undefined) return known;
    const parsed = parseRule(rule);
    const most = parsed.outcome === 'parsed' ? parsed.startsPerDay : 1;
    if (this.perDay.size >= KEPT_COUNTS) this.perDay.clear();
    this.perDay.set(rule, most);
    return most;
  }

  private counted(timing: Timing, from: Counted, day: string): Counted {
    if (day <= from.day) return { day, starts: from.starts, days: from.days };
    const span: Span = { fromDay: from.day, throughDay: dayOfNumber(dayNumberOf(day) - 1) };
    const locals = localStartsOn(timing, span, this.timeZone);
    const days = new Set(locals.map((local) => local.slice(0, 10)));
    return { day, starts: from.starts + locals.length, days: from.days + days.size };
  }
}

function firstDayOf({ start, extraStarts = [] }: Timing): string {
  const [first = start] = [start, ...extraStarts].sort();
  const day = first.slice(0, 10);
  return isInRange(day) ? day : FIRST_LUNAR_DAY;
}
