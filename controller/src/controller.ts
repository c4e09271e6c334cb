import { accessSync, constants, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NodeId } from '@loa/protocol/vocabulary';
import { contentName } from '@loa/runtime/node';
import { type Clock, LoaError, type Logger, type Random, type Timers } from '@loa/runtime/pure';
import { createNodeLink, type NodeLink } from './adapters/agent-link/index.ts';
import { createAssetFiles } from './adapters/asset-files/index.ts';
import { createConsoleFeed } from './adapters/console-feed/console-feed.ts';
import { openControlSocket } from './adapters/control-socket/control-socket.ts';
import { createHousekeeping } from './adapters/housekeeping/index.ts';
import { buildHttp } from './adapters/http/build-http.ts';
import { type ControllerServer, listen } from './adapters/http/server.ts';
import { createLiveVoice } from './adapters/live-voice/live-voice.ts';
import { createMediaIngest, packRecording, readPrepared } from './adapters/media/index.ts';
// Its addon crashes where the last thread that loaded it ends: the main thread holds it for good.
import { OPUS_LOOK_AHEAD_FRAMES } from './adapters/opus/opus-voice-encoder.ts';
import { createPaperFiles } from './adapters/paper-files/index.ts';
import { createArgon2Passwords } from './adapters/passwords/argon2-passwords.ts';
import { createRecordings } from './adapters/recordings/recording-files.ts';
import { openRelaySources } from './adapters/relay-source/index.ts';
import { writeReport } from './adapters/reports/index.ts';
import {
  type ApplyReply,
  applyScheduleFile,
  compareScheduleFile,
  createDeclaredNodesFile,
  exportCity,
} from './adapters/schedule-files/index.ts';
import { newStreamKey, openRelayKeys, openSigner } from './adapters/signing/index.ts';
import {
  createHousekeepingStore,
  createSqliteStores,
  openDatabase,
} from './adapters/sqlite/index.ts';
import { createUploadFiles } from './adapters/uploads/upload-files.ts';
import { openVoices } from './adapters/voices/index.ts';
import type { ControllerConfig } from './config/config.ts';
import { type AccountsAdministration, createAccounts } from './engine/accounts.ts';
import { createApprovals } from './engine/approvals.ts';
import { createCalendarLinks } from './engine/calendar-links.ts';
import { type CityEngine, createCity } from './engine/city.ts';
import { createDocumentDesk } from './engine/document-desk.ts';
import { createPlanDocuments } from './engine/documents.ts';
import { createEventBus } from './engine/events.ts';
import type { Engine } from './engine/facades.ts';
import { createFleet } from './engine/fleet.ts';
import { createHandDowns } from './engine/hand-downs.ts';
import { createLibrary } from './engine/library.ts';
import { createLive } from './engine/live.ts';
import { replan } from './engine/ordering.ts';
import { createOutlook } from './engine/outlook.ts';
import { createPapers } from './engine/papers.ts';
import { createPlanner } from './engine/planning.ts';
import { createProof } from './engine/proof.ts';
import { createRelays } from './engine/relays.ts';
import { createReports } from './engine/reports.ts';
import { createSending } from './engine/sending.ts';
import { createSpokenBulletins } from './engine/spoken-bulletins.ts';
import { createTimeline } from './engine/timeline.ts';
import { createWays } from './engine/ways.ts';
import { type LanDoor, type LanReady, openLanDoor } from './lan-door.ts';

/** What a controller is given of the machine. */
export interface ControllerWorld {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly logger: Logger;
}

/** Where the controller is to be found. */
export interface Doorways {
  /** For people: the console, e.g. `http://127.0.0.1:8080`. */
  readonly url: string;
  /** For nodes: what `LOA_CONTROLLER` is to be, e.g. `ws://127.0.0.1:8081/agent`. */
  readonly nodeUrl: string;
  /** How others in the local network are let in, where that was asked for. */
  readonly lan: LanReady | null;
}

/** Disposing stops it in order: nodes and consoles are told, work is finished, files are closed. */
export interface Controller extends AsyncDisposable {
  readonly engine: Engine & {
    readonly accounts: AccountsAdministration;
    readonly city: CityEngine;
  };
  /** @param isRepeat as at every start: what the console changed since the last time stands */
  applySchedule(path: string, isRepeat?: boolean): Promise<ApplyReply>;
  /** What applying it would change. */
  compareSchedule(path: string): Promise<ApplyReply>;
  /** Writes the city as a file with its sound into a folder. */
  exportCity(folder: string): Promise<ApplyReply>;
  /** Speaks to people and nodes from now on. */
  listen(): Promise<Doorways>;
}

/**
 * Puts the controller together on its data folder, which it locks. Nothing listens yet.
 *
 * @throws LoaError when the folder is in use, the database is damaged or a key cannot be read
 */
