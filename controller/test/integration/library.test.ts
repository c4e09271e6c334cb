/** The library's queue, with real storage and a media port that the test holds in its hands. */
import { access, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AssetId, parseAssetId, parseUnitId } from '@loa/protocol/vocabulary';
import { contentName, silentLogger, systemRandom } from '@loa/runtime/node';
import { LoaError } from '@loa/runtime/pure';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  createSqliteStores,
  type Database,
  openDatabase,
} from '../../src/adapters/sqlite/index.ts';
import { createUploadFiles } from '../../src/adapters/uploads/upload-files.ts';
import type { AssetStore } from '../../src/engine/asset-store-port.ts';
import { createEventBus } from '../../src/engine/events.ts';
import type { UploadJob } from '../../src/engine/facades.ts';
import { createLibrary, type LibraryEngine } from '../../src/engine/library.ts';
import type { MediaIngest, Preparation, PrepareOptions } from '../../src/engine/media-port.ts';
import { UPLOAD_LIMITS } from '../../src/engine/upload-jobs.ts';
import { MovingClock } from '../support/moving-clock.ts';

const ACTOR = {
  username: 'can-bo',
  name: 'Cán bộ',
  role: 'broadcaster',
  unitId: parseUnitId('phuong-dong'),
  language: 'vi',
} as const;
const BULLETIN = {
  title: 'Bản tin',
  class: 'normal',
  category: '',
  language: 'vi',
  unitId: ACTOR.unitId,
} as const;

/** Prepares when the test says so. */
class HeldIngest implements MediaIngest {
  readonly asked: (PrepareOptions & {
    file: string;
    resolve(outcome: Preparation): void;
    reject(error: unknown): void;
  })[] = [];

  prepare(file: string, options: PrepareOptions): Promise<Preparation> {
    return new Promise((resolve, reject) => {
      options.signal.addEventListener('abort', () => reject(options.signal.reason));
      this.asked.push({ ...options, file, resolve, reject });
    });
  }
}

/** Keeps names only. */
class NamedAssets implements Pick<AssetStore, 'put' | 'oggPath'> {
  readonly names = new Set<AssetId>();
  full = false;

  async put({ assetId }: { assetId: AssetId }): Promise<void> {
    if (this.full) throw new LoaError('storage-full', 'no room');
    this.names.add(assetId);
  }

  oggPath(assetId: AssetId): string | null {
    return this.names.has(assetId) ? `/assets/${assetId}/sound.ogg` : null;
  }
}

let folder: string;
let database: Database;
let library: LibraryEngine;
let media: HeldIngest;
let assets: NamedAssets;
let clock: MovingClock;
let news: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'loa-library-'));
  await mkdir(join(folder, 'uploads'));
  database = openDatabase(join(folder, 'loa.sqlite'));
  const stores = createSqliteStores(database);
  clock = new MovingClock(Date.parse('2026-11-22T06:00:00Z'));
  media = new HeldIngest();
  assets = new NamedAssets();
  news = [];
  const events = createEventBus((error) => {
    throw error;
  });
  events.on(({ kind }) => news.push(kind));
  library = createLibrary({
    store: stores.library,
    calendar: stores.calendar,
    documents: stores.documents,
    audit: stores.audit,
    transactions: stores.transactions,
    media,
    assets: assets as unknown as AssetStore,
    uploads: createUploadFiles(join(folder, 'uploads')),
    planner: { request: () => {} },
    map: () => null,
    events,
    timeline: { timelineId: 't', nowUs: () => clock.nowMs() * 1000 },
    clock,
    random: systemRandom,
    logger: silentLogger,
  });
});
afterEach(async () => {
  await library[Symbol.asyncDispose]();
  database.close();
  await rm(folder, { recursive: true });
});

async function upload(name: string): Promise<{ file: string; job: UploadJob }> {
  const file = join(folder, 'uploads', `${name}.upload`);
  await writeFile(file, 'sound');
  const job = library.submit(ACTOR, { ...BULLETIN, title: name }, file);
  if ('outcome' in job) throw new Error(job.code);
  return { file, job };
}

const ready = (name: string): Preparation => ({
  outcome: 'ready',
  asset: {
    assetId: parseAssetId(contentName(name)),
    manifest: '{}',
    chunks: [],
    ogg: new Uint8Array(),
    durationFrames: 48_000,
    loudnessLufs: -16,
    truePeakDbtp: -1,
  },
});

