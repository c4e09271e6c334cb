import type { CueId, NodeId, PageHash } from '@loa/protocol/vocabulary';
import { asc, eq, gt } from 'drizzle-orm';
import type { OrderRecord, PlanStore, PublishedHead } from '../../engine/ports.ts';
import type { Database } from './database.ts';
import { columnsOf } from './raw-rows.ts';
import { authorisation, head, page, planOrder } from './schema.ts';

export function createPlanStore(db: Database): PlanStore {
  const { orm, sqlite } = db;
  const putPage = sqlite.prepare<[PageHash, string, string]>(
    'INSERT INTO page VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const indexPage = pageIndex(db);
  const lastSequence = sqlite
    .prepare<[], number>("SELECT seq FROM sqlite_sequence WHERE name = 'plan_order'")
    .pluck();
  return {
    ...headsOf(db),
    ...confirmationsOf(db),
    page: (hash) => orm.select().from(page).where(eq(page.hash, hash)).get()?.text ?? null,
    putPages: (pages) =>
      sqlite.transaction(() => {
        for (const { hash, day, text } of pages) {
          if (putPage.run(hash, day, text).changes === 1) indexPage(hash, text);
        }
      })(),
    authorisation: (id) =>
      orm.select().from(authorisation).where(eq(authorisation.authorisationId, id)).get()
        ?.envelope ?? null,
    putAuthorisation: (authorisationId, envelope, bulletinId) =>
      void orm
        .insert(authorisation)
        .values({ authorisationId, envelope, bulletinId })
        .onConflictDoNothing()
        .run(),
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
  const indexHead = headIndex(db);
  return {
    head: (nodeId) => one.get(nodeId) ?? null,
    heads: () => orm.select().from(head).orderBy(asc(head.nodeId)).all(),
    headVersion: (nodeId) => version.get(nodeId) ?? 0,
    headVersions: () => versions.all(),
    putHeads: (heads) =>
      sqlite.transaction(() => {
        for (const entry of heads) {
          put.run(entry);
          indexHead(entry);
        }
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
  const applied = sqlite.prepare<[NodeId], { version: number; atUs: number }>(
    `SELECT version, last_at_us AS atUs FROM head_applied WHERE node_id = ?
     ORDER BY last_at_us DESC, version DESC LIMIT 1`,
  );
  // In this order the last row of a node is the one that counts.
  const allApplied = sqlite.prepare<[], { nodeId: NodeId; version: number }>(
    `SELECT node_id AS nodeId, version FROM head_applied ORDER BY node_id, last_at_us, version`,
  );
  const markOrderApplied = sqlite.prepare<[NodeId, string, number, number]>(
    `INSERT INTO order_applied SELECT sequence, ?, ?, ? FROM plan_order WHERE sequence = ?
     ON CONFLICT DO NOTHING`,
  );
  const sentAt = sqlite.prepare<{ cueId: CueId }, { nodeId: NodeId; atUs: number }>(
    `SELECT node_id AS nodeId, MIN(at_us) AS atUs FROM (
       SELECT applied.node_id, applied.first_at_us AS at_us
       FROM page_cue
       JOIN head_page ON head_page.hash = page_cue.hash
       JOIN head_applied AS applied ON applied.node_id = head_page.node_id
         AND applied.version >= head_page.from_version
         AND applied.version < COALESCE(head_page.until_version, 9e15)
       WHERE page_cue.cue_id = @cueId
       UNION ALL
       SELECT order_applied.node_id, order_applied.at_us
       FROM order_cue
       JOIN order_applied ON order_applied.sequence = order_cue.sequence
         AND order_applied.outcome = 'applied'
       WHERE order_cue.cue_id = @cueId
     ) GROUP BY node_id`,
  );
  return {
    markApplied: (nodeId, version, atUs) => void markApplied.run(nodeId, version, atUs, atUs),
    applied: (nodeId) => applied.get(nodeId) ?? null,
    appliedVersions: () => new Map(allApplied.all().map((row) => [row.nodeId, row.version])),
    markOrderApplied: (...[sequence, nodeId, outcome, atUs]) =>
      void markOrderApplied.run(nodeId, outcome, atUs, sequence),
    sentAt: (cueId) => new Map(sentAt.all({ cueId }).map((row) => [row.nodeId, row.atUs])),
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

/** The index serves `sentAt` alone: a page that is not the protocol's JSON has no cues to index. */
function pageIndex({ sqlite }: Database): (hash: PageHash, text: string) => void {
  const insert = sqlite.prepare<[string, string, string]>(
    `INSERT INTO page_cue
     SELECT DISTINCT json_extract(cue.value, '$.cueId'), ?
     FROM json_each(CASE WHEN json_valid(?) THEN ? ELSE '{}' END, '$.cues') AS cue`,
  );
  return (hash, text) => void insert.run(hash, text, text);
}

function headIndex({ sqlite }: Database): (entry: PublishedHead) => void {
  const close = sqlite.prepare<[number, NodeId, string]>(
    `UPDATE head_page SET until_version = ?
     WHERE node_id = ? AND until_version IS NULL
       AND hash NOT IN (SELECT value FROM json_each(?))`,
  );
  const open = sqlite.prepare<[NodeId, number, string]>(
    `INSERT INTO head_page SELECT DISTINCT ?, value, ?, NULL FROM json_each(?) WHERE true
     ON CONFLICT DO NOTHING`,
  );
  return ({ nodeId, version, envelope }) => {
    const listed = JSON.stringify(pagesOf(envelope));
    close.run(version, nodeId, listed);
    open.run(nodeId, version, listed);
  };
}

/** The page hashes of a head, as they stand in its signed body. */
function pagesOf(envelope: string): string[] {
  try {
    const body = JSON.parse(JSON.parse(envelope).body) as { pages?: { hash: string }[] };
    return (body.pages ?? []).map((listed) => listed.hash);
  } catch {
    return [];
  }
}
