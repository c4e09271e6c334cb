import type { Timing } from '@loa/protocol/programme';
import { isCivilTime } from '../calendar/civil-time.ts';
import { extraStartsProblem } from '../calendar/extra-starts.ts';
import { firstStart } from '../calendar/occurrences.ts';
import { parseRule } from '../calendar/rule.ts';
import { type DocumentFault, fault } from './known.ts';

/** Years the lunar calendar is known for; the others have the same bounds. */
const FIRST_DAY = '1900-01-01';
const LAST_DAY = '2100-12-31';

/** [DOC3] A civil day or time that a calendar has, from 1900 through 2100. */
export function dayFaults(path: DocumentFault['path'], local: string | null): DocumentFault[] {
  if (local === null) return [];
  if (!isCivilTime(local)) return [fault(path, `${local} is not in the calendar`)];
  const day = local.slice(0, 10);
  const isBounded = day >= FIRST_DAY && day <= LAST_DAY;
  return isBounded ? [] : [fault(path, `${local} is not between the years 1900 and 2100`)];
}

/** [DOC3] Two days of which the first does not come after the second. */
export function spanFaults(days: {
  readonly fromDay: string | null;
  readonly throughDay: string | null;
}): DocumentFault[] {
  const { fromDay, throughDay } = days;
  const faults = [...dayFaults(['fromDay'], fromDay), ...dayFaults(['throughDay'], throughDay)];
  if (fromDay === null || throughDay === null || fromDay <= throughDay) return faults;
  return [...faults, fault(['throughDay'], `is before fromDay (${fromDay}); change one of them`)];
}

/** [DOC4] When something recurs: every day exists, and the rule is one and comes at least once. */
export function timingFaults(itemId: string, timing: Timing): DocumentFault[] {
  const at = (...rest: (string | number)[]) => ['timing', ...rest];
  const { start, until, except, extra } = timing;
  const faults = [
    ...dayFaults(at('start'), start),
    ...dayFaults(at('until'), until),
    ...except.flatMap((day, index) => dayFaults(at('except', index), day)),
    ...extra.flatMap((local, index) => dayFaults(at('extra', index), local)),
  ];
  if (until !== null && until < start.slice(0, 10)) {
    faults.push(fault(at('until'), `is before the start (${start})`));
  }
  return faults.length > 0 ? faults : ruleFaults(itemId, timing);
}

function ruleFaults(itemId: string, timing: Timing): DocumentFault[] {
  const { start, rule, until, except, extra } = timing;
  const parsed = rule === null ? null : parseRule(rule);
  const path = ['timing', 'rule'];
  if (parsed?.outcome === 'refused') return [fault(path, parsed.message)];
  const problem = extraStartsProblem(extra, parsed?.startsPerDay ?? 1);
  if (problem) return [fault(['timing', 'extra', problem.index], problem.message)];
  const item = { itemId: itemId as never, start, rrule: rule, until, except, extraStarts: extra };
  return firstStart(item) === null ? [fault(path, 'never occurs; mend the rule')] : [];
}
