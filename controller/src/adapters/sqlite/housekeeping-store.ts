import type { HousekeepingStore } from '../../engine/ports.ts';
import type { Database } from './database.ts';
import { storageError, translated } from './errors.ts';

/** Rows deleted at a time, so that no removal holds the thread for long. */
const ROWS_PER_STEP = 2_000;

const REMOVALS = {
  receiptsBeforeUs: `DELETE FROM receipt WHERE (node_id, sequence) IN
    (SELECT node_id, sequence FROM receipt WHERE at_us < @before LIMIT @rows)`,
  occurrencesBeforeUs: `DELETE FROM occurrence WHERE cue_id IN
    (SELECT cue_id FROM occurrence WHERE valid_until_us < @before LIMIT @rows)`,
  ordersBeforeUs: `DELETE FROM plan_order WHERE sequence IN
    (SELECT sequence FROM plan_order WHERE expires_at_us < @before LIMIT @rows)`,
  sessionsBeforeMs: `DELETE FROM session WHERE id_hash IN
    (SELECT id_hash FROM session WHERE expires_at_ms < @before LIMIT @rows)`,
  failuresBeforeMs: `DELETE FROM login_failure WHERE failure_id IN
    (SELECT failure_id FROM login_failure WHERE at_ms < @before LIMIT @rows)`,
  /** Pages that no head has listed and no kept occurrence has needed since. */
  pagesBeforeDay: `DELETE FROM page WHERE hash IN
    (SELECT hash FROM page WHERE day < @before AND hash NOT IN
      (SELECT hash FROM page_list_entry WHERE list_id IN
        (SELECT list_id FROM head_list WHERE until_version IS NULL)) LIMIT @rows)`,
} as const;

/** What is only needed to say when a cue was sent, and goes with its page and receipts. */
const FOLLOWERS = {
  receiptsBeforeUs: `DELETE FROM head_applied WHERE (node_id, version) IN
    (SELECT node_id, version FROM head_applied AS old WHERE last_at_us < @before AND EXISTS
      (SELECT 1 FROM head_applied AS newer
       WHERE newer.node_id = old.node_id AND newer.version > old.version) LIMIT @rows)`,
  /** A list goes with the last of its pages, and takes along which heads named it. */
  pagesBeforeDay: `DELETE FROM page_list WHERE list_id IN
    (SELECT list_id FROM page_list WHERE @before <> ''
       AND list_id NOT IN (SELECT list_id FROM page_list_entry JOIN page USING (hash))
       AND list_id NOT IN (SELECT list_id FROM head_list WHERE until_version IS NULL)
     LIMIT @rows)`,
} as const;

export function createHousekeepingStore({ sqlite }: Database): HousekeepingStore {
  const lastRun = sqlite.prepare<[string], { atMs: number }>(
    'SELECT at_ms AS atMs FROM job_run WHERE job = ?',
  );
  const markRun = sqlite.prepare<[string, number]>(
    'INSERT INTO job_run VALUES (?, ?) ON CONFLICT DO UPDATE SET at_ms = excluded.at_ms',
  );
  const removals = [...Object.entries(REMOVALS), ...Object.entries(FOLLOWERS)].map(
    ([name, statement]) => [name as keyof typeof REMOVALS, sqlite.prepare(statement)] as const,
  );
  return translated<HousekeepingStore>({
    lastRunAtMs: (job) => lastRun.get(job)?.atMs ?? null,
    markRun: (job, atMs) => void markRun.run(job, atMs),
    removeStep: (limits) => {
      let removed = 0;
      for (const [name, statement] of removals) {
        removed += statement.run({ before: limits[name], rows: ROWS_PER_STEP }).changes;
      }
      return removed;
    },
    checkpoint: () => {
      try {
        sqlite.pragma('wal_checkpoint(TRUNCATE)');
      } catch (error) {
        throw storageError(error);
      }
    },
  });
}
