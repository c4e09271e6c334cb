import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Targets } from '@loa/protocol/playout';
import { type DayPage, dayPageSchema, type PlanHead, planHeadSchema } from '@loa/protocol/signed';
import {
  type AssetId,
  type AuthorisationId,
  parseAssetId,
  parseNodeId,
  parseUnitId,
  parseZoneId,
} from '@loa/protocol/vocabulary';
import { contentName, silentLogger } from '@loa/runtime/node';
import { mulberry32 } from '@loa/runtime/pure';
import { readPrepared } from '../../../src/adapters/media/index.ts';
import { createPaperFiles } from '../../../src/adapters/paper-files/index.ts';
import {
  createDeclaredNodesFile,
  readScheduleFile,
} from '../../../src/adapters/schedule-files/index.ts';
import { openSigner } from '../../../src/adapters/signing/index.ts';
import { createSqliteStores, openDatabase } from '../../../src/adapters/sqlite/index.ts';
import { instantUsOf } from '../../../src/domain/calendar/civil-time.ts';
import type { NodeLink } from '../../../src/domain/paging/lead.ts';
import type { Actor } from '../../../src/domain/policy/actor.ts';
import type { AssetStore } from '../../../src/engine/asset-store-port.ts';
import { createCity } from '../../../src/engine/city.ts';
import { createEventBus, type EngineEvent } from '../../../src/engine/events.ts';
import type { MediaIngest, PreparedAsset } from '../../../src/engine/media-port.ts';
import { createPlanner } from '../../../src/engine/planning.ts';
import { createSending } from '../../../src/engine/sending.ts';
import { createTimeline } from '../../../src/engine/timeline.ts';
import { MovingClock } from '../../support/moving-clock.ts';

/**
 * The planning half of a controller on a real database, real keys and a clock that the test moves.
 * Media is a stand-in that works: what it makes of a file follows from the file's bytes.
 * `start` is a UTC time without `Z`.
 */
export function openPlanningCity(options: { start?: string; folder?: string } = {}) {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'loa-planning-'));
  const clock = new MovingClock(instantUsOf(options.start ?? '2026-11-22T00:00:00', 'UTC') / 1000);
  const database = openDatabase(join(folder, 'loa.db'));
  const stores = createSqliteStores(database);
  const chance = mulberry32(7);
  const random = {
    next: chance,
    bytes: (length: number) => Uint8Array.from({ length }, () => Math.floor(chance() * 256)),
  };
  const timeline = createTimeline(clock, random);
  const errors: unknown[] = [];
  const events = createEventBus((error) => errors.push(error));
  const told: EngineEvent[] = [];
  events.on((event) => told.push(event));
  const signer = openSigner({
    directory: join(folder, 'keys'),
    cityId: () => stores.city.load()?.cityId ?? null,
    nowUs: () => timeline.nowUs(),
  });
  const shared = { stores, signer, timeline, timers: clock, clock, random, events };
  const deps = { ...shared, logger: silentLogger, nameOf: contentName };
  const planner = createPlanner(deps);
  const media = new FileMedia();
  const declared = createDeclaredNodesFile(join(folder, 'declared-nodes.txt'));
  /** Of every node that is asked for. */
  const links: NodeLink[] = [];
  const city = createCity({
    ...deps,
    planner,
    media,
    readPrepared,
    assets: media.assets,
    papers: createPaperFiles(join(folder, 'papers')),
    declared,
  });
  const sending = createSending({ ...deps, planner, ways: { linksOf: () => links } });
  const head = (nodeId: string): PlanHead => {
    const envelope = stores.plan.head(parseNodeId(nodeId))?.envelope ?? '{"body":"{}"}';
    return planHeadSchema.parse(JSON.parse(JSON.parse(envelope).body));
  };
  return {
    ...deps,
    folder,
    told,
    media,
    city,
    planner,
    sending,
    head,
    /** The pages of a node as text, by hash. */
    pageTexts: (nodeId: string): string[] =>
      head(nodeId).pages.map(({ hash }) => stores.plan.page(hash) ?? 'missing'),
    pages: (nodeId: string): DayPage[] =>
      head(nodeId).pages.map(({ hash }) =>
        dayPageSchema.parse(JSON.parse(stores.plan.page(hash) ?? '')),
      ),
    authorisationBody: (id: AuthorisationId) =>
      JSON.parse(JSON.parse(stores.plan.authorisation(id) ?? '{"body":"{}"}').body),
    apply: async (file: string) => {
      const read = await readScheduleFile(file);
      if (read.outcome === 'invalid') throw new Error(JSON.stringify(read.problems));
      return await city.applySchedule(read.schedule, { signal: new AbortController().signal });
    },
    links,
    /** Actions in the audit log. */
    audited: (): string[] =>
      database.sqlite
        .prepare<[], { action: string }>('SELECT action FROM audit ORDER BY sequence')
        .all()
        .map(({ action }) => action),
    /** Ends the controller; `folder` stays for the next. */
    stop: () => {
      planner[Symbol.dispose]();
      database.close();
    },
    [Symbol.dispose]: () => {
      planner[Symbol.dispose]();
      database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
export type PlanningCity = ReturnType<typeof openPlanningCity>;

/** 20 s of sound for every file, named by the file's content. */
class FileMedia implements MediaIngest {
  readonly prepared: string[] = [];
  private readonly held = new Set<AssetId>();

  readonly assets: AssetStore = {
    put: async (asset) => void this.held.add(asset.assetId),
    has: (assetId) => this.held.has(assetId),
    list: () => [...this.held],
    manifest: async () => ({ outcome: 'missing' }),
    chunk: async () => ({ outcome: 'missing' }),
    oggPath: () => null,
    remove: async (assetId) => void this.held.delete(assetId),
  };

  prepare: MediaIngest['prepare'] = async (file) => {
    const bytes = readFileSync(file);
    if (bytes.length === 0) return { outcome: 'refused', reason: 'media-empty', detail: 'empty' };
    this.prepared.push(file);
    const asset: PreparedAsset = {
      assetId: parseAssetId(createHash('sha256').update(bytes).digest('base64url')),
      manifest: '',
      chunks: [],
      ogg: new Uint8Array(),
      durationFrames: 20 * 48_000,
      loudnessLufs: -16,
      truePeakDbtp: -1.5,
    };
    return { outcome: 'ready', asset };
  };
}

export function actorOf(unitId: string, role: Actor['role'] = 'broadcaster'): Actor {
  return {
    username: `${unitId}-${role}`,
    name: unitId,
    role,
    unitId: parseUnitId(unitId),
    language: 'vi',
  };
}

/** Targets from plain texts. */
export function targetsOf(wanted: {
  units?: readonly string[];
  zones?: readonly string[];
  nodes?: readonly string[];
}): Targets {
  return {
    units: (wanted.units ?? []).map(parseUnitId),
    zones: (wanted.zones ?? []).map(parseZoneId),
    nodes: (wanted.nodes ?? []).map(parseNodeId),
  };
}
