/**
 * The controller from the database to what it signs, in virtual time, without sockets: real SQLite,
 * keys, planner, documents and sending. It is killed by being left where it stands; its folder stays.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAssetId } from '@loa/protocol/vocabulary';
import { contentName, silentLogger } from '@loa/runtime/node';
import { mulberry32, type Timers } from '@loa/runtime/pure';
import { readPrepared } from '../../../controller/src/adapters/media/index.ts';
import { createPaperFiles } from '../../../controller/src/adapters/paper-files/index.ts';
import {
  createDeclaredNodesFile,
  readScheduleFile,
} from '../../../controller/src/adapters/schedule-files/index.ts';
import { openSigner } from '../../../controller/src/adapters/signing/index.ts';
import { createSqliteStores, openDatabase } from '../../../controller/src/adapters/sqlite/index.ts';
import { createCity } from '../../../controller/src/engine/city.ts';
import { createDocumentDesk } from '../../../controller/src/engine/document-desk.ts';
import { createPlanDocuments } from '../../../controller/src/engine/documents.ts';
import { createEventBus } from '../../../controller/src/engine/events.ts';
import { createExplain } from '../../../controller/src/engine/explain.ts';
import { createFleet } from '../../../controller/src/engine/fleet.ts';
import type { MediaIngest } from '../../../controller/src/engine/media-port.ts';
import { createPlanner } from '../../../controller/src/engine/planning.ts';
import { createSending } from '../../../controller/src/engine/sending.ts';
import { createTimeline } from '../../../controller/src/engine/timeline.ts';
import type { VirtualMachine } from '../../src/index.ts';

/** As much work as planning seems to do between two looks at the clock: publications take slices. */
const STEP_US = 4_000;
const TOP_UP_EVERY_MS = 6 * 3_600_000;

export interface VirtualControllerOptions {
  readonly folder: string;
  readonly machine: VirtualMachine;
  readonly seed: number;
  /** A slice of planning is done, or an edit; `isIdle` says whether more is to come. */
  readonly worked: () => void;
}

export type VirtualController = ReturnType<typeof openVirtualController>;

export function openVirtualController(options: VirtualControllerOptions) {
  const { folder, machine, seed, worked } = options;
  const { clock } = machine;
  const database = openDatabase(join(folder, 'loa.db'));
  const stores = createSqliteStores(database);
  const chance = mulberry32(seed);
  const random = {
    next: chance,
    bytes: (length: number) => Uint8Array.from({ length }, () => Math.floor(chance() * 256)),
  };
  const events = createEventBus((error) => {
    throw error;
  });
  const timeline = createTimeline(clock, random);
  const map = () => stores.city.load();
  const signer = openSigner({
    directory: join(folder, 'keys'),
    cityId: () => map()?.cityId ?? null,
    nowUs: () => timeline.nowUs(),
  });
  let waiting = 0;
  const timers: Timers = {
    ...machine.timers,
    after: (delayMs, run) => {
      waiting++;
      let isOver = false;
      const end = (): void => {
        if (!isOver) waiting--;
        isOver = true;
      };
      const timer = machine.timers.after(delayMs, () => {
        end();
        run();
        worked();
      });
      return {
        [Symbol.dispose]: () => {
          end();
          timer[Symbol.dispose]();
        },
      };
    },
  };
  let steps = 0;
  const busyClock = { ...clock, monotonicUs: () => clock.monotonicUs() + STEP_US * ++steps };
  const deps = { stores, signer, timeline, clock, random, events, map };
  const world = { ...deps, logger: silentLogger, nameOf: contentName };
  const planner = createPlanner({ ...world, clock: busyClock, timers });
  const city = createCity({
    ...world,
    ...{ planner, readPrepared, timers: machine.timers },
    ...{ media: MEDIA, assets: ASSETS },
    papers: createPaperFiles(join(folder, 'papers')),
    declared: createDeclaredNodesFile(join(folder, 'declared-nodes.txt')),
  });
  const sending = createSending({
    ...{ ...world, planner, timers: machine.timers },
    ways: { linksOf: () => [] },
  });
  const desk = createDocumentDesk({ ...deps, planner });
  const documents = createPlanDocuments({ plan: stores.plan, signer, timeline, map });
  const fleet = createFleet({
    ...{ ...world, timers: machine.timers },
    digest: contentName,
    outrun: planner.outrun,
  });
  const explain = createExplain({ stores, timeline, fleet, map });
  machine.timers.every(TOP_UP_EVERY_MS, () => planner.request());
  return {
    ...{ stores, events, timeline, planner, desk, sending, documents, map, fleet, explain },
    rootPublicKey: () => signer.rootPublicKey,
    timelineId: timeline.timelineId,
    isIdle: () => waiting === 0,
    setWall: (ms: number) => clock.setWall(ms),
    apply: async (file: string) => {
      const read = await readScheduleFile(file);
      if (read.outcome === 'invalid') throw new Error(JSON.stringify(read.problems));
      return await city.applySchedule(read.schedule, { signal: new AbortController().signal });
    },
    /** As `kill -9`: nothing of it runs any more. */
    kill: () => {
      machine.off();
      database.close();
    },
  };
}

/** Sound is not the subject: each file is a bulletin whose length follows from its bytes. */
const MEDIA: MediaIngest = {
  prepare: async (file) => {
    const digest = createHash('sha256').update(readFileSync(file)).digest();
    const asset = {
      assetId: parseAssetId(digest.toString('base64url')),
      manifest: '',
      chunks: [],
      ogg: new Uint8Array(),
      durationFrames: (20 + digest.readUInt8(0)) * 48_000,
      loudnessLufs: -16,
      truePeakDbtp: -1.5,
    };
    return { outcome: 'ready', asset };
  },
} as MediaIngest;

const held = new Set<string>();
const ASSETS: Parameters<typeof createCity>[0]['assets'] = {
  put: async (asset) => void held.add(asset.assetId),
  has: (assetId) => held.has(assetId),
  list: () => [],
  manifest: async () => ({ outcome: 'missing' }),
  chunk: async () => ({ outcome: 'missing' }),
  oggPath: () => null,
  remove: async () => {},
};
