import { and, asc, desc, eq, gt } from 'drizzle-orm';
import type { LibraryStore } from '../../engine/ports.ts';
import type { Database } from './database.ts';
import { bulletin, bulletinSource, occurrence } from './schema.ts';

export function createLibraryStore({ orm }: Database): LibraryStore {
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
  };
}
