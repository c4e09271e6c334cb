/** What stands in the calendar: a session's start, or one playing of a campaign, as one entry. */
import type { Broadcast } from '@loa/protocol/console-api';
import type { Session } from '@loa/protocol/programme';
import { civilClock, civilDate } from './civil-time.ts';
import { dayProgramme } from './day-programme.ts';

export interface CalendarEntry {
  readonly id: string;
  readonly kind: 'campaign' | 'session' | 'other';
  /** Of the document it comes from. */
  readonly documentId: string;
  readonly title: string;
  /** Civil, `YYYY-MM-DDTHH:MM:00`, in the city's zone. */
  readonly start: string;
  readonly end: string;
  /** Of its identity: where it was planned to start. */
  readonly originalStart: string;
  readonly isWithheld: boolean;
  /** The first broadcast in it: what it leads to. */
  readonly cueId: string;
}

/** A drawn entry is at least this long, or nobody could press it, but stays in its day. */
const LEAST_MS = 15 * 60_000;

export function calendarEntries(
  broadcasts: readonly Broadcast[],
  sessions: readonly Session[],
  timeZone: string,
): readonly CalendarEntry[] {
  const civil = (atMs: number): string =>
    `${civilDate(atMs, timeZone)}T${civilClock(atMs, timeZone)}:00`;
  const span = (startMs: number, lengthMs: number) => {
    const [start, end] = [civil(startMs), civil(startMs + Math.max(LEAST_MS, lengthMs))];
    const isShort = lengthMs < LEAST_MS && end.slice(0, 10) !== start.slice(0, 10);
    return { start, end: isShort ? `${start.slice(0, 10)}T23:59:00` : end };
  };
  const blocks = new Map<string, Broadcast[]>();
  const entries: CalendarEntry[] = [];
  for (const entry of dayProgramme(broadcasts, sessions)) {
    if (entry.kind === 'single') {
      const key = entry.broadcast.cueId.replace(/\.(c|\d+)$/, '');
      blocks.set(key, [...(blocks.get(key) ?? []), entry.broadcast]);
      continue;
    }
    const { session, start, startMs, items } = entry;
    entries.push({
      ...span(startMs, session.minutes * 60_000),
      id: `${session.id}@${start}`,
      kind: 'session',
      documentId: session.id,
      title: session.title,
      originalStart: start.slice(0, 16),
      isWithheld: items.every((item) => item.withheld !== null),
      cueId: items[0]?.parts[0]?.cueId ?? '',
    });
  }
  for (const [key, parts] of blocks) entries.push(blockEntry(key, parts, span));
  return entries;
}

function blockEntry(
  key: string,
  parts: readonly Broadcast[],
  span: (startMs: number, lengthMs: number) => Pick<CalendarEntry, 'start' | 'end'>,
): CalendarEntry {
  const [first] = parts;
  if (first === undefined) throw new RangeError('a playing without parts');
  const startMs = Math.min(...parts.map((part) => Date.parse(part.startAt)));
  const endMs = Math.max(...parts.map((part) => Date.parse(part.startAt) + part.durationMs));
  const [documentId = '', start = ''] = key.split('@');
  return {
    ...span(startMs, endMs - startMs),
    id: key,
    kind: first.origin === 'calendar' && first.source === 'scheduled' ? 'campaign' : 'other',
    documentId,
    title: first.title,
    originalStart: start.slice(0, 16),
    isWithheld: parts.every((part) => part.state === 'withheld'),
    cueId: first.cueId,
  };
}
