/**
 * The database as a file: what survives a kill, what is refused at the start and with which words,
 * whether types and tables agree.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  createHousekeepingStore,
  createSqliteStores,
  type Database,
  openDatabase,
  verifyAudit,
} from '../../../src/adapters/sqlite/index.ts';
import {
  aBulletin,
  aCity,
  anOccurrence,
  anOrder,
  aReceipt,
  BULLETIN,
  CUE,
  NODE,
  START_US,
} from '../../support/stored-things.ts';

const MIGRATIONS = fileURLToPath(new URL('../../../migrations/', import.meta.url));

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loa-database-'));
  path = join(folder, 'loa.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('durability', () => {
  test('[STO1] what was acknowledged before a kill -9 is there afterwards', async () => {
    const writer = fileURLToPath(new URL('../../support/acknowledging-writer.ts', import.meta.url));
    for (const killAfter of [1, 17, 60]) {
      const child = spawn(process.execPath, [writer, path], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let said = '';
      let lines = 0;
      child.stdout.setEncoding('utf8');
      child.stdout.on('data', (text: string) => {
        said += text;
        lines += text.split('\n').length - 1;
        if (lines >= killAfter) child.kill('SIGKILL');
      });
      await once(child, 'close');
      const acknowledged = Number(said.slice(0, said.lastIndexOf('\n')).split('\n').at(-1));
      using db = openDatabase(path);
      expect(createSqliteStores(db).receipts.through(NODE)).toBeGreaterThanOrEqual(acknowledged);
      expect(acknowledged).toBeGreaterThanOrEqual(killAfter);
    }
  });

  test('[STO1] writes wait for the disk, other writers for 100 ms at most', () => {
    using db = openDatabase(path);
    expect(db.sqlite.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(db.sqlite.pragma('synchronous', { simple: true })).toBe(2);
    expect(db.sqlite.pragma('foreign_keys', { simple: true })).toBe(1);
    expect(db.sqlite.pragma('busy_timeout', { simple: true })).toBeLessThanOrEqual(100);
  });

  test('[STO1] a lock held by another process is an error that may be tried again', () => {
    using db = openDatabase(path);
    using other = openDatabase(path);
    other.sqlite.exec('BEGIN IMMEDIATE');
    const { library } = createSqliteStores(db);
    const thrown = catchError(() => library.put(aBulletin()));
    expect(thrown).toMatchObject({ code: 'unavailable', isRetryable: true });
    expect(library.list()).toEqual([]);
    other.sqlite.exec('COMMIT');
    library.put(aBulletin());
    expect(library.list()).toHaveLength(1);
  });

  test('[STO3] what another process changed in the city is seen', () => {
    using db = openDatabase(path);
    using other = openDatabase(path);
    const { city } = createSqliteStores(db);
    expect(city.load()).toBeNull();
    createSqliteStores(other).city.replace(aCity());
    expect(city.load()).toEqual(aCity());
    expect(city.load()).toBe(city.load());
  });

  test('[STO1] a full disk refuses writes with a code, reads go on', () => {
    using db = openDatabase(path);
    const { library } = createSqliteStores(db);
    library.put(aBulletin());
    const pages = Number(db.sqlite.pragma('page_count', { simple: true }));
    db.sqlite.pragma(`max_page_count = ${pages}`);
    const title = 'x'.repeat(100_000);
    expect(catchError(() => library.put(aBulletin({ title })))).toMatchObject({
      code: 'storage-full',
      isRetryable: true,
    });
    expect(library.get(BULLETIN)?.title).toBe(aBulletin().title);
  });
});

describe('opening', () => {
  test('[STO2] a damaged database is refused, untouched, with the remedy', () => {
    const db = openDatabase(path);
    const { calendar } = createSqliteStores(db);
    for (let i = 0; i < 200; i++) {
      calendar.put([anOccurrence({ cueId: `a${i}@2026-11-22T05:30` as never })]);
    }
    db.sqlite.pragma('wal_checkpoint(TRUNCATE)');
    db.close();
    const bytes = readFileSync(path);
    bytes.fill(0xa5, bytes.length - 3 * 4096);
    writeFileSync(path, bytes);
    expect(() => openDatabase(path)).toThrow(/is damaged .* copy the newest file of backups\//s);
    expect(readFileSync(path).equals(bytes)).toBe(true);
  });

  test('[STO2] a file that is no database is refused with the remedy', () => {
    writeFileSync(path, 'Kính gửi ủy ban nhân dân phường'.repeat(200));
    expect(() => openDatabase(path)).toThrow(/is damaged/);
  });

  test('[STO2] a changed or unknown migration is refused', () => {
    const migrations = join(folder, 'migrations');
    const file = join(migrations, '0001_a.sql');
    mkdirSync(migrations);
    writeFileSync(file, 'CREATE TABLE a (x TEXT) STRICT;');
    openDatabase(path, { migrations }).close();
    openDatabase(path, { migrations }).close();
    writeFileSync(join(migrations, '0002_b.sql'), 'CREATE TABLE b (x TEXT) STRICT; CREATE oops;');
    expect(() => openDatabase(path, { migrations })).toThrow(/oops/);
    writeFileSync(join(migrations, '0002_b.sql'), 'CREATE TABLE b (x TEXT) STRICT;');
    openDatabase(path, { migrations }).close();
    rmSync(join(migrations, '0002_b.sql'));
    expect(() => openDatabase(path, { migrations })).toThrow(/newer/);
    writeFileSync(join(migrations, '0002_b.sql'), 'CREATE TABLE b (x TEXT) STRICT;');
    writeFileSync(file, 'CREATE TABLE a (y TEXT) STRICT;');
    expect(() => openDatabase(path, { migrations })).toThrow(/was changed after/);
  });
});

describe('backup', () => {
  test('[STO6] a backup taken while writing opens and is whole', async () => {
    using db = openDatabase(path);
    const stores = createSqliteStores(db);
    stores.receipts.append(NODE, [aReceipt(1)]);
    const target = join(folder, 'backups', 'loa.db');
    const copying = db.backup(target);
    stores.receipts.append(NODE, [aReceipt(2)]);
    await copying;
    using copy = openDatabase(target);
    expect(createSqliteStores(copy).receipts.through(NODE)).toBeGreaterThanOrEqual(1);
  });

  test('[STO6] a backup that fails leaves no half file', async () => {
    using db = openDatabase(path);
    writeFileSync(join(folder, 'backups'), 'a file where a folder ought to be');
    await expect(db.backup(join(folder, 'backups', 'loa.db'))).rejects.toThrow();
  });
});

describe('audit', () => {
  function filled(): Database {
    const db = openDatabase(path);
    const { audit } = createSqliteStores(db);
    for (let i = 1; i <= 5; i++) {
      audit.append({ atMs: i, actor: 'hoa', action: 'send', subject: CUE, detail: { i } });
    }
    return db;
  }
  function tamper(statements: string): void {
    const copy = join(folder, 'tampered.db');
    copyFileSync(path, copy);
    using db = openDatabase(copy);
    expect(() => db.sqlite.exec(statements)).toThrow(/never/);
    db.sqlite.exec('DROP TRIGGER audit_never_changes; DROP TRIGGER audit_never_shrinks');
    db.sqlite.exec(statements);
    db.sqlite.pragma('wal_checkpoint(TRUNCATE)');
  }
  function verdict(): ReturnType<typeof verifyAudit> {
    using db = openDatabase(join(folder, 'tampered.db'));
    return verifyAudit(db);
  }

  test('[STO5] an untouched log is intact', () => {
    using db = filled();
    expect(verifyAudit(db)).toEqual({ outcome: 'intact', entries: 5 });
  });

  test.each([
    ['a changed entry', "UPDATE audit SET actor = 'mai' WHERE sequence = 3", 3, /changed/],
    ['a missing entry', 'DELETE FROM audit WHERE sequence = 2', 2, /missing/],
    ['a cut tail', 'DELETE FROM audit WHERE sequence = 5', 5, /cut off/],
    [
      'two swapped entries',
      'UPDATE audit SET sequence = 9 WHERE sequence = 2; ' +
        'UPDATE audit SET sequence = 2 WHERE sequence = 3; ' +
        'UPDATE audit SET sequence = 3 WHERE sequence = 9',
      2,
      /changed/,
    ],
  ])('[STO5] %s is found and named', (...[, statements, sequence, why]) => {
    filled().close();
    tamper(statements);
    expect(verdict()).toMatchObject({
      outcome: 'broken',
      sequence,
      why: expect.stringMatching(why),
    });
  });
});

describe('moving from pages a node to lists of pages', () => {
  test('[STO2] when a cue was sent to a node is known as before', () => {
    const former = join(folder, 'migrations');
    mkdirSync(former);
    for (const name of ['0001_first_form.sql', '0002_sites_and_acoustic_groups.sql']) {
      copyFileSync(join(MIGRATIONS, name), join(former, name));
    }
    const [still, gone] = ['S', 'G'].map((letter) => letter.repeat(43));
    const text = JSON.stringify({ day: '2026-11-22', cues: [{ cueId: CUE }] });
    {
      using db = openDatabase(path, { migrations: former });
      const insert = (table: string, ...values: unknown[]) =>
        db.sqlite.prepare(`INSERT INTO ${table} VALUES (${values.map(() => '?')})`).run(values);
      for (const hash of [still, gone]) {
        insert('page', hash, '2026-11-22', text);
        insert('page_cue', CUE, hash);
      }
      insert('head', NODE, 3, JSON.stringify({ body: '{"pages":[]}' }), 'c');
      insert('head_page', NODE, still, 3, null);
      insert('head_page', NODE, gone, 1, 3);
      insert('head_applied', NODE, 2, 200, 250);
      insert('head_applied', NODE, 3, 300, 350);
    }
    using db = openDatabase(path);
    const { plan } = createSqliteStores(db);
    expect(plan.sentAt(CUE)).toEqual(new Map([[NODE, 200]]));
    expect(plan.applied(NODE)).toEqual({ version: 3, atUs: 350 });
    expect(plan.headVersions()).toEqual([{ nodeId: NODE, version: 3, contentHash: 'c' }]);
    expect(plan.page(gone as never)).toBe(text);
  });
});

describe('retention', () => {
  const never = {
    receiptsBeforeUs: 0,
    occurrencesBeforeUs: 0,
    ordersBeforeUs: 0,
    sessionsBeforeMs: 0,
    failuresBeforeMs: 0,
    pagesBeforeDay: '0000-00-00',
  };

  test('[STO8] what is old goes, step by step; what was acknowledged stays acknowledged', () => {
    using db = openDatabase(path);
    const stores = createSqliteStores(db);
    const store = createHousekeepingStore(db);
    const lines = Array.from({ length: 2_500 }, (_, i) => aReceipt(i + 1, { atUs: START_US + i }));
    stores.receipts.append(NODE, lines);
    stores.plan.appendOrder((sequence) => anOrder(sequence));
    stores.calendar.put([anOccurrence()]);
    expect(store.removeStep(never)).toBe(0);
    const limits = {
      ...never,
      receiptsBeforeUs: START_US + 2_400,
      ordersBeforeUs: START_US * 2,
      occurrencesBeforeUs: START_US * 2,
    };
    expect(store.removeStep(limits)).toBe(2_002);
    expect(store.removeStep(limits)).toBe(400);
    expect(store.removeStep(limits)).toBe(0);
    expect(stores.receipts.through(NODE)).toBe(2_500);
    expect(stores.receipts.append(NODE, [aReceipt(1)])).toBe(2_500);
    expect(stores.receipts.ofCue(CUE)).toHaveLength(100);
    expect(stores.plan.lastOrderSequence()).toBe(1);
    expect(stores.plan.appendOrder((sequence) => anOrder(sequence)).sequence).toBe(2);
  });

  test('[STO8] a page that a head still lists stays, however old', () => {
    using db = openDatabase(path);
    const { plan } = createSqliteStores(db);
    const store = createHousekeepingStore(db);
    const hashes = ['L', 'O'].map((letter) => letter.repeat(43));
    const [listed, old] = hashes as [never, never];
    const text = '{"cues":[]}';
    plan.putPages([listed, old].map((hash) => ({ hash, day: '2020-01-01', text })));
    const body = JSON.stringify({ pages: [{ hash: listed }] });
    plan.putHeads([
      { nodeId: NODE, version: 1, envelope: JSON.stringify({ body }), contentHash: 'c' },
    ]);
    store.removeStep({ ...never, pagesBeforeDay: '2026-01-01' });
    expect(plan.page(listed)).toBe(text);
    expect(plan.page(old)).toBeNull();
  });
});

function catchError(work: () => void): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return null;
}
