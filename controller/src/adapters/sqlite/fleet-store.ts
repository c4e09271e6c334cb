import type { NodeId } from '@loa/protocol/vocabulary';
import { asc, eq, sql } from 'drizzle-orm';
import type { FleetStore, NodeIdentity } from '../../engine/ports.ts';
import type { Database } from './database.ts';
import { columnsOf } from './raw-rows.ts';
import { enrolmentCode, nodeIdentity } from './schema.ts';

export function createFleetStore({ orm, sqlite }: Database): FleetStore {
  const identity = sqlite.prepare<[NodeId], NodeIdentity>(
    `SELECT ${columnsOf(nodeIdentity).selection} FROM node_identity WHERE node_id = ?`,
  );
  const touch = sqlite.prepare<[number, number, NodeId]>(
    'UPDATE node_identity SET connection_epoch = ?, last_seen_ms = ? WHERE node_id = ?',
  );
  return {
    identity: (nodeId) => identity.get(nodeId) ?? null,
    identities: () => orm.select().from(nodeIdentity).orderBy(asc(nodeIdentity.nodeId)).all(),
    putIdentity: (identity) =>
      void orm
        .insert(nodeIdentity)
        .values(identity)
        .onConflictDoUpdate({ target: nodeIdentity.nodeId, set: identity })
        .run(),
    touch: (nodeId, connectionEpoch, lastSeenMs) =>
      void touch.run(connectionEpoch, lastSeenMs, nodeId),
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
