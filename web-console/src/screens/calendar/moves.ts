import type { DocumentView } from '@loa/protocol/console-api';
import type { CalendarEntry } from '../../state/calendar-events.ts';
import { movedAll, movedOne } from '../../state/moved-timing.ts';
import type { Changed } from './move-dialog.tsx';
import type { GridMove } from './week-grid.tsx';

/** The documents that moving an entry would make: for it alone, and for all like it. */
export function changedBy(
  { entry, start, end, kind }: GridMove,
  held: {
    readonly campaigns: readonly DocumentView<'campaign'>[];
    readonly sessions: readonly DocumentView<'session'>[];
    readonly entries: readonly CalendarEntry[];
  },
): { readonly one: Changed | null; readonly all: Changed | null } {
  const move = { from: entry.originalStart, to: start };
  const day = entry.originalStart.slice(0, 10);
  const sameDay = held.entries
    .filter((one) => one.documentId === entry.documentId && one.originalStart.startsWith(day))
    .map((one) => one.originalStart);
  const nothing = { one: null, all: null };
  if (entry.kind === 'session') {
    const view = held.sessions.find(({ document }) => document.id === entry.documentId);
    if (view === undefined) return nothing;
    const { document, version } = view;
    const changed = (part: Partial<typeof document>): Changed<'session'> => ({
      kind: 'session',
      body: { ...document, ...part },
      version,
    });
    if (kind === 'resized') return { one: null, all: changed({ minutes: minutesOf(start, end) }) };
    const all = movedAll(document.timing, move);
    return {
      one: changed({ timing: movedOne(document.timing, move, sameDay) }),
      all: document.timing.rule === null || all === null ? null : changed({ timing: all }),
    };
  }
  const view = held.campaigns.find(({ document }) => document.id === entry.documentId);
  if (view === undefined) return nothing;
  const { document, version } = view;
  const all = movedAll(document.timing, move);
  const changed = (timing: typeof document.timing): Changed<'campaign'> => ({
    kind: 'campaign',
    body: { ...document, timing },
    version,
  });
  return {
    one: changed(movedOne(document.timing, move, sameDay)),
    all: document.timing.rule === null || all === null ? null : changed(all),
  };
}

/** A session has 1 to 60 minutes. */
function minutesOf(start: string, end: string): number {
  const minutes = (Date.parse(`${end}Z`) - Date.parse(`${start}Z`)) / 60_000;
  return Math.min(60, Math.max(1, minutes));
}