export async function createController(
  config: ControllerConfig,
  world: ControllerWorld,
): Promise<Controller> {
  await using building = new AsyncDisposableStack();
  for (const folder of [config.dataDir, config.uploadDir]) makeFolder(folder);
  const stopping = new AbortController();
  const applySchedule = (path: string, isRepeat = false) =>
    applyScheduleFile(engine.city, path, { signal: stopping.signal, isRepeat });
  const compareSchedule = (path: string) => compareScheduleFile(engine.city, path);
  const writeCity = (folder: string) => exportCity(engine, folder);
  const lock = await openControlSocket(config.dataDir, {
    apply: (path) => applySchedule(path),
    diff: compareSchedule,
    export: writeCity,
    password: async (username) => {
      const password = await engine.accounts.resetPassword(username);
      return { ok: true, lines: [`new password of ${username}: ${password}`] };
    },
  });
  building.use(lock);
  const ground = await openGround(config, world, building);
  const engine = createEngine(config, ground, building);
  await engine.library.start();
  const owned = building.move();
  return {
    engine,
    applySchedule,
    compareSchedule,
    exportCity: writeCity,
    listen: () => openDoors({ config, ground, engine, owner: owned }),
    [Symbol.asyncDispose]: async () => {
      stopping.abort();
      await owned.disposeAsync();
    },
  };
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.W_OK);
  } catch (cause) {
    const text = `LOA_DATA: the folder ${folder} cannot be made or written to; give it to this user`;
    throw new LoaError('bad-request', text, { cause });
  }
}

type Ground = Awaited<ReturnType<typeof openGround>>;
type ControllerEngine = ReturnType<typeof createEngine>;

/** What every part stands on: storage, keys, time, news, and the tools for sound. */
async function openGround(
  config: ControllerConfig,
  world: ControllerWorld,
  owner: AsyncDisposableStack,
) {
  const { clock, timers, random, logger } = world;
  const database = owner.use(openDatabase(config.databaseFile));
  const stores = createSqliteStores(database);
  const timeline = createTimeline(clock, random);
  const map = () => stores.city.load();
  const signer = openSigner({
    directory: config.keyDir,
    cityId: () => map()?.cityId ?? null,
    nowUs: () => timeline.nowUs(),
  });
  const media = await createMediaIngest({
    workDir: join(config.dataDir, 'media-work'),
    timers,
    logger: logger.child('media'),
    ffmpegPath: config.ffmpegPath,
  });
  owner.use(media);
  const relaySources = await openRelaySources({
    workDir: join(config.dataDir, 'relay-work'),
    ...{ ffmpeg: media.ffmpeg, confinement: media.confinement, timers },
    hosts: () => stores.city.settings().relayHosts,
    logger: logger.child('relays'),
  });
  owner.use(relaySources);
  const voices = await openVoices({
    directory: join(config.dataDir, 'voices'),
    workDir: join(config.dataDir, 'voice-work'),
    uploadDir: config.uploadDir,
    timers,
    logger: logger.child('voices'),
    espeakPath: null,
  });
  owner.use(voices);
  return {
    ...world,
    ...{ database, stores, timeline, map, signer, media, relaySources, voices },
    assets: createAssetFiles(config.assetDir),
    papers: createPaperFiles(join(config.dataDir, 'papers')),
    events: createEventBus((error) => logger.error({ err: error }, 'a listener failed')),
    digest: contentName,
    nameOf: contentName,
    breathe: () => new Promise<void>((done) => void timers.after(0, done)),
  };
}

function createEngine(config: ControllerConfig, ground: Ground, owner: AsyncDisposableStack) {
  const { stores, logger } = ground;
  const { library: store, calendar, audit, transactions, accounts: people } = stores;
  const logged = (name: string) => ({ ...ground, logger: logger.child(name) });
  const planner = owner.use(createPlanner(logged('planning')));
  const city = createCity({
    readPrepared,
    ...logged('city'),
    planner,
    declared: createDeclaredNodesFile(join(config.dataDir, 'declared-nodes')),
  });
  const library = owner.use(
    createLibrary({
      ...logged('library'),
      ...{ store, calendar, audit, transactions, planner, documents: stores.documents },
      uploads: createUploadFiles(config.uploadDir),
    }),
  );
  const words = () => stores.city.settings().speech;
  const approvals = createApprovals({ ...ground, planner });
  const speech = createSpokenBulletins({ ...ground, library, audit, words });
  const passwords = createArgon2Passwords();
  const accounts = createAccounts({ ...ground, store: people, audit, passwords });
  const fleet = owner.use(createFleet({ ...logged('fleet'), outrun: planner.outrun }));
  const ways = createWays({ fleet });
  const sending = createSending({ ...logged('sending'), planner, ways });
  const desk = createDocumentDesk({ ...ground, planner });
  const outlook = owner.use(createOutlook({ ...ground, fleet }));
  const documents = createPlanDocuments({ ...ground, plan: stores.plan });
  const isOnline = (nodeId: NodeId) => fleet.isOnline(nodeId);
  const proof = owner.use(createProof({ ...ground, isOnline }));
  const reports = createReports({ ...ground, isOnline, writer: writeReport });
  const handDowns = createHandDowns({ ...ground, desk, proof });
  const link = createNodeLink({
    ...logged('agent-link'),
    ...{ fleet, documents, entry: new URL('./link-thread.ts', import.meta.url) },
    city: () => {
      const cityId = ground.map()?.cityId;
      return cityId === undefined ? null : { cityId, rootPublicKey: ground.signer.rootPublicKey };
    },
  });
  const live = createLive({
    ...logged('live'),
    ...{ planner, ways, newStreamKey, streams: link.streams },
    recordings: createRecordings({ ...logged('live'), folder: join(config.dataDir, 'talks') }),
    packRecording: (packets) => packRecording(packets, OPUS_LOOK_AHEAD_FRAMES),
  });
  const relays = createRelays({
    ...logged('relays'),
    ...{ planner, ways, streams: link.streams, sources: ground.relaySources },
    relayKeyOf: openRelayKeys(config.keyDir),
  });
  return {
    planner,
    city,
    library,
    approvals,
    papers: createPapers(ground),
    handDowns,
    speech,
    sending,
    fleet,
    documents,
    desk,
    outlook,
    proof,
    reports,
    calendarLinks: createCalendarLinks(ground),
    accounts,
    link,
    live,
    relays,
  };
}

