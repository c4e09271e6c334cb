import type { Targets } from '@loa/protocol/playout';
import type { CueId } from '@loa/protocol/vocabulary';
import { LONGEST_VALIDITY_US } from '../../domain/playout/cue-of.ts';
import type { Exception, Occurrence, Withheld } from '../../domain/playout/occurrence.ts';
import type { CalendarStore } from '../../engine/ports.ts';
import { createChangeLog } from './change-log.ts';
import type { Database } from './database.ts';
import { columnsOf } from './raw-rows.ts';
import { occurrence } from './schema.ts';

/** Texts of targets whose values are kept: many occurrences share few. */
const KEPT_TARGETS = 10_000;

type Row = Omit<Occurrence, 'targets' | 'exceptions' | 'withheld'> & {
  readonly targets: string;
  readonly exceptions: string;
  readonly withheld: string | null;
};

const WITHDRAWN = JSON.stringify({ why: 'withdrawn', rule: null } satisfies Withheld);

/** Almost all have none. */
const NO_EXCEPTIONS: readonly Exception[] = [];

/**
 * Occurrences are the one table that is read and written by the ten thousand: its statements are
 * written out, as the query builder costs several times what SQLite does.
 */
export function createCalendarStore(db: Database): CalendarStore {
  const { sqlite } = db;
  const { names, selection, parameters, updates } = columnsOf(occurrence, ['withdrawn']);
  // What began longer ago has ended: without this bound each question reads the whole history.
  const between = sqlite.prepare<[number, number, number], Row>(
    `SELECT ${selection} FROM occurrence
     WHERE start_at_us < ? AND start_at_us >= ? AND valid_until_us > ? AND withdrawn = 0
     ORDER BY start_at_us, cue_id`,
  );
  // Identities begin with the item's: what follows it is `@` or, in a session, `~`.
  const ofItem = sqlite.prepare<[string, string, string, string], Row>(
    `SELECT ${selection} FROM occurrence
     WHERE withdrawn = 0 AND (cue_id >= ? AND cue_id < ? OR cue_id >= ? AND cue_id < ?)
     ORDER BY start_at_us, cue_id`,
  );
  const get = sqlite.prepare<[CueId], Row>(
    `SELECT ${selection} FROM occurrence WHERE cue_id = ? AND withdrawn = 0`,
  );
  const put = sqlite.prepare<[Row]>(
    `INSERT INTO occurrence (${names}) VALUES (${parameters})
     ON CONFLICT DO UPDATE SET ${updates}, withdrawn = 0`,
  );
  const remove = sqlite.prepare<[CueId]>('UPDATE occurrence SET withdrawn = 1 WHERE cue_id = ?');
  const restore = sqlite.prepare<[string, CueId]>(
    'UPDATE occurrence SET withdrawn = 0, withheld = ? WHERE cue_id = ? AND withdrawn = 1',
  );
  const markStopped = sqlite.prepare<[number, CueId]>(
    'UPDATE occurrence SET stopped_at_us = ? WHERE cue_id = ?',
  );
  const readTargets = createTargetsReader();
  const toOccurrence = (row: Row): Occurrence => ({
    ...row,
    targets: readTargets(row.targets),
    exceptions:
      row.exceptions === '[]' ? NO_EXCEPTIONS : (JSON.parse(row.exceptions) as Exception[]),
    withheld: row.withheld === null ? null : (JSON.parse(row.withheld) as Withheld),
  });
  const changes = createChangeLog<CueId>(sqlite);
  return {
    between: (fromUs, toUs) =>
      between.all(toUs, fromUs - LONGEST_VALIDITY_US, fromUs).map(toOccurrence),
    ofItem: (itemId) =>
      ofItem.all(`${itemId}@`, `${itemId}A`, `${itemId}~`, `${itemId}\x7f`).map(toOccurrence),
    get: (cueId) => {
      const row = get.get(cueId);
      return row ? toOccurrence(row) : null;
    },
    put: (occurrences) =>
      sqlite.transaction(() => {
        for (const entry of occurrences) {
          put.run(rowOf(entry));
          changes.add(entry.cueId);
        }
      })(),
    remove: (cueIds) =>
      sqlite.transaction(() => {
        for (const cueId of cueIds) {
          remove.run(cueId);
          changes.add(cueId);
        }
      })(),
    restoreWithdrawn: (cueIds) =>
      sqlite.transaction(() => {
        for (const cueId of cueIds) {
          if (restore.run(WITHDRAWN, cueId).changes > 0) changes.add(cueId);
        }
      })(),
    markStopped: (cueId, atUs) => {
      markStopped.run(atUs, cueId);
      changes.add(cueId);
    },
    changedSince: (cursor) => {
      const { keys, cursor: next } = changes.since(cursor);
      return { cueIds: keys, cursor: next };
    },
  };
}

function rowOf(entry: Occurrence): Row {
  return {
    ...entry,
    targets: JSON.stringify(entry.targets),
    exceptions: entry.exceptions.length === 0 ? '[]' : JSON.stringify(entry.exceptions),
    withheld: entry.withheld === null ? null : JSON.stringify(entry.withheld),
  };
}

function createTargetsReader(): (text: string) => Targets {
  const known = new Map<string, Targets>();
  return (text) => {
    const found = known.get(text);
    if (found) return found;
    if (known.size >= KEPT_TARGETS) known.clear();
    const made = JSON.parse(text) as Targets;
    known.set(text, made);
    return made;
  };
}
