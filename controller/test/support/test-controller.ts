/**
 * A controller of real parts (SQLite, signer, planner, ffmpeg) in a temporary folder, without the
 * node link: what HTTP and the console feed are tested against. The city is `three-horns.yaml`: two
 * wards, three nodes.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  type AssetId,
  type BulletinId,
  parseAssetId,
  parseBulletinId,
  parseUnitId,
  type Role,
  type UnitId,
} from '@loa/protocol/vocabulary';
import {
  contentName,
  silentLogger,
  systemClock,
  systemRandom,
  systemTimers,
} from '@loa/runtime/node';
import type { Clock, Logger, Timers } from '@loa/runtime/pure';
import { createAssetFiles } from '../../src/adapters/asset-files/index.ts';
import { createConsoleFeed } from '../../src/adapters/console-feed/console-feed.ts';
import { buildHttp, type Http } from '../../src/adapters/http/build-http.ts';
import type { HttpConfig } from '../../src/adapters/http/deps.ts';
import { createMediaIngest, readPrepared } from '../../src/adapters/media/index.ts';
import { createPaperFiles } from '../../src/adapters/paper-files/index.ts';
import { createArgon2Passwords } from '../../src/adapters/passwords/argon2-passwords.ts';
import { openRelaySources } from '../../src/adapters/relay-source/index.ts';
import { writeReport } from '../../src/adapters/reports/index.ts';
import {
  applyScheduleFile,
  createDeclaredNodesFile,
} from '../../src/adapters/schedule-files/index.ts';
import { openRelayKeys, openSigner } from '../../src/adapters/signing/index.ts';
import { createSqliteStores, openDatabase } from '../../src/adapters/sqlite/index.ts';
import { createUploadFiles } from '../../src/adapters/uploads/upload-files.ts';
import { openVoices } from '../../src/adapters/voices/index.ts';
import { AS_BROUGHT_IN } from '../../src/domain/library/bulletin.ts';
import { type AccountsAdministration, createAccounts } from '../../src/engine/accounts.ts';
import { createApprovals } from '../../src/engine/approvals.ts';
import type { AssetStore } from '../../src/engine/asset-store-port.ts';
import { createCalendarLinks } from '../../src/engine/calendar-links.ts';
import { createCity } from '../../src/engine/city.ts';
import { createDocumentDesk } from '../../src/engine/document-desk.ts';
import { createPlanDocuments } from '../../src/engine/documents.ts';
import { createEventBus, type EventBus } from '../../src/engine/events.ts';
import type { Engine } from '../../src/engine/facades.ts';
import { createFleet } from '../../src/engine/fleet.ts';
import { createHandDowns } from '../../src/engine/hand-downs.ts';
import { createLibrary } from '../../src/engine/library.ts';
import type { SendingDeps } from '../../src/engine/ordering.ts';
import { createOutlook } from '../../src/engine/outlook.ts';
import { createPapers } from '../../src/engine/papers.ts';
import { createPlanner } from '../../src/engine/planning.ts';
import type { Stores } from '../../src/engine/ports.ts';
import { createProof } from '../../src/engine/proof.ts';
import { createRelays } from '../../src/engine/relays.ts';
import { createReports } from '../../src/engine/reports.ts';
import { createSending } from '../../src/engine/sending.ts';
import { createSpokenBulletins } from '../../src/engine/spoken-bulletins.ts';
import { createTimeline } from '../../src/engine/timeline.ts';
import { createWays } from '../../src/engine/ways.ts';
import { LiveStreams } from './live-streams.ts';

export const CITY: UnitId = parseUnitId('thu-nghiem');
export const EAST: UnitId = parseUnitId('phuong-dong');
export const WEST: UnitId = parseUnitId('phuong-tay');

const THREE_HORNS = resolve(import.meta.dirname, '../../../testing/fixtures/three-horns.yaml');

export interface Person {
  readonly username: string;
  readonly password: string;
}

export interface TestController extends AsyncDisposable {
  readonly folder: string;
  readonly uploadDir: string;
  readonly consoleDir: string;
  readonly engine: Engine & { readonly accounts: AccountsAdministration };
  readonly stores: Stores;
  readonly events: EventBus;
  /** What orders are made with, for parts that are put beside this one. */
  readonly ordering: SendingDeps & { readonly assets: AssetStore };
  readonly http: Http;
  readonly feed: ReturnType<typeof createConsoleFeed>;
  readonly config: HttpConfig;
  /** Makes an account of a role in a unit. */
  person(role: Role, unitId: UnitId): Promise<Person>;
  /** What the audit log says of a subject, oldest first. */
  audited(subject: string): readonly { readonly action: string; readonly detail: object }[];
  /** A bulletin without sound on the disk, which is enough for planning. */
  bulletin(id: string, unitId: UnitId): BulletinId;
}

