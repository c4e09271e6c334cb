import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { contentName } from '@loa/runtime/node';
import { LoaError } from '@loa/runtime/pure';
import type { Database as Sqlite } from 'better-sqlite3';

interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

/** [STO2] Migrations go forward only, each once, in one transaction of its own. */
export function migrate(sqlite: Sqlite, folder: string): void {
  sqlite.exec(
    `CREATE TABLE IF NOT EXISTS schema_migration (
       version INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL
     ) STRICT`,
  );
  const migrations = readMigrations(folder);
  const applied = sqlite
    .prepare<[], Omit<Migration, 'sql'>>('SELECT * FROM schema_migration ORDER BY version')
    .all();
  for (const done of applied) checkKnown(done, migrations);
  const record = sqlite.prepare('INSERT INTO schema_migration VALUES (?, ?, ?)');
  for (const migration of migrations.slice(applied.length)) {
    sqlite.transaction(() => {
      sqlite.exec(migration.sql);
      record.run(migration.version, migration.name, migration.checksum);
    })();
  }
}

function readMigrations(folder: string): Migration[] {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort();
  return names.map((name, index) => {
    const version = Number(/^(\d{4})_[a-z0-9_]+\.sql$/.exec(name)?.[1]);
    if (version !== index + 1) {
      throw new LoaError('internal', `migrations/${name}: ${index + 1} is next, as NNNN_name.sql`);
    }
    const sql = readFileSync(join(folder, name), 'utf8');
    return { version, name, sql, checksum: contentName(sql) };
  });
}

function checkKnown(done: Omit<Migration, 'sql'>, migrations: readonly Migration[]): void {
  const known = migrations[done.version - 1];
  if (!known) {
    throw new LoaError(
      'unavailable',
      `the database is newer (${done.name}) than this program: start the newer version, or put ` +
        'back a backup of before the update',
    );
  }
  if (known.checksum !== done.checksum) {
    throw new LoaError(
      'internal',
      `migrations/${known.name} was changed after it had been applied: put it back and add a new one`,
    );
  }
}
