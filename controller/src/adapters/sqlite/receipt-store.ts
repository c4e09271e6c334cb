import type { CueId, NodeId } from '@loa/protocol/vocabulary';
import { asc, eq, inArray } from 'drizzle-orm';
import type { StoredReceipt } from '../../domain/proof/receipt.ts';
import type { ReceiptStore } from '../../engine/ports.ts';
import type { Database } from './database.ts';
import { receipt, receiptCursor } from './schema.ts';

/** Cue ids asked for in one statement; SQLite takes 32,766 parameters. */
const IDS_PER_QUERY = 500;

export function createReceiptStore({ orm, sqlite }: Database): ReceiptStore {
  const known = sqlite.prepare<[NodeId, number], { known: 1 }>(
    'SELECT 1 AS known FROM receipt WHERE node_id = ? AND sequence = ?',
  );
  const through = (nodeId: NodeId): number =>
    orm.select().from(receiptCursor).where(eq(receiptCursor.nodeId, nodeId)).get()?.through ?? 0;

  function append(nodeId: NodeId, receipts: readonly StoredReceipt[]): number {
    const before = through(nodeId);
    for (const line of receipts) {
      if (line.sequence <= before) continue;
      orm
        .insert(receipt)
        .values({ ...line, nodeId })
        .onConflictDoNothing()
        .run();
    }
    let after = before;
    while (known.get(nodeId, after + 1)) after++;
    if (after > before) {
      const row = { nodeId, through: after };
      orm
        .insert(receiptCursor)
        .values(row)
        .onConflictDoUpdate({ target: receiptCursor.nodeId, set: row })
        .run();
    }
    return after;
  }

  function ofCues(cueIds: readonly CueId[]): StoredReceipt[] {
    const found: StoredReceipt[] = [];
    for (let at = 0; at < cueIds.length; at += IDS_PER_QUERY) {
      const rows = orm
        .select()
        .from(receipt)
        .where(inArray(receipt.cueId, cueIds.slice(at, at + IDS_PER_QUERY)))
        .orderBy(asc(receipt.cueId), asc(receipt.nodeId), asc(receipt.sequence))
        .all();
      for (const row of rows) found.push(row);
    }
    return found;
  }

  return {
    append: (nodeId, receipts) => sqlite.transaction(() => append(nodeId, receipts))(),
    through,
    ofCue: (cueId) => ofCues([cueId]),
    ofCues,
  };
}
