import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getTableColumns, getTableName, isTable } from 'drizzle-orm';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from './database.ts';
import * as schema from './schema.ts';

test('[STO2] the types in TypeScript are the tables that the migrations make', () => {
  const folder = mkdtempSync(join(tmpdir(), 'loa-schema-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  using db = openDatabase(join(folder, 'loa.db'));
  for (const table of Object.values(schema).filter((value) => isTable(value))) {
    const name = getTableName(table);
    const rows = db.sqlite.pragma(`table_info(${name})`) as {
      name: string;
      type: string;
      notnull: number;
      pk: number;
    }[];
    const made = rows.map((row) => [row.name, row.type, row.notnull === 1 || row.pk > 0]);
    const typed = Object.values(getTableColumns(table)).map((column) => [
      column.name,
      column.getSQLType().toUpperCase(),
      column.notNull,
    ]);
    expect([name, ...typed.sort()]).toEqual([name, ...made.sort()]);
  }
});
