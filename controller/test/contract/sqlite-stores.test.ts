/** The stores' contract on SQLite, on real files. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from 'vitest';
import { createSqliteStores, openDatabase } from '../../src/adapters/sqlite/index.ts';
import { describeStores } from './stores.ts';

describe('SQLite', () => {
  describeStores(() => {
    const folder = mkdtempSync(join(tmpdir(), 'loa-stores-'));
    const db = openDatabase(join(folder, 'loa.db'));
    return {
      stores: createSqliteStores(db),
      dispose: () => {
        db.close();
        rmSync(folder, { recursive: true });
      },
    };
  });
});
