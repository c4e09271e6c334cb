import { asc, eq, sql } from 'drizzle-orm';
import type { FleetStore } from '../../engine/ports.ts';
import type { Database } from './database.ts';
import { enrolmentCode, nodeIdentity } from './schema.ts';

export function createFleetStore({ orm }: Database): FleetStore {
  return {
    identity: (nodeId) =>
      orm.select().from(nodeIdentity).where(eq(nodeIdentity.nodeId, nodeId)).get() ?? null,
    identities: () => orm.select().from(nodeIdentity).orderBy(asc(nodeIdentity.nodeId)).all(),
    putIdentity: (identity) =>
      void orm
        .insert(nodeIdentity)
        .values(identity)
        .onConflictDoUpdate({ target: nodeIdentity.nodeId, set: identity })
        .run(),
    touch: (nodeId, connectionEpoch, lastSeenMs) =>
      void orm
        .update(nodeIdentity)
        .set({ connectionEpoch, lastSeenMs })
        .where(eq(nodeIdentity.nodeId, nodeId))
        .run(),
    putCode: (nodeId, codeHash, expiresAtMs) => {
      const row = { nodeId, codeHash, expiresAtMs, tries: 0 };
      orm
        .insert(enrolmentCode)
        .values(row)
        .onConflictDoUpdate({ target: enrolmentCode.nodeId, set: row })
        .run();
    },
    code: (nodeId) => {
      const row = orm.select().from(enrolmentCode).where(eq(enrolmentCode.nodeId, nodeId)).get();
      if (!row) return null;
      return { codeHash: row.codeHash, expiresAtMs: row.expiresAtMs, tries: row.tries };
    },
    countTry: (nodeId) =>
      void orm
        .update(enrolmentCode)
        .set({ tries: sql`${enrolmentCode.tries} + 1` })
        .where(eq(enrolmentCode.nodeId, nodeId))
        .run(),
    removeCode: (nodeId) =>
      void orm.delete(enrolmentCode).where(eq(enrolmentCode.nodeId, nodeId)).run(),
  };
}