interface Doors {
  readonly config: ControllerConfig;
  readonly ground: Ground;
  readonly engine: ControllerEngine;
  readonly owner: AsyncDisposableStack;
}

/** Opens the ways in, for nodes, consoles and people, and starts the nightly work. */
async function openDoors({ config, ground, engine, owner }: Doors): Promise<Doorways> {
  const { logger } = ground;
  // What nodes hold stands even where planning fails, and stopping must be possible on a full disk.
  replan({ planner: engine.planner, logger });
  // Before nodes connect: they are told that the talks of an earlier run are over.
  await engine.live.recover();
  const { secure, publicOrigins, consoleDir, uploadDir, trustProxy } = config;
  const origins = { secure, publicOrigins };
  const feed = createConsoleFeed({
    ...ground,
    engine,
    logger: logger.child('console-feed'),
    config: origins,
  });
  const voice = createLiveVoice({
    ...ground,
    ...{ engine, live: engine.live, config: origins },
    logger: logger.child('live-voice'),
  });
  const lan = config.lan === null ? null : openLanDoor({ ...ground, ...config, ...config.lan });
  const tls = lan?.certificate ?? readCertificate(config.tls);
  const { app } = await buildHttp({
    ...ground,
    engine,
    logger: logger.child('http'),
    config: { ...origins, tls, hasHsts: secure && lan === null, consoleDir, uploadDir, trustProxy },
  });
  const { host, port, nodePort, assetDir } = config;
  const upgrades = { '/api/feed': feed, '/api/live': voice };
  const server = owner.use(await listen(app, { host, port, upgrades }));
  owner.defer(() => feed.close());
  owner.defer(() => engine.link.close());
  owner.defer(() => voice.close());
  // First of these: what was said last still goes out, and speakers are told.
  owner.use(engine.live);
  const nodes = await engine.link.listen({ host, port: nodePort, tls, assetDir });
  owner.use(engine.relays);
  engine.relays.start();
  await startHousekeeping({ config, ground, engine, owner });
  const page = await openLan(lan, { server, link: engine.link, owner });
  return { url: server.url, nodeUrl: nodes.url, lan: page };
}

async function openLan(
  lan: LanDoor | null,
  doors: {
    readonly server: ControllerServer;
    readonly link: NodeLink;
    readonly owner: AsyncDisposableStack;
  },
): Promise<LanReady | null> {
  if (lan === null) return null;
  const { server, link, owner } = doors;
  owner.use(
    lan.watch((certificate) => {
      server.useCertificate(certificate);
      link.useCertificate(certificate);
    }),
  );
  return owner.use(await lan.openPage(server.port)).ready;
}

async function startHousekeeping({ config, ground, engine, owner }: Doors): Promise<void> {
  const { map, stores, database, logger } = ground;
  const housekeeping = createHousekeeping({
    ...ground,
    library: stores.library,
    store: createHousekeepingStore(database),
    topUp: async () => {
      engine.planner.republish();
      await engine.planner.settled();
    },
    backup: (path) => database.backup(path),
    backupFolder: config.backupDir,
    timeZone: () => map()?.timeZone ?? 'UTC',
    logger: logger.child('housekeeping'),
  });
  owner.defer(() => housekeeping.stop());
  await housekeeping.start();
}

function readCertificate(tls: ControllerConfig['tls']): { cert: string; key: string } | null {
  if (tls === null) return null;
  const read = (variable: string, path: string): string => {
    try {
      return readFileSync(path, 'utf8');
    } catch (cause) {
      throw new LoaError('bad-request', `${variable}: ${path} cannot be read`, { cause });
    }
  };
  return { cert: read('LOA_TLS_CERT', tls.certFile), key: read('LOA_TLS_KEY', tls.keyFile) };
}
