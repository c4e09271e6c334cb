import type {
  AuthorisationId,
  BulletinId,
  CueId,
  NodeId,
  PageHash,
} from '@loa/protocol/vocabulary';
import { contentName } from '@loa/runtime/node';
import { asc, eq, gt } from 'drizzle-orm';
import type { OrderRecord, PlanStore, PublishedHead } from '../../engine/ports.ts';
import type { Database } from './database.ts';
import { columnsOf } from './raw-rows.ts';
import { head, page, planOrder } from './schema.ts';

export function createPlanStore(db: Database): PlanStore {
  const { orm, sqlite } = db;
  const putPage = sqlite.prepare<[PageHash, string, string]>(
    'INSERT INTO page VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const getAuthorisation = sqlite.prepare<[AuthorisationId], { envelope: string }>(
    'SELECT envelope FROM authorisation WHERE authorisation_id = ?',
  );
  const putAuthorisation = sqlite.prepare<[AuthorisationId, string, BulletinId]>(
    'INSERT INTO authorisation VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const lastSequence = sqlite
    .prepare<[], number>("SELECT seq FROM sqlite_sequence WHERE name = 'plan_order'")
    .pluck();
  return {
    ...headsOf(db),
    ...confirmationsOf(db),
    page: (hash) => orm.select().from(page).where(eq(page.hash, hash)).get()?.text ?? null,
    putPages: (pages) =>
      sqlite.transaction(() => {
        for (const { hash, day, text } of pages) putPage.run(hash, day, text);
      })(),
    authorisation: (id) => getAuthorisation.get(id)?.envelope ?? null,
    putAuthorisation: (id, envelope, bulletinId) =>
      void putAuthorisation.run(id, envelope, bulletinId),
    appendOrder: (make, atLeast = 1) =>
      sqlite.transaction(() => {
        const sequence = Math.max((lastSequence.get() ?? 0) + 1, atLeast);
        return appendOrder(db, make(sequence));
      })(),
    validOrders: (nowUs) =>
      orm
        .select()
        .from(planOrder)
        .where(gt(planOrder.expiresAtUs, nowUs))
        .orderBy(asc(planOrder.sequence))
        .all(),
    lastOrderSequence: () => lastSequence.get() ?? 0,
  };
}

function headsOf(
  db: Database,
): Pick<PlanStore, 'head' | 'heads' | 'headVersion' | 'headVersions' | 'putHeads'> {
  const { orm, sqlite } = db;
  const { names, parameters, updates } = columnsOf(head);
  const put = sqlite.prepare<[PublishedHead]>(
    `INSERT INTO head (${names}) VALUES (${parameters}) ON CONFLICT DO UPDATE SET ${updates}`,
  );
  const one = sqlite.prepare<[NodeId], PublishedHead>(
    `SELECT ${columnsOf(head).selection} FROM head WHERE node_id = ?`,
  );
  const version = sqlite
    .prepare<[NodeId], number>('SELECT version FROM head WHERE node_id = ?')
    .pluck();
  const versions = sqlite.prepare<[], Omit<PublishedHead, 'envelope'>>(
    'SELECT node_id AS nodeId, version, content_hash AS contentHash FROM head ORDER BY node_id',
  );
  const noteLists = createListNotes(db);
  return {
    head: (nodeId) => one.get(nodeId) ?? null,
    heads: () => orm.select().from(head).orderBy(asc(head.nodeId)).all(),
    headVersion: (nodeId) => version.get(nodeId) ?? 0,
    headVersions: () => versions.all(),
    putHeads: (heads) =>
      sqlite.transaction(() => {
        for (const entry of heads) put.run(entry);
        noteLists(heads);
      })(),
  };
}

function confirmationsOf(
  db: Database,
): Pick<PlanStore, 'markApplied' | 'applied' | 'appliedVersions' | 'markOrderApplied' | 'sentAt'> {
  const { sqlite } = db;
  const markApplied = sqlite.prepare<[NodeId, number, number, number]>(
    `INSERT INTO head_applied VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET last_at_us = excluded.last_at_us`,
  );
  const markNode = sqlite.prepare<[NodeId, number, number]>(
    `INSERT INTO node_applied VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET version = excluded.version, at_us = excluded.at_us`,
  );
  const applied = sqlite.prepare<[NodeId], { version: number; atUs: number }>(
    'SELECT version, at_us AS atUs FROM node_applied WHERE node_id = ?',
  );
  const allApplied = sqlite.prepare<[], { nodeId: NodeId; version: number }>(
    'SELECT node_id AS nodeId, version FROM node_applied',
  );
  const markOrderApplied = sqlite.prepare<[NodeId, string, number, number]>(
    `INSERT INTO order_applied SELECT sequence, ?, ?, ? FROM plan_order WHERE sequence = ?
     ON CONFLICT DO NOTHING`,
  );
  // A page of the cue's day, or of the next where its clock skipped midnight, that has the cue.
  const sentAt = sqlite.prepare<{ cueId: CueId; day: string }, { nodeId: NodeId; atUs: number }>(
    `SELECT node_id AS nodeId, MIN(at_us) AS atUs FROM (
       SELECT applied.node_id, applied.first_at_us AS at_us
       FROM page
       JOIN page_list_entry ON page_list_entry.hash = page.hash
       JOIN head_list ON head_list.list_id = page_list_entry.list_id
       JOIN head_applied AS applied ON applied.node_id = head_list.node_id
         AND applied.version >= head_list.from_version
         AND applied.version < COALESCE(head_list.until_version, 9e15)
       WHERE page.day IN (@day, date(@day, '+1 day'))
         AND instr(page.text, '"cueId":"' || @cueId || '"') > 0
       UNION ALL
       SELECT order_applied.node_id, order_applied.at_us
       FROM order_cue
       JOIN order_applied ON order_applied.sequence = order_cue.sequence
         AND order_applied.outcome = 'applied'
       WHERE order_cue.cue_id = @cueId
     ) GROUP BY node_id`,
  );
  return {
    markApplied: (nodeId, version, atUs) =>
      sqlite.transaction(() => {
        markApplied.run(nodeId, version, atUs, atUs);
        markNode.run(nodeId, version, atUs);
      })(),
    applied: (nodeId) => applied.get(nodeId) ?? null,
    appliedVersions: () => new Map(allApplied.all().map((row) => [row.nodeId, row.version])),
    markOrderApplied: (...[sequence, nodeId, outcome, atUs]) =>
      void markOrderApplied.run(nodeId, outcome, atUs, sequence),
    sentAt: (cueId) => {
      const day = cueId.slice(cueId.indexOf('@') + 1).slice(0, 10);
      return new Map(sentAt.all({ cueId, day }).map((row) => [row.nodeId, row.atUs]));
    },
  };
}

function appendOrder(db: Database, record: OrderRecord): OrderRecord {
  db.orm.insert(planOrder).values(record).run();
  const index = db.sqlite.prepare<[string, number]>(
    'INSERT INTO order_cue VALUES (?, ?) ON CONFLICT DO NOTHING',
  );
  for (const cue of record.add) index.run(cue.cueId, record.sequence);
  return record;
}

/** Notes which list of pages a head names, for `sentAt`. */
function createListNotes({ sqlite }: Database): (heads: readonly PublishedHead[]) => void {
  const find = sqlite.prepare<[string], { listId: number }>(
    'SELECT list_id AS listId FROM page_list WHERE name = ?',
  );
  const add = sqlite.prepare<[string]>('INSERT INTO page_list (name) VALUES (?)');
  const addPage = sqlite.prepare<[number, string]>(
    'INSERT INTO page_list_entry VALUES (?, ?) ON CONFLICT DO NOTHING',
  );
  const close = sqlite.prepare<[number, NodeId, number]>(
    `UPDATE head_list SET until_version = ?
     WHERE node_id = ? AND until_version IS NULL AND list_id <> ?`,
  );
  const isOpen = sqlite.prepare<[NodeId, number]>(
    'SELECT 1 FROM head_list WHERE node_id = ? AND list_id = ? AND until_version IS NULL',
  );
  const open = sqlite.prepare<[NodeId, number, number]>(
    'INSERT INTO head_list VALUES (?, ?, ?, NULL)',
  );

  function listOf(hashes: readonly string[]): number {
    const name = hashes.length === 1 ? (hashes[0] as string) : contentName(hashes.join());
    const known = find.get(name);
    if (known) return known.listId;
    const listId = Number(add.run(name).lastInsertRowid);
    for (const hash of hashes) addPage.run(listId, hash);
    return listId;
  }

  return (heads) => {
    // Nodes that share a list come one after the other: its text is compared, and read once.
    let last = { text: '', listId: Number.NaN };
    for (const { nodeId, version, envelope } of heads) {
      const text = listedIn(envelope);
      if (Number.isNaN(last.listId) || last.text !== text) {
        last = { text, listId: listOf(pagesOf(envelope)) };
      }
      close.run(version, nodeId, last.listId);
      if (!isOpen.get(nodeId, last.listId)) open.run(nodeId, last.listId, version);
    }
  };
}

function listedIn(envelope: string): string {
  const from = envelope.indexOf(PAGES);
  return envelope.slice(from, envelope.indexOf(']', from));
}

/** Where the pages of a head stand in its envelope. */
const PAGES = JSON.stringify('"pages":').slice(1, -1);

/** The page hashes of a head, as they stand in its signed body. */
function pagesOf(envelope: string): string[] {
  try {
    const body = JSON.parse(JSON.parse(envelope).body) as { pages?: { hash: string }[] };
    return (body.pages ?? []).map((listed) => listed.hash);
  } catch {
    return [];
  }
}
