/** A database of before the calendar's documents, brought up to now. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { documentSchemas } from '@loa/protocol/documents';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSqliteStores, openDatabase } from '../../../src/adapters/sqlite/index.ts';

const MIGRATIONS = join(import.meta.dirname, '../../../migrations');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loa-migration-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** As version 0.1 left it. */
function formerDatabase(): string {
  const former = join(folder, 'migrations');
  mkdirSync(former);
  for (const name of readdirSync(MIGRATIONS).filter((each) => each < '0004')) {
    cpSync(join(MIGRATIONS, name), join(former, name));
  }
  const file = join(folder, 'loa.db');
  using database = openDatabase(file, { migrations: former });
  database.sqlite.exec(`
    INSERT INTO city VALUES (1, 'tam-ky', 'Asia/Ho_Chi_Minh');
    INSERT INTO bulletin VALUES ('ban-tin', 1, 'Bản tin sáng', 'normal', '', 'vi', 'an-my',
      'schedule-file', 0, '${'A'.repeat(43)}', 48000, -16, -1);
    INSERT INTO item VALUES
      ('sang', 0, 'ban-tin', '{"units":["tam-ky"],"zones":[],"nodes":[]}', '2026-11-22T05:30',
       'FREQ=DAILY', '2027-01-01', '["2026-12-25"]', 60, -3, 'restart', 900000000),
      ('chieu', 1, 'da-xoa', '{"units":[],"zones":["ven"],"nodes":[]}', '2026-11-22T17:00',
       NULL, NULL, '[]', 50, 0.5, 'continue', 90000000);`);
  return file;
}

test('[CAL100] items of before are campaigns of one bulletin, each with what it had', () => {
  using database = openDatabase(formerDatabase());
  const stored = createSqliteStores(database).documents.list('campaign');
  for (const { body } of stored) expect(documentSchemas.campaign.parse(body)).toEqual(body);
  expect(stored.map(({ origin, author }) => `${origin} ${author}`)).toEqual([
    'file schedule-file',
    'file schedule-file',
  ]);
  const [evening, morning] = stored.map(({ body }) => body);
  expect(morning).toMatchObject({
    id: 'sang',
    unit: 'an-my',
    title: 'Bản tin sáng',
    bulletins: ['ban-tin'],
    targets: { units: ['tam-ky'], zones: [], nodes: [] },
    timing: {
      start: '2026-11-22T05:30',
      rule: 'FREQ=DAILY',
      until: '2027-01-01',
      except: ['2026-12-25'],
      extra: [],
    },
    priority: 60,
    gainDb: -3,
    lateMinutes: 15,
    whenPreempted: 'restart',
  });
  expect(evening).toMatchObject({
    unit: 'tam-ky',
    title: 'chieu',
    timing: { rule: null, until: null },
    gainDb: 0.5,
    lateMinutes: 1.5,
  });
});