export interface TestControllerOptions {
  readonly clock?: Clock;
  readonly timers?: Timers;
  readonly logger?: Logger;
  readonly config?: Partial<HttpConfig>;
  /** Leaves the city without a schedule. */
  readonly withoutCity?: boolean;
}

export async function startTestController(
  options: TestControllerOptions = {},
): Promise<TestController> {
  const folder = await mkdtemp(join(tmpdir(), 'loa-http-'));
  const { clock = systemClock, timers = systemTimers, logger = silentLogger } = options;
  const database = openDatabase(join(folder, 'loa.sqlite'));
  const stores = createSqliteStores(database);
  const events = createEventBus((error) => {
    throw error;
  });
  const random = systemRandom;
  const timeline = createTimeline(clock, random);
  const map = () => stores.city.load();
  const signer = openSigner({
    directory: join(folder, 'keys'),
    cityId: () => map()?.cityId ?? null,
    nowUs: () => timeline.nowUs(),
  });
  const assets = createAssetFiles(join(folder, 'assets'));
  const papers = createPaperFiles(join(folder, 'papers'));
  const media = await createMediaIngest({
    timers,
    logger,
    workDir: join(folder, 'work'),
    ffmpegPath: null,
  });
  const common = { stores, events, clock, timers, random, timeline, logger, map };
  const planner = createPlanner({ ...common, signer, nameOf: contentName });
  const declared = createDeclaredNodesFile(join(folder, 'declared.json'));
  const city = createCity({
    ...{ ...common, media, readPrepared, assets, papers, planner, declared },
  });
  const fleet = createFleet({ ...common, digest: contentName, outrun: planner.outrun });
  const proof = createProof({ ...common, isOnline: (nodeId) => fleet.isOnline(nodeId) });
  const reports = createReports({
    ...common,
    isOnline: (nodeId) => fleet.isOnline(nodeId),
    breathe: () => new Promise((done) => void timers.after(0, done)),
    writer: writeReport,
  });
  const outlook = createOutlook({ ...common, fleet });
  const uploadDir = join(folder, 'uploads');
  const library = createLibrary({
    ...common,
    store: stores.library,
    calendar: stores.calendar,
    documents: stores.documents,
    audit: stores.audit,
    transactions: stores.transactions,
    media,
    assets,
    uploads: createUploadFiles(uploadDir),
    planner,
  });
  const approvals = createApprovals({ ...common, planner });
  const desk = createDocumentDesk({ ...common, planner });
  const voices = await openVoices({
    directory: join(folder, 'voices'),
    workDir: join(folder, 'voice-work'),
    uploadDir,
    timers,
    logger,
    espeakPath: null,
  });
  const speech = createSpokenBulletins({
    ...{ voices, library, clock, stores, map },
    audit: stores.audit,
    words: () => stores.city.settings().speech,
  });
  const accounts = createAccounts({
    store: stores.accounts,
    audit: stores.audit,
    passwords: createArgon2Passwords(),
    digest: contentName,
    clock,
    random,
  });
  const ways = createWays({ fleet });
  const sources = await openRelaySources({
    ...{ ffmpeg: media.ffmpeg, confinement: media.confinement, timers, logger },
    workDir: join(folder, 'relay-work'),
    hosts: () => stores.city.settings().relayHosts,
  });
  const relays = createRelays({
    ...{ ...common, planner, signer, sources, ways, nameOf: contentName },
    streams: new LiveStreams(() => timeline.nowUs()),
    relayKeyOf: openRelayKeys(join(folder, 'keys')),
  });
  const engine = {
    city,
    library,
    approvals,
    papers: createPapers({ ...common, papers }),
    handDowns: createHandDowns({ ...common, desk, proof }),
    speech,
    fleet,
    proof,
    relays,
    reports,
    calendarLinks: createCalendarLinks({ ...common, digest: contentName }),
    accounts,
    sending: createSending({
      ...{ ...common, planner, signer, nameOf: contentName },
      ways,
    }),
    desk,
    outlook,
    documents: createPlanDocuments({ plan: stores.plan, signer, timeline, map }),
  };
  if (!options.withoutCity) {
    const applied = await applyScheduleFile(city, THREE_HORNS, {
      signal: AbortSignal.timeout(30_000),
    });
    if (!applied.ok) throw new Error(applied.lines.join('\n'));
  }
  const config: HttpConfig = {
    tls: null,
    hasHsts: options.config?.secure ?? false,
    secure: false,
    publicOrigins: [],
    trustProxy: [],
    consoleDir: join(folder, 'console'),
    uploadDir,
    ...options.config,
  };
  const http = await buildHttp({ engine, logger, clock, timers, config });
  const feed = createConsoleFeed({ engine, events, clock, timers, logger, config });
  let people = 0;
  return {
    folder,
    uploadDir,
    consoleDir: config.consoleDir,
    engine,
    stores,
    events,
    ordering: { ...common, planner, signer, assets, nameOf: contentName },
    http,
    feed,
    config,
    person: async (role, unitId) => {
      people += 1;
      const username = `${role}-${people}`;
      const password = await accounts.ensure({ username, name: `Người ${people}`, role, unitId });
      if (password === null) throw new Error(`account ${username} exists`);
      return { username, password };
    },
    audited: (subject) =>
      database.sqlite
        .prepare<[string], { action: string; detail: string }>(
          'SELECT action, detail FROM audit WHERE subject = ? ORDER BY sequence',
        )
        .all(subject)
        .map(({ action, detail }) => ({ action, detail: JSON.parse(detail) })),
    bulletin: (id, unitId) => putBulletin(stores, { id, unitId, createdAtMs: clock.nowMs() }),
    [Symbol.asyncDispose]: async () => {
      await feed.close();
      await http.app.close();
      relays[Symbol.dispose]();
      sources[Symbol.dispose]();
      await library[Symbol.asyncDispose]();
      await voices[Symbol.asyncDispose]();
      await media[Symbol.asyncDispose]();
      planner[Symbol.dispose]();
      fleet[Symbol.dispose]();
      proof[Symbol.dispose]();
      outlook[Symbol.dispose]();
      database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function putBulletin(
  stores: Stores,
  { id, unitId, createdAtMs }: { id: string; unitId: UnitId; createdAtMs: number },
): BulletinId {
  const bulletinId = parseBulletinId(id);
  const assetId: AssetId = parseAssetId(contentName(id));
  stores.library.put({
    bulletinId,
    revision: 1,
    title: `Bản tin ${id}`,
    class: 'normal',
    category: '',
    language: 'vi',
    unitId,
    author: 'kiem-thu',
    createdAtMs,
    assetId,
    durationFrames: 48_000 * 20,
    loudnessLufs: -16,
    truePeakDbtp: -1.5,
    ...AS_BROUGHT_IN,
  });
  return bulletinId;
}
