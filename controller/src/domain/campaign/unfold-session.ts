import type { DayOrder, Session } from '@loa/protocol/programme';
import type { ItemId } from '@loa/protocol/vocabulary';
import { addDays } from '../calendar/civil-time.ts';
import { type Span, startsOn } from '../calendar/occurrences.ts';
import type { ProgrammeBench } from './bench.ts';
import { fillSession } from './fill-session.ts';
import type { Piece } from './piece.ts';
import { type Member, turnsOnDays } from './session-members.ts';
import { timingOf } from './unfold.ts';

const NOBODY: ReadonlySet<ItemId> = new Set();

/**
 * [CAL83] [CAL94] What lies in each start of a session on the days asked for. [CAL84] What did not fit is
 * first in the next; that is followed from the Monday before, so that it does not depend on the days
 * asked for.
 */
export function unfoldSession(
  session: Session,
  members: readonly Member[],
  ...[bench, days]: [ProgrammeBench, Span]
): Piece[] {
  const span = { fromDay: mondayOf(days.fromDay, bench), throughDay: days.throughDay };
  const turns = members.map((member) => ({ member, turns: turnsOnDays(member, bench, span) }));
  const orders = ordersOf(session, bench.programme.dayOrders);
  const pieces: Piece[] = [];
  let carried = NOBODY;
  let monday = '';
  for (const { localStart, startAtUs } of startsOn(
    timingOf(session.id, session.timing),
    span,
    bench.days,
  )) {
    const day = localStart.slice(0, 10);
    const week = mondayOf(day, bench);
    if (week !== monday) carried = NOBODY;
    monday = week;
    const due = turns.flatMap(({ member, turns: onDays }) => {
      const turn = onDays.get(day);
      return turn === undefined ? [] : [{ ...member, turn }];
    });
    const order = orders.get(localStart) ?? [];
    const start = { session, localStart, startAtUs, members: due, order, carried };
    const filled = fillSession(start, bench);
    const here = new Set(due.map(({ campaign }) => campaign.id));
    const waiting = [...carried].filter((item) => !here.has(item));
    carried = new Set([...waiting, ...filled.left]);
    if (day >= days.fromDay) pieces.push(...filled.pieces);
  }
  return pieces;
}

/** The first day of the week, by ISO 8601. */
function mondayOf(day: string, { days }: Pick<ProgrammeBench, 'days'>): string {
  return addDays(day, 1 - days.of(day).weekday);
}

/** By civil start, without its seconds where they are 0. Of several for one start the last by id counts. */
function ordersOf(
  session: Session,
  orders: readonly DayOrder[],
): ReadonlyMap<string, readonly ItemId[]> {
  const own = orders.filter((order) => order.session === session.id);
  return new Map(
    own
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .map(({ start, items }) => [start.replace(/^(.{16}):00$/, '$1'), items]),
  );
}
