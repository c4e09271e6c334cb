/** The nightly work over a real database and real files; the nights are the test's own. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AssetId, parseAssetId } from '@loa/protocol/vocabulary';
import { silentLogger } from '@loa/runtime/node';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createHousekeeping } from '../../../src/adapters/housekeeping/index.ts';
import {
  backUpDatabase,
  type HousekeepingDeps,
  RETENTION,
  removeOld,
  removeUnusedPapers,
  removeUnusedSound,
} from '../../../src/adapters/housekeeping/jobs.ts';
import {
  createHousekeepingStore,
  createSqliteStores,
  type Database,
  openDatabase,
} from '../../../src/adapters/sqlite/index.ts';
import type { Stores } from '../../../src/engine/ports.ts';
import { MovingClock } from '../../support/moving-clock.ts';
import { ASSET, aBulletin, aReceipt, CUE, NODE, START_US } from '../../support/stored-things.ts';

const DAY_MS = 86_400_000;
let folder: string;
let db: Database;
let stores: Stores;
let clock: MovingClock;
let held: Set<AssetId>;
let papers: Set<string>;
let topUps: number;
let deps: HousekeepingDeps;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loa-housekeeping-'));
  db = openDatabase(join(folder, 'loa.db'));
  stores = createSqliteStores(db);
  clock = new MovingClock(START_US / 1000);
  held = new Set();
  papers = new Set();
  topUps = 0;
  deps = {
    store: createHousekeepingStore(db),
    library: stores.library,
    assets: { list: () => [...held], remove: async (assetId) => void held.delete(assetId) },
    papers: { list: () => [...papers], remove: async (name) => void papers.delete(name) },
    clock,
    timeline: { timelineId: 't', nowUs: () => clock.nowMs() * 1000 },
    timeZone: () => 'Asia/Ho_Chi_Minh',
    topUp: () => topUps++,
    backup: (path) => db.backup(path),
    backupFolder: join(folder, 'backups'),
    logger: silentLogger,
    breathe: () => Promise.resolve(),
  };
});
afterEach(() => {
  db.close();
  rmSync(folder, { recursive: true });
});

test('[STO6] one backup a civil day, the newest kept', async () => {
  for (let day = 0; day < RETENTION.backups + 2; day++) {
    await backUpDatabase(deps);
    await backUpDatabase(deps);
    clock.advance(DAY_MS);
  }
  const kept = readdirSync(join(folder, 'backups')).sort();
  expect(kept).toHaveLength(RETENTION.backups);
  expect(kept[0]).toBe('loa-2026-11-24.db');
  expect(kept.at(-1)).toBe('loa-2026-11-30.db');
  using copy = openDatabase(join(folder, 'backups', 'loa-2026-11-30.db'));
  expect(createSqliteStores(copy).library.list()).toEqual([]);
});

test('[STO8] receipts go when they are older than they are kept', async () => {
  const lines = Array.from({ length: 4_100 }, (_, i) => aReceipt(i + 1));
  stores.receipts.append(NODE, lines);
  clock.advance(RETENTION.receiptDays * DAY_MS - 1);
  await removeOld(deps);
  expect(stores.receipts.ofCue(CUE)).toHaveLength(4_100);
  clock.advance(2);
  await removeOld(deps);
  expect(stores.receipts.ofCue(CUE)).toEqual([]);
  expect(stores.receipts.through(NODE)).toBe(4_100);
});

test('[STO9] sound goes when two runs found it unused; what came into use stays', async () => {
  const unused = parseAssetId('U'.repeat(43));
  const uploading = parseAssetId('V'.repeat(43));
  held = new Set([ASSET, unused, uploading]);
  stores.library.put(aBulletin());
  const first = await removeUnusedSound(deps, new Set());
  expect(held.size).toBe(3);
  stores.library.put(aBulletin({ bulletinId: 'moi' as never, assetId: uploading }));
  await removeUnusedSound(deps, first);
  expect([...held]).toEqual([ASSET, uploading]);
});

test('[STO12] a paper goes when two runs found that no bulletin has it', async () => {
  papers = new Set(['attached.pdf', 'left.pdf', 'coming.pdf']);
  const { review } = aBulletin();
  const withFile = (file: string) => ({ review: { ...review, paper: { number: '1', file } } });
  stores.library.put(aBulletin(withFile('attached.pdf')));
  const first = await removeUnusedPapers(deps, new Set());
  expect(papers.size).toBe(3);
  stores.library.put(aBulletin({ bulletinId: 'moi' as never, ...withFile('coming.pdf') }));
  expect(await removeUnusedPapers(deps, first)).toEqual(new Set());
  expect([...papers]).toEqual(['attached.pdf', 'coming.pdf']);
});

test('[STO7] [STO10] missed nights are made up for at the start, once', async () => {
  const first = createHousekeeping(deps);
  await first.start();
  expect(topUps).toBe(1);
  expect(existsSync(join(folder, 'backups', 'loa-2026-11-22.db'))).toBe(true);
  await first.stop();
  clock.advance(DAY_MS / 2);
  const second = createHousekeeping(deps);
  await second.start();
  expect(topUps).toBe(1);
  await second.stop();
  clock.advance(2 * DAY_MS);
  const third = createHousekeeping(deps);
  await third.start();
  expect(topUps).toBe(2);
  await third.stop();
});

test('[STO10] a job that fails holds up no other, and is tried again', async () => {
  let broken = true;
  const failing = {
    ...deps,
    topUp: () => {
      topUps++;
      if (broken) throw new Error('the signer has no key');
    },
  };
  const first = createHousekeeping(failing);
  await first.start();
  await first.stop();
  expect(deps.store.lastRunAtMs('backup')).toBe(clock.nowMs());
  expect(deps.store.lastRunAtMs('top-up')).toBeNull();
  broken = false;
  const second = createHousekeeping(failing);
  await second.start();
  await second.stop();
  expect(topUps).toBe(2);
  expect(deps.store.lastRunAtMs('top-up')).toBe(clock.nowMs());
});
