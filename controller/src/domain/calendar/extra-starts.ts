import { isCivilTime } from './civil-time.ts';
import { STARTS_PER_DAY } from './recurrence.ts';

/** Extra starts of one item. */
const MOST_EXTRA_STARTS = 400;

const CIVIL_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/;

export interface ExtraStartProblem {
  /** Which of them is at fault. */
  readonly index: number;
  readonly message: string;
}

/**
 * [CAL56] What is wrong with the extra starts of an item, or null.
 *
 * @param startsPerDay the most that the item's rule makes on one day; 1 without a rule
 */
export function extraStartsProblem(
  starts: readonly string[],
  startsPerDay: number,
): ExtraStartProblem | null {
  if (starts.length > MOST_EXTRA_STARTS) {
    const message = `${starts.length} extra starts; at most ${MOST_EXTRA_STARTS} are possible`;
    return { index: MOST_EXTRA_STARTS, message };
  }
  const onDay = new Map<string, number>();
  for (const [index, start] of starts.entries()) {
    if (!CIVIL_TIME.test(start)) {
      return { index, message: `${start} is not a date and time, YYYY-MM-DDTHH:MM` };
    }
    if (!isCivilTime(start)) return { index, message: `${start} is not in the calendar` };
    const day = start.slice(0, 10);
    const count = (onDay.get(day) ?? startsPerDay) + 1;
    onDay.set(day, count);
    if (count > STARTS_PER_DAY) {
      const message = `${start}: more than ${STARTS_PER_DAY} starts on ${day}; leave some out`;
      return { index, message };
    }
  }
  return null;
}
