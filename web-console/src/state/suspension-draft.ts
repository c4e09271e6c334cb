/** Days that are different, in the making. */
import type { Suspension } from '@loa/protocol/programme';

export type SuspensionDraft = Omit<Suspension, 'id'>;
export type SuspensionGap = 'title' | 'days' | 'until' | 'past' | 'classes';

/** The first thing that is missing; null when nothing is. */
export function suspensionGap(draft: SuspensionDraft, today: string): SuspensionGap | null {
  const { title, fromDay, throughDay, classes } = draft;
  if (title.trim() === '') return 'title';
  const isDay = (day: string) => /^\d{4}-\d{2}-\d{2}$/.test(day);
  if (!(isDay(fromDay) && isDay(throughDay))) return 'days';
  if (throughDay < fromDay) return 'until';
  if (throughDay < today) return 'past';
  return classes.length === 0 ? 'classes' : null;
}

export type DayPhase = 'running' | 'coming' | 'over';

export function phaseOfDays(
  days: Pick<Suspension, 'fromDay' | 'throughDay'>,
  today: string,
): DayPhase {
  if (days.throughDay < today) return 'over';
  return days.fromDay > today ? 'coming' : 'running';
}
