import type { Database as Sqlite } from 'better-sqlite3';

/** Changes remembered; whoever looks less often than that reads everything again. */
const REMEMBERED_CHANGES = 50_000;

/** What this connection has written, for readers that keep what they read. */
export interface ChangeLog<Key> {
  add(key: Key): void;
  /** Null: more than is remembered, or another connection wrote. */
  since(cursor: number): { readonly keys: ReadonlySet<Key> | null; readonly cursor: number };
}

export function createChangeLog<Key>(sqlite: Sqlite): ChangeLog<Key> {
  let keys: Key[] = [];
  /** Cursor of the first that is remembered; cursors begin at 1, so that 0 is "never". */
  let first = 1;
  const dataVersion = dataVersionOf(sqlite);
  let version = dataVersion();

  function forget(count: number): void {
    keys = keys.slice(count);
    first += count;
  }

  return {
    add: (key) => {
      keys.push(key);
      if (keys.length > REMEMBERED_CHANGES) forget(REMEMBERED_CHANGES / 2);
    },
    since: (cursor) => {
      const current = dataVersion();
      if (current !== version) {
        version = current;
        // One more than there were, so that every cursor given before is too old.
        forget(keys.length);
        first += 1;
      }
      const next = first + keys.length;
      return { keys: cursor < first ? null : new Set(keys.slice(cursor - first)), cursor: next };
    },
  };
}

/** A number that changes when another connection has written, and only then. */
export function dataVersionOf(sqlite: Sqlite): () => number {
  const version = sqlite.prepare<[], number>('PRAGMA data_version').pluck();
  return () => version.get() as number;
}