/** Lets promises that are already settled run. */
const settle = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
const settled = async (job: UploadJob) => {
  for (let i = 0; i < 200 && library.job(job.jobId)?.state === 'running'; i += 1) await settle();
  await settle();
  return library.job(job.jobId);
};
const isThere = (file: string) =>
  access(file).then(
    () => true,
    () => false,
  );

/** The file goes just after the job has ended. */
async function isGone(file: string): Promise<void> {
  for (let i = 0; i < 200 && (await isThere(file)); i += 1) await settle();
  expect(await isThere(file)).toBe(false);
}

test('[API38] one at a time, in the order of arrival, with progress that never falls', async () => {
  const first = await upload('mot');
  const second = await upload('hai');
  expect(media.asked).toHaveLength(1);
  expect(library.job(second.job.jobId)?.state).toBe('waiting');
  const seen: number[] = [];
  const ask = media.asked[0]!;
  for (const step of ['probe', 'measure', 'encode', 'check', 'encode', 'check'] as const) {
    for (const fraction of [0, 0.5, 1]) {
      ask.onProgress(step, fraction);
      seen.push(library.job(first.job.jobId)!.progress);
    }
  }
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  ask.resolve(ready('mot'));
  const done = await settled(first.job);
  expect(done).toMatchObject({ state: 'done', progress: 1, step: 'store' });
  expect(library.get(done!.bulletinId!)).toMatchObject({ title: 'mot', author: 'can-bo' });
  expect(library.soundFile(done!.bulletinId!)).toContain('sound.ogg');
  await isGone(first.file);
  expect(media.asked).toHaveLength(2);
  expect(news).toContain('library-changed');
});

test('[API38] progress is told in steps, not with every packet', async () => {
  await upload('mot');
  news.length = 0;
  for (let i = 0; i <= 10_000; i += 1) media.asked[0]!.onProgress('encode', i / 10_000);
  expect(news.length).toBeLessThan(40);
});

test('[API18] a refusal, a failure and a full disk end the job with their code; the file goes', async () => {
  const cases: [string, (ask: HeldIngest['asked'][number]) => void][] = [
    [
      'media-silent',
      (ask) => ask.resolve({ outcome: 'refused', reason: 'media-silent', detail: '' }),
    ],
    ['internal', (ask) => ask.reject(new Error('ffmpeg broke'))],
    ['unavailable', (ask) => ask.reject(new LoaError('unavailable', 'no ffmpeg'))],
    [
      'storage-full',
      (ask) => {
        assets.full = true;
        ask.resolve(ready('x'));
      },
    ],
  ];
  for (const [code, answer] of cases) {
    const { file, job } = await upload(code);
    await settle();
    answer(media.asked.at(-1)!);
    expect(await settled(job)).toMatchObject({ state: 'refused', refusal: { code } });
    await isGone(file);
  }
  expect(library.list()).toEqual([]);
});

test('[API39] twenty uploads may wait; one more is refused and stays with the sender', async () => {
  for (let i = 0; i < UPLOAD_LIMITS.queue; i += 1) await upload(`tin-${i}`);
  const file = join(folder, 'uploads', 'thua.upload');
  await writeFile(file, 'sound');
  const refused = library.submit(ACTOR, BULLETIN, file);
  expect(refused).toMatchObject({ outcome: 'refused', code: 'media-queue-full' });
  expect(await isThere(file)).toBe(true);
});

test('[API39] a finished job can be asked for an hour', async () => {
  const { job } = await upload('mot');
  media.asked[0]!.resolve(ready('mot'));
  await settled(job);
  clock.advance(UPLOAD_LIMITS.jobKeptMs - 1);
  expect(library.jobs()).toHaveLength(1);
  clock.advance(2);
  expect(library.jobs()).toEqual([]);
  expect(library.job(job.jobId)).toBeNull();
});

test('[API22] stopping aborts what runs and removes what waits', async () => {
  const running = await upload('mot');
  const waiting = await upload('hai');
  await library[Symbol.asyncDispose]();
  expect(media.asked[0]!.signal.aborted).toBe(true);
  expect(await isThere(running.file)).toBe(false);
  expect(await isThere(waiting.file)).toBe(false);
  expect(library.submit(ACTOR, BULLETIN, waiting.file)).toMatchObject({ outcome: 'refused' });
});
