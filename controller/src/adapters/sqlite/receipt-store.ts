import type { CueId, NodeId } from '@loa/protocol/vocabulary';
import type { StoredReceipt } from '../../domain/proof/receipt.ts';
import type { ReceiptStore } from '../../engine/ports.ts';
import type { Database } from './database.ts';
import { columnsOf } from './raw-rows.ts';
import { receipt } from './schema.ts';

/** Receipts come and are asked for by the ten thousand: their statements are written out. */
export function createReceiptStore({ sqlite }: Database): ReceiptStore {
  const { names, parameters, selection } = columnsOf(receipt);
  const known = sqlite
    .prepare<[NodeId, number], 1>('SELECT 1 FROM receipt WHERE node_id = ? AND sequence = ?')
    .pluck();
  const cursor = sqlite
    .prepare<[NodeId], number>('SELECT through FROM receipt_cursor WHERE node_id = ?')
    .pluck();
  const insert = sqlite.prepare<[StoredReceipt]>(
    `INSERT INTO receipt (${names}) VALUES (${parameters}) ON CONFLICT DO NOTHING`,
  );
  const advance = sqlite.prepare<[NodeId, number]>(
    `INSERT INTO receipt_cursor VALUES (?, ?)
     ON CONFLICT DO UPDATE SET through = excluded.through`,
  );
  const ofCue = sqlite.prepare<[CueId], StoredReceipt>(
    `SELECT ${selection} FROM receipt WHERE cue_id = ? ORDER BY node_id, sequence`,
  );
  // By the order asked for, SQLite would read all that a node, or anybody, has ever reported.
  const byCue = 'FROM receipt INDEXED BY receipt_cue';
  const ofCueOn = sqlite.prepare<[CueId, NodeId], StoredReceipt>(
    `SELECT ${selection} ${byCue} WHERE cue_id = ? AND node_id = ? ORDER BY sequence`,
  );
  const ofCueFrom = sqlite.prepare<[CueId, string], StoredReceipt>(
    `SELECT ${selection} ${byCue} WHERE cue_id = ? AND node_id >= ? ORDER BY node_id, sequence`,
  );
  const ofCueBetween = sqlite.prepare<[CueId, string, NodeId], StoredReceipt>(
    `SELECT ${selection} ${byCue} WHERE cue_id = ? AND node_id >= ? AND node_id < ?
     ORDER BY node_id, sequence`,
  );
  const firstHeard = sqlite
    .prepare<[CueId], number | null>(
      `SELECT min(at_us) ${byCue} WHERE cue_id = ? AND kind = 'started'`,
    )
    .pluck();

  function append(nodeId: NodeId, receipts: readonly StoredReceipt[]): number {
    const before = cursor.get(nodeId) ?? 0;
    for (const line of receipts) if (line.sequence > before) insert.run({ ...line, nodeId });
    let after = before;
    while (known.get(nodeId, after + 1)) after++;
    if (after > before) advance.run(nodeId, after);
    return after;
  }

  return {
    append: (nodeId, receipts) => sqlite.transaction(() => append(nodeId, receipts))(),
    through: (nodeId) => cursor.get(nodeId) ?? 0,
    ofCue: (cueId) => ofCue.all(cueId),
    ofCueOn: (cueId, nodeId) => ofCueOn.all(cueId, nodeId),
    ofCueAmong: (cueId, { from, before }) =>
      before === null ? ofCueFrom.all(cueId, from) : ofCueBetween.all(cueId, from, before),
    firstHeardUs: (cueId) => firstHeard.get(cueId) ?? null,
    ofCues: (cueIds) => cueIds.flatMap((cueId) => ofCue.all(cueId)),
  };
}
