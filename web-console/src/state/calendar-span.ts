/** The civil days that a calendar shows. */

export type SpanKind = 'week' | 'month';

const DAY_MS = 86_400_000;

export function daysLater(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** From the Monday of its week, or of the week in which its month begins. */
export function shownDays(kind: SpanKind, day: string): readonly string[] {
  const first = kind === 'week' ? day : `${day.slice(0, 8)}01`;
  const fromMonday = (new Date(`${first}T00:00Z`).getUTCDay() + 6) % 7;
  const monday = daysLater(first, -fromMonday);
  const count = kind === 'week' ? 7 : 42;
  return Array.from({ length: count }, (_, index) => daysLater(monday, index));
}

/** A day of the week or month that comes before or after. */
export function turned(kind: SpanKind, day: string, by: 1 | -1): string {
  if (kind === 'week') return daysLater(day, 7 * by);
  const first = `${day.slice(0, 8)}01`;
  return by === 1
    ? `${daysLater(first, 31).slice(0, 8)}01`
    : `${daysLater(first, -1).slice(0, 8)}01`;
}
