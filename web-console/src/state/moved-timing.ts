/** A timing after one of its starts was moved by hand in the calendar. */
import type { Timing } from '@loa/protocol/programme';
import { repetitionOf, timingOf } from './repetition.ts';

export interface Move {
  /** Civil starts, `YYYY-MM-DDTHH:MM`. */
  readonly from: string;
  readonly to: string;
}

/** This start alone: its day is excepted, its other times of that day and the new start are added. */
export function movedOne(timing: Timing, { from, to }: Move, sameDay: readonly string[]): Timing {
  const { start, rule, extra } = timing;
  if (extra.some((one) => isSame(one, from))) {
    return { ...timing, extra: extra.map((one) => (isSame(one, from) ? to : one)) };
  }
  if (rule === null) return isSame(start, from) ? { ...timing, start: to } : timing;
  const day = from.slice(0, 10);
  const others = sameDay.filter((one) => !(isSame(one, from) || extra.includes(one)));
  return {
    ...timing,
    except: [...new Set([...timing.except, day])].sort(),
    extra: [...new Set([...extra, ...others, to])].sort(),
  };
}

/**
 * All of them: the time of day everywhere, and the day where the rule is of one day: once, or one
 * weekday. Null where a rule that is text says its times itself.
 */
export function movedAll(timing: Timing, { from, to }: Move): Timing | null {
  if (timing.rule === null) return movedOne(timing, { from, to }, []);
  const { repetition, times } = repetitionOf(timing);
  const [fromTime, toTime] = [from.slice(11, 16), to.slice(11, 16)];
  if (!times.includes(fromTime)) return null;
  if (repetition.kind === 'rule') {
    const isOwn = !/BYHOUR|BYMINUTE|TIMES/.test(repetition.rule);
    return isOwn ? { ...timing, start: `${timing.start.slice(0, 10)}T${toTime}` } : null;
  }
  const later = [...new Set(times.map((time) => (time === fromTime ? toTime : time)))].sort();
  const isOneDay = repetition.kind === 'weekdays' && repetition.weekdays.length === 1;
  const days = isOneDay ? { ...repetition, weekdays: [weekdayOf(to)] } : repetition;
  const when = { fromDay: timing.start.slice(0, 10), untilDay: timing.until };
  const { start, rule } = timingOf(days, when, later);
  return { ...timing, start, rule };
}

/** ISO 8601, 1 is Monday. */
function weekdayOf(local: string): number {
  const fromSunday = new Date(`${local.slice(0, 10)}T00:00Z`).getUTCDay();
  return fromSunday === 0 ? 7 : fromSunday;
}

function isSame(one: string, other: string): boolean {
  return one.slice(0, 16) === other.slice(0, 16);
}
