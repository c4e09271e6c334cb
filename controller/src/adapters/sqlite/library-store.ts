import type { BulletinId } from '@loa/protocol/vocabulary';
import { and, asc, desc, eq, gt, lt } from 'drizzle-orm';
import type { LibraryStore } from '../../engine/ports.ts';
import type { Database } from './database.ts';
import { bulletin, bulletinHeard, bulletinSource, occurrence } from './schema.ts';

const MATCHING = `SELECT bulletin_id FROM bulletin_text
  JOIN bulletin_entry ON entry_id = bulletin_text.rowid WHERE bulletin_text MATCH ?`;

export function createLibraryStore({ orm, sqlite }: Database): LibraryStore {
  return {
    list: () =>
      orm
        .select()
        .from(bulletin)
        .orderBy(desc(bulletin.createdAtMs), asc(bulletin.bulletinId))
        .all(),
    get: (bulletinId) =>
      orm.select().from(bulletin).where(eq(bulletin.bulletinId, bulletinId)).get() ?? null,
    put: (entry) =>
      void orm
        .insert(bulletin)
        .values(entry)
        .onConflictDoUpdate({ target: bulletin.bulletinId, set: entry })
        .run(),
    remove: (bulletinId) =>
      void orm.delete(bulletin).where(eq(bulletin.bulletinId, bulletinId)).run(),
    assetInUse: (assetId, sinceUs) => {
      const cited = orm
        .select({ id: bulletin.bulletinId })
        .from(bulletin)
        .where(eq(bulletin.assetId, assetId))
        .limit(1)
        .get();
      if (cited) return true;
      const still = and(eq(occurrence.assetId, assetId), gt(occurrence.validUntilUs, sinceUs));
      return (
        orm.select({ id: occurrence.cueId }).from(occurrence).where(still).limit(1).get() !==
        undefined
      );
    },
    sourceOf: (bulletinId) =>
      orm.select().from(bulletinSource).where(eq(bulletinSource.bulletinId, bulletinId)).get()
        ?.sourceHash ?? null,
    setSource: (bulletinId, sourceHash) =>
      void orm
        .insert(bulletinSource)
        .values({ bulletinId, sourceHash })
        .onConflictDoUpdate({ target: bulletinSource.bulletinId, set: { sourceHash } })
        .run(),
    matching: (words) => {
      // Quoted, so that none is an operator of the query language.
      const query = words.map((word) => `"${word.replaceAll('"', '')}"*`).join(' ');
      if (query === '') return new Set();
      const rows = sqlite.prepare<[string], { bulletin_id: BulletinId }>(MATCHING).all(query);
      return new Set(rows.map((row) => row.bulletin_id));
    },
    heardPermille: ({ bulletinId, assetId, username }) =>
      orm
        .select({ permille: bulletinHeard.heardPermille })
        .from(bulletinHeard)
        .where(
          and(
            eq(bulletinHeard.bulletinId, bulletinId),
            eq(bulletinHeard.assetId, assetId),
            eq(bulletinHeard.username, username),
          ),
        )
        .get()?.permille ?? 0,
    putHeard: (heard) => {
      const { heardPermille, atMs } = heard;
      orm
        .insert(bulletinHeard)
        .values(heard)
        .onConflictDoUpdate({
          target: [bulletinHeard.bulletinId, bulletinHeard.assetId, bulletinHeard.username],
          set: { heardPermille, atMs },
          setWhere: lt(bulletinHeard.heardPermille, heardPermille),
        })
        .run();
    },
  };
}
