/**
 * The node link with everything behind it real: a server on a port of its own, hub and desk, SQLite,
 * keys. Hub and desk are in one thread here, so that time may be a test's own; what they say to each
 * other is copied as between threads.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeChunk } from '@loa/protocol/asset';
import { type AssetId, type NodeId, parseAssetId } from '@loa/protocol/vocabulary';
import {
  contentName,
  silentLogger,
  systemClock,
  systemRandom,
  systemTimers,
} from '@loa/runtime/node';
import type { Clock, Logger, Random, Timers } from '@loa/runtime/pure';
import { createLinkDesk, type LinkDesk } from '../../src/adapters/agent-link/desk.ts';
import { createLinkHub, type LinkHub } from '../../src/adapters/agent-link/hub.ts';
import { listenForNodes } from '../../src/adapters/agent-link/hub-server.ts';
import { openSigner } from '../../src/adapters/signing/signer.ts';
import { createSqliteStores, openDatabase } from '../../src/adapters/sqlite/index.ts';
import type { Actor } from '../../src/domain/policy/actor.ts';
import type { AssetStore } from '../../src/engine/asset-store-port.ts';
import { createPlanDocuments } from '../../src/engine/documents.ts';
import { createEventBus, type EngineEvent, type EventBus } from '../../src/engine/events.ts';
import type { PlanDocuments } from '../../src/engine/facades.ts';
import { createFleet, type OwnedFleet } from '../../src/engine/fleet.ts';
import type { Signer, Stores } from '../../src/engine/ports.ts';
import { createTimeline, type LeadingTimeline } from '../../src/engine/timeline.ts';
import { aCity, CITY } from './stored-things.ts';

export const TECHNICIAN: Actor = {
  username: 'ky-thuat',
  name: 'Trần Văn Kỹ',
  role: 'technician',
  unitId: CITY,
  language: 'vi',
};

export interface LinkEngine extends AsyncDisposable {
  readonly folder: string;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly logger: Logger;
  readonly stores: Stores;
  readonly signer: Signer;
  readonly timeline: LeadingTimeline;
  readonly events: EventBus;
  readonly told: EngineEvent[];
  readonly fleet: OwnedFleet;
  readonly documents: PlanDocuments;
  readonly city: () => { readonly cityId: typeof CITY; readonly rootPublicKey: string };
  codeFor(nodeId: NodeId): string;
  /** Actions in the audit log. */
  noted(): string[];
  /** Nodes that were ahead of their plan, and the versions they held. */
  readonly outrunBy: readonly [NodeId, number][];
}

export interface LinkBench extends LinkEngine {
  readonly url: string;
  readonly port: number;
  readonly hub: LinkHub;
  readonly desk: LinkDesk;
  /** Two chunks of sound. */
  readonly assetId: AssetId;
}

/** Sound in memory: a manifest and two chunks. */
function someSound(): { assets: Pick<AssetStore, 'manifest' | 'chunk'>; assetId: AssetId } {
  const chunks = [1, 2].map((n) =>
    encodeChunk(Array.from({ length: 150 }, () => new Uint8Array(100).fill(n))),
  );
  const manifest = JSON.stringify({ chunks: chunks.map((chunk) => contentName(chunk)) });
  const assetId = parseAssetId(contentName(manifest));
  return {
    assetId,
    assets: {
      manifest: async (wanted) =>
        wanted === assetId ? { outcome: 'found', content: manifest } : { outcome: 'missing' },
      chunk: async (wanted, index) => {
        const content = wanted === assetId ? chunks[index] : undefined;
        return content ? { outcome: 'found', content } : { outcome: 'missing' };
      },
    },
  };
}

/** What the link stands on: fleet, keys and database, in a folder of their own. */
export async function openLinkEngine(
  time: { readonly clock: Clock; readonly timers: Timers } = {
    clock: systemClock,
    timers: systemTimers,
  },
): Promise<LinkEngine> {
  const { clock, timers } = time;
  const folder = await mkdtemp(join(tmpdir(), 'loa-link-'));
  const db = openDatabase(join(folder, 'loa.db'));
  const stores = createSqliteStores(db);
  stores.city.replace(aCity());
  const told: EngineEvent[] = [];
  const events = createEventBus((error) => {
    throw error;
  });
  events.on((event) => void told.push(event));
  const timeline = createTimeline(clock, systemRandom);
  const map = () => stores.city.load();
  const signer = openSigner({
    directory: join(folder, 'keys'),
    cityId: () => CITY,
    nowUs: () => timeline.nowUs(),
  });
  const common = { stores, events, clock, timers, timeline, map, random: systemRandom };
  const logger = silentLogger;
  const outrunBy: [NodeId, number][] = [];
  const outrun = (nodeId: NodeId, version: number) => void outrunBy.push([nodeId, version]);
  const fleet = createFleet({
    ...{ ...common, logger, outrun },
    digest: contentName,
  });
  const documents = createPlanDocuments({ plan: stores.plan, signer, timeline, map });
  return {
    ...{ ...common, folder, told, signer, fleet, documents, logger, outrunBy },
    city: () => ({ cityId: CITY, rootPublicKey: signer.rootPublicKey }),
    codeFor: (nodeId) => {
      const made = fleet.newCode(TECHNICIAN, nodeId);
      if (made.outcome === 'refused') throw new Error(made.detail);
      return made.code;
    },
    noted: () =>
      db.sqlite
        .prepare<[], { action: string }>('SELECT action FROM audit')
        .all()
        .map((e) => e.action),
    [Symbol.asyncDispose]: async () => {
      fleet[Symbol.dispose]();
      db.close();
      await rm(folder, { recursive: true });
    },
  };
}

export async function startLinkBench(
  time: { readonly clock: Clock; readonly timers: Timers } = {
    clock: systemClock,
    timers: systemTimers,
  },
): Promise<LinkBench> {
  const engine = await openLinkEngine(time);
  const { assets, assetId } = someSound();
  const hub: LinkHub = createLinkHub({
    ...{ ...engine, assets },
    post: (batch) => setImmediate(() => desk.take(structuredClone(batch))),
    openVoice: () => {
      throw new Error('no voice here');
    },
  });
  const desk = createLinkDesk({
    ...engine,
    post: (batch) => {
      const copied = structuredClone(batch);
      setImmediate(() => hub.take(copied));
    },
  });
  const server = await listenForNodes(hub, { host: '127.0.0.1', port: 0, tls: null });
  return {
    ...{ ...engine, hub, desk, assetId, url: server.url, port: server.port },
    [Symbol.asyncDispose]: async () => {
      server.close();
      const closed = hub.close();
      const { clock } = engine;
      if ('advance' in clock) (clock as { advance(ms: number): void }).advance(2_000);
      await closed;
      await engine[Symbol.asyncDispose]();
    },
  };
}

/** How asking for the link is answered; 101 is yes. */
export function upgradeStatus(port: number, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const call = request({
      port,
      path: '/agent',
      headers: {
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
        ...headers,
      },
    });
    call.on('upgrade', (_, socket) => {
      socket.destroy();
      resolve(101);
    });
    call.on('response', (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    call.on('error', reject);
    call.end();
  });
}
