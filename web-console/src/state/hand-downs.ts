/** Bulletins from above, and what a unit answers; what is handed down to the units below. */
import type { Bulletin, HandedDown, InboxAnswer, NewDistribution } from '@loa/protocol/console-api';
import type { UnitId } from '@loa/protocol/vocabulary';
import { dayRule } from './repetition.ts';

/** One bulletin for one unit. */
export interface InboxLine {
  readonly handed: HandedDown;
  readonly report: HandedDown['units'][number];
}

/** What waits for an answer first, then the newest days. What the reader's own units sent is not from above. */
export function inboxLines(
  inbox: readonly HandedDown[],
  within: ReadonlySet<string>,
): readonly InboxLine[] {
  const lines = inbox
    .filter(({ unit }) => !within.has(unit))
    .flatMap((handed) => handed.units.map((report) => ({ handed, report })));
  const waits = ({ report }: InboxLine) => Number(report.state === 'waiting');
  return lines.sort((a, b) => waits(b) - waits(a));
}

export const ANSWER_REPEATS = ['daily', 'working-days', 'once'] as const;

/** How a unit would put it into its programme. */
export interface AnswerDraft {
  readonly kind: 'sessions' | 'times';
  readonly repeat: (typeof ANSWER_REPEATS)[number];
  /** Of what sounds once. */
  readonly day: string;
  readonly time: string;
}

interface Days {
  readonly fromDay: string;
  readonly throughDay: string;
}

/** Its days that are not over, and the civil minute of now. */
export interface DaysLeft extends Days {
  readonly now: string;
}

export function daysLeft({ fromDay, throughDay }: Days, now: string): DaysLeft {
  const today = now.slice(0, 10);
  return { fromDay: fromDay > today ? fromDay : today, throughDay, now };
}

export type PlannedAnswer =
  | { readonly answer: InboxAnswer['answer'] }
  | { readonly gap: 'time' | 'day' | 'past' };

export function planAnswer(draft: AnswerDraft, days: DaysLeft): PlannedAnswer {
  const { fromDay, throughDay, now } = days;
  const { kind, repeat, day, time } = draft;
  if (kind === 'sessions') return { answer: { kind: 'scheduled', how: { kind } } };
  if (time === '') return { gap: 'time' };
  const first = repeat === 'once' ? day : fromDay;
  if (first < fromDay || first > throughDay) return { gap: 'day' };
  const start = `${first}T${time}`;
  if (repeat === 'once' && start <= now) return { gap: 'past' };
  const how = { kind, start, rule: dayRule({ kind: repeat }) };
  return { answer: { kind: 'scheduled', how } };
}

/** A bulletin that is to be handed down. */
export interface HandDownDraft extends Days {
  readonly bulletin: Bulletin | null;
  readonly to: readonly UnitId[];
  readonly note: string;
}

/** As many as the contract takes at a time. */
const UNITS_MOST = 64;

export type PlannedHandDown =
  | { readonly body: NewDistribution }
  | { readonly gap: 'bulletin' | 'emergency' | 'approved' | 'units' | 'many' | 'days' };

export function planHandDown(draft: HandDownDraft): PlannedHandDown {
  const { bulletin, to, fromDay, throughDay, note } = draft;
  if (bulletin === null) return { gap: 'bulletin' };
  if (bulletin.class === 'emergency') return { gap: 'emergency' };
  if (bulletin.state !== 'approved') return { gap: 'approved' };
  if (to.length === 0) return { gap: 'units' };
  if (to.length > UNITS_MOST) return { gap: 'many' };
  if (fromDay === '' || throughDay === '' || throughDay < fromDay) return { gap: 'days' };
  const { bulletinId } = bulletin;
  return { body: { bulletin: bulletinId, to: [...to], fromDay, throughDay, note: note.trim() } };
}
