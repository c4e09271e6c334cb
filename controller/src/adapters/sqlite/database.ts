import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { syncDirectory } from '@loa/runtime/node';
import { LoaError } from '@loa/runtime/pure';
import SqliteFile, { type Database as Sqlite } from 'better-sqlite3';
import { type BetterSQLite3Database, drizzle } from 'drizzle-orm/better-sqlite3';
import { storageError } from './errors.ts';
import { migrate } from './migrations.ts';

/**
 * SQLite waits for a lock on the thread that runs everything, so it may not wait for long; another
 * writer (`npm run apply`) holds one for milliseconds.
 */
const BUSY_TIMEOUT_MS = 100;
const MIGRATIONS = fileURLToPath(new URL('../../../migrations/', import.meta.url));

/**
 * Pages of the write-ahead log before it is folded back: 32 MB. With SQLite's own 1,000 a province's
 * publication folds it dozens of times, each a wait for the disk.
 */
const CHECKPOINT_PAGES = 8_000;

/** An open database: one a process, closed last. */
export interface Database extends Disposable {
  readonly path: string;
  readonly sqlite: Sqlite;
  readonly orm: BetterSQLite3Database;
  /** A consistent copy while the database is in use; appears under `path` only when complete. */
  backup(path: string): Promise<void>;
  /** Idempotent. */
  close(): void;
}

/**
 * [STO1] Opens or makes the database: WAL with `synchronous=FULL`, so that what was acknowledged
 * survives a power cut; checked before use, migrated to this program's form.
 *
 * @throws LoaError naming the remedy when the file is damaged, foreign, locked or newer.
 */
export function openDatabase(
  path: string,
  options: { readonly migrations?: string } = {},
): Database {
  mkdirSync(dirname(path), { recursive: true });
  const sqlite = openFile(path);
  try {
    sqlite.pragma('journal_mode = WAL');
    sqlite.pragma('synchronous = FULL');
    sqlite.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    sqlite.pragma('foreign_keys = ON');
    checkWhole(sqlite, path);
    migrate(sqlite, options.migrations ?? MIGRATIONS);
  } catch (error) {
    sqlite.close();
    throw openError(error, path);
  }
  const close = (): void => void sqlite.close();
  return {
    path,
    sqlite,
    orm: drizzle(sqlite),
    backup: (target) => backUp(sqlite, target),
    close,
    [Symbol.dispose]: close,
  };
}

function openFile(path: string): Sqlite {
  try {
    return new SqliteFile(path, { timeout: BUSY_TIMEOUT_MS });
  } catch (error) {
    throw openError(error, path);
  }
}

function checkWhole(sqlite: Sqlite, path: string): void {
  const found = sqlite.pragma('quick_check(3)', { simple: true });
  if (found !== 'ok') throw damaged(path, String(found));
}

function openError(error: unknown, path: string): unknown {
  const code = error instanceof SqliteFile.SqliteError ? error.code : '';
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') {
    return damaged(path, (error as Error).message, error);
  }
  return storageError(error);
}

function damaged(path: string, found: string, cause?: unknown): LoaError {
  return new LoaError(
    'unavailable',
    `the database ${path} is damaged (${found}). Nothing was changed. Stop the controller, move ` +
      `${path}, ${path}-wal and ${path}-shm aside together, copy the newest file of backups/ to ` +
      `${path} and start again. Meanwhile the nodes play on from the plans they hold`,
    { cause },
  );
}

async function backUp(sqlite: Sqlite, target: string): Promise<void> {
  mkdirSync(dirname(target), { recursive: true });
  const part = `${target}.part`;
  try {
    await sqlite.backup(part);
    renameSync(part, target);
    syncDirectory(dirname(target));
  } catch (error) {
    if (existsSync(part)) rmSync(part);
    throw storageError(error);
  }
}
