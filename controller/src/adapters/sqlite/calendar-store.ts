import { and, asc, eq, gt, gte, lt, sql } from 'drizzle-orm';
import { LONGEST_VALIDITY_US } from '../../domain/playout/cue-of.ts';
import type { CalendarStore } from '../../engine/ports.ts';
import type { Database } from './database.ts';
import { item, occurrence } from './schema.ts';

export function createCalendarStore({ orm, sqlite }: Database): CalendarStore {
  // What began longer ago has ended: without this bound each question reads the whole history.
  const sinceUs = sql`${sql.placeholder('fromUs')} - ${LONGEST_VALIDITY_US}`;
  const between = orm
    .select()
    .from(occurrence)
    .where(
      and(
        lt(occurrence.startAtUs, sql.placeholder('toUs')),
        gte(occurrence.startAtUs, sinceUs),
        gt(occurrence.validUntilUs, sql.placeholder('fromUs')),
      ),
    )
    .orderBy(asc(occurrence.startAtUs), asc(occurrence.cueId))
    .prepare();
  return {
    items: () =>
      orm
        .select()
        .from(item)
        .orderBy(asc(item.position))
        .all()
        .map(({ position: _, ...entry }) => entry),
    replaceItems: (items) =>
      sqlite.transaction(() => {
        orm.delete(item).run();
        for (const [position, entry] of items.entries()) {
          orm
            .insert(item)
            .values({ ...entry, position })
            .run();
        }
      })(),
    between: (fromUs, toUs) => between.all({ fromUs, toUs }),
    get: (cueId) => orm.select().from(occurrence).where(eq(occurrence.cueId, cueId)).get() ?? null,
    put: (occurrences) =>
      sqlite.transaction(() => {
        for (const entry of occurrences) {
          orm
            .insert(occurrence)
            .values(entry)
            .onConflictDoUpdate({ target: occurrence.cueId, set: entry })
            .run();
        }
      })(),
    remove: (cueIds) =>
      sqlite.transaction(() => {
        for (const cueId of cueIds) orm.delete(occurrence).where(eq(occurrence.cueId, cueId)).run();
      })(),
    markStopped: (cueId, atUs) =>
      void orm
        .update(occurrence)
        .set({ stoppedAtUs: atUs })
        .where(eq(occurrence.cueId, cueId))
        .run(),
  };
}
