/** One day's programme: the sessions with what lies in them, and what sounds beside them. */
import type { Broadcast } from '@loa/protocol/console-api';
import type { DayOrder, Session } from '@loa/protocol/programme';
import type { ItemId, WithheldReason } from '@loa/protocol/vocabulary';

/** What one campaign, or the frame of the session, has in a session. */
export interface SessionItem {
  readonly itemId: ItemId;
  readonly title: string;
  readonly startMs: number;
  readonly durationMs: number;
  readonly parts: readonly Broadcast[];
  /** Why none of it sounds; null where some does. */
  readonly withheld: WithheldReason | null;
  /** The session's opening or closing: it has its place. */
  readonly isFrame: boolean;
}

export interface SessionStart {
  readonly kind: 'session';
  readonly session: Session;
  /** Civil start, `YYYY-MM-DDTHH:MM[:SS]`. */
  readonly start: string;
  readonly startMs: number;
  readonly items: readonly SessionItem[];
  /** What sounds in it, all together. */
  readonly usedMs: number;
}

export type DayEntry =
  | SessionStart
  | { readonly kind: 'single'; readonly startMs: number; readonly broadcast: Broadcast };

/** In the order in which they sound. */
export function dayProgramme(
  broadcasts: readonly Broadcast[],
  sessions: readonly Session[],
): readonly DayEntry[] {
  const held = new Map(sessions.map((session) => [session.id, session]));
  const starts = new Map<string, Broadcast[]>();
  const entries: DayEntry[] = [];
  for (const broadcast of broadcasts) {
    const { sessionId, start } = placeOf(broadcast.cueId);
    if (sessionId === null || !held.has(sessionId)) {
      entries.push({ kind: 'single', startMs: Date.parse(broadcast.startAt), broadcast });
      continue;
    }
    const key = `${sessionId}@${start}`;
    starts.set(key, [...(starts.get(key) ?? []), broadcast]);
  }
  for (const [key, parts] of starts) {
    const [sessionId = '', start = ''] = key.split('@');
    const session = held.get(sessionId);
    if (session !== undefined) entries.push(sessionStart(session, start, parts));
  }
  return entries.sort((a, b) => a.startMs - b.startMs);
}

function sessionStart(session: Session, start: string, parts: readonly Broadcast[]): SessionStart {
  const byItem = new Map<ItemId, Broadcast[]>();
  for (const part of parts) {
    const { itemId } = placeOf(part.cueId);
    // Opening and closing are two items of one name.
    const key = (itemId === session.id ? part.cueId : itemId) as ItemId;
    byItem.set(key, [...(byItem.get(key) ?? []), part]);
  }
  const items = [...byItem.values()].map((own) => itemOf(session, own)).sort(inPlace);
  const sounding = parts.filter((part) => part.state !== 'withheld');
  return {
    kind: 'session',
    session,
    start,
    startMs: Math.min(...items.map((item) => item.startMs)),
    items,
    usedMs: sounding.reduce((sum, part) => sum + part.durationMs, 0),
  };
}

function itemOf(session: Session, parts: readonly Broadcast[]): SessionItem {
  const [first] = parts.toSorted((a, b) => Date.parse(a.startAt) - Date.parse(b.startAt));
  if (first === undefined) throw new RangeError('an item of a session without parts');
  const { itemId } = placeOf(first.cueId);
  const isWithheld = parts.every((part) => part.state === 'withheld');
  return {
    itemId,
    title: first.title,
    startMs: Date.parse(first.startAt),
    durationMs: parts.reduce((sum, part) => sum + part.durationMs, 0),
    parts,
    withheld: isWithheld ? (first.withheld?.why ?? null) : null,
    isFrame: itemId === session.id,
  };
}

/** What did not fit was to begin where the next that fits begins: it stands before that. */
function inPlace(a: SessionItem, b: SessionItem): number {
  return a.startMs - b.startMs || Number(a.withheld === null) - Number(b.withheld === null);
}

/** The items of a session's start that a person may put in order. */
export function movable(start: SessionStart): readonly SessionItem[] {
  return start.items.filter((item) => !item.isFrame);
}

/** The document that says in which order one start of a session is. */
export function dayOrderOf(start: SessionStart, items: readonly ItemId[]): DayOrder {
  const { session } = start;
  return {
    id: dayOrderId(session.id, start.start),
    unit: session.unit,
    session: session.id,
    start: start.start,
    items,
  };
}

/** [DOC9] `<session>.<day>t<hh-mm>` */
export function dayOrderId(sessionId: string, start: string): string {
  return `${sessionId}.${start.slice(0, 10)}t${start.slice(11, 16).replace(':', '-')}`;
}

/** `<item>[~<session>]@<civil start>[.<part>]` */
function placeOf(cueId: string): {
  readonly itemId: ItemId;
  readonly sessionId: string | null;
  readonly start: string;
} {
  const [before = '', after = ''] = cueId.split('@');
  const [item = '', session = null] = before.split('~');
  return { itemId: item as ItemId, sessionId: session, start: after.replace(/\..*$/, '') };
}
