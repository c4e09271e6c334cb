/**
 * What keeps ten thousand nodes bearable, shown on a few: how often the disk is asked and written, what
 * counts as news. Real stores; the desk of the node link is driven with the messages its hub sends.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseNodeId } from '@loa/protocol/vocabulary';
import { contentName, silentLogger, systemRandom } from '@loa/runtime/node';
import { LoaError } from '@loa/runtime/pure';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLinkDesk } from '../../../src/adapters/agent-link/desk.ts';
import type { FromHub, ToHub } from '../../../src/adapters/agent-link/exchange.ts';
import { openSigner } from '../../../src/adapters/signing/index.ts';
import { createSqliteStores, openDatabase } from '../../../src/adapters/sqlite/index.ts';
import { createPlanDocuments } from '../../../src/engine/documents.ts';
import { createEventBus, type EngineEvent } from '../../../src/engine/events.ts';
import { createFleet } from '../../../src/engine/fleet.ts';
import { createProof } from '../../../src/engine/proof.ts';
import { createTimeline } from '../../../src/engine/timeline.ts';
import { MovingClock } from '../../support/moving-clock.ts';
import {
  aCity,
  aNode,
  anOccurrence,
  CITY,
  CUE,
  START_US,
  WARD,
} from '../../support/stored-things.ts';

const NODES = Array.from({ length: 50 }, (_, n) => parseNodeId(`loa-${n}`));
const KEY = 'k'.repeat(43);

function openFleet() {
  const folder = mkdtempSync(join(tmpdir(), 'loa-scale-'));
  const clock = new MovingClock(START_US / 1000 - 3_600_000);
  const database = openDatabase(join(folder, 'loa.db'));
  const stores = createSqliteStores(database);
  stores.city.replace({
    ...aCity(),
    zones: new Map(),
    nodes: new Map(NODES.map((id) => [id, aNode(id, WARD)])),
  });
  const identity = { publicKey: KEY, enrolledAtMs: 1, connectionEpoch: 0, lastSeenMs: null };
  for (const nodeId of NODES) stores.fleet.putIdentity({ nodeId, ...identity });
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
  const common = {
    stores,
    events,
    clock,
    timers: clock,
    timeline,
    map,
    random: systemRandom,
    logger: silentLogger,
  };
  const fleet = createFleet({ ...common, digest: contentName, outrun: () => {} });
  const proof = createProof({ ...common, isOnline: (nodeId) => fleet.isOnline(nodeId) });
  const documents = createPlanDocuments({ plan: stores.plan, signer, timeline, map });
  const answers: ToHub[] = [];
  const commits: string[] = [];
  const desk = createLinkDesk({
    ...{ stores, fleet, documents, timeline, logger: silentLogger, city: () => null },
    post: (batch) => void answers.push(...batch),
  });
  return {
    ...{ stores, fleet, proof, desk, events, told, answers, commits, clock, timeline, database },
    [Symbol.dispose]: () => {
      proof[Symbol.dispose]();
      fleet[Symbol.dispose]();
      database.close();
      rmSync(folder, { recursive: true });
    },
  };
}

let world: ReturnType<typeof openFleet>;
beforeEach(() => {
  world = openFleet();
});
afterEach(() => world[Symbol.dispose]());

const hello = (index: number, connectionEpoch = 1): FromHub => ({
  kind: 'hello',
  session: index + 1,
  publicKey: KEY,
  hello: {
    ...{ protocol: 1, nonce: 'n'.repeat(43), nodeId: NODES[index] as never, bootId: 'b' },
    ...{ connectionEpoch, version: '1', sink: 'simulated', capabilities: [] },
    ...{ keyringVersion: 0, headVersion: 0, orderCursor: 0 },
  } as never,
});
const report = (index: number, body: object): FromHub => ({
  kind: 'report',
  session: index + 1,
  report: body as never,
});
const health = (index: number, change: object = {}): FromHub =>
  report(index, {
    kind: 'node/health',
    health: {
      ...{ atUs: START_US, faults: [], sounding: null, figure: 1 },
      ...{ clock: { state: 'synchronised' }, sink: { state: 'well' }, ...change },
    },
  });
const receipt = (index: number, sequence: number): FromHub =>
  report(index, {
    kind: 'node/receipts',
    receipts: [{ sequence, kind: 'started', cueId: CUE, atUs: START_US, positionFrames: 0 }],
  });

/** Counts the calls of some functions of an object from now on. */
function counted<Store extends object>(
  store: Store,
  names: readonly (keyof Store)[],
): { calls: number } {
  const count = { calls: 0 };
  for (const name of names) {
    const call = store[name] as (...values: unknown[]) => unknown;
    Object.assign(store, {
      [name]: (...values: unknown[]) => {
        count.calls += 1;
        return call(...values);
      },
    });
  }
  return count;
}

describe('a fleet', () => {
  test('[FLT32] lists of nodes read no disk, and say what was published and confirmed', () => {
    const { stores, fleet, events, desk } = world;
    fleet.nodes();
    desk.take(NODES.map((_, n) => hello(n)));
    const [nodeId] = NODES as [never];
    stores.plan.putHeads([{ nodeId, version: 4, envelope: '{}', contentHash: 'c' }]);
    events.emit({ kind: 'heads-published', nodeIds: [nodeId] });
    desk.take([report(0, { kind: 'node/plan-applied', version: 4, refused: [] })]);
    const names = [
      'head',
      'heads',
      'headVersions',
      'headVersion',
      'applied',
      'appliedVersions',
    ] as const;
    const plan = counted(stores.plan, names);
    const identities = counted(stores.fleet, ['identity', 'identities']);
    const views = fleet.nodes();
    expect(views).toHaveLength(NODES.length);
    expect(views[0]).toMatchObject({ state: 'well', planPublished: 4, planApplied: 4 });
    expect(plan.calls + identities.calls).toBe(0);
  });

  test('[FLT33] figures are no news; a state, a fault, an output and a sound are', () => {
    const { desk, told } = world;
    desk.take([hello(0), health(0)]);
    const newsOf = (change: object) => {
      told.length = 0;
      desk.take([health(0, change)]);
      return told.filter(({ kind }) => kind === 'node-changed').length;
    };
    expect(newsOf({ figure: 2, clock: { state: 'synchronised', offsetUs: 7 } })).toBe(0);
    expect(newsOf({ clock: { state: 'holdover' } })).toBe(1);
    expect(newsOf({ sink: { state: 'lost' } })).toBe(1);
    expect(newsOf({ faults: ['cpu-hot'] })).toBe(1);
    expect(newsOf({ sounding: { cueId: CUE, positionFrames: 0 } })).toBe(1);
  });

  test('[FLT34] what comes together is one write, done before anybody is answered', () => {
    const { desk, stores, database, answers } = world;
    const { run } = stores.transactions;
    let writes = 0;
    Object.assign(stores.transactions, {
      run: <T>(work: () => T): T => {
        if (!database.sqlite.inTransaction) writes += 1;
        expect(answers).toEqual([]);
        return run(work);
      },
    });
    desk.take([...NODES.map((_, n) => hello(n)), ...NODES.map((_, n) => receipt(n, 1))]);
    expect(writes).toBe(1);
    expect(answers.filter(({ kind }) => kind === 'welcome')).toHaveLength(NODES.length);
    expect(stores.receipts.ofCue(CUE)).toHaveLength(NODES.length);
  });

  test('[FLT34] a write that fails acknowledges nothing, and whoever said hello is sent away', async () => {
    const { desk, stores, answers, fleet } = world;
    desk.take([hello(0)]);
    const { run } = stores.transactions;
    answers.length = 0;
    Object.assign(stores.transactions, {
      run: <T>(work: () => T): T =>
        run(() => {
          work();
          throw new LoaError('storage-full', 'the disk is full', { isRetryable: true });
        }),
    });
    desk.take([receipt(0, 1), hello(1)]);
    Object.assign(stores.transactions, { run });
    expect(answers.filter(({ kind }) => kind === 'say' || kind === 'welcome')).toEqual([]);
    expect(answers).toContainEqual(expect.objectContaining({ kind: 'refuse', session: 2 }));
    expect(fleet.isOnline(NODES[1] as never)).toBe(false);
    expect(stores.receipts.through(NODES[0] as never)).toBe(0);
    answers.length = 0;
    desk.take([receipt(0, 1), hello(1, 2)]);
    expect(answers.filter(({ kind }) => kind === 'welcome')).toHaveLength(1);
    expect(stores.receipts.through(NODES[0] as never)).toBe(1);
  });
});

describe('broadcasts', () => {
  test('[FLT35] are looked at once before their start and once when they are over', () => {
    const { stores, proof, desk, events, clock } = world;
    desk.take(NODES.map((_, n) => hello(n)));
    const other = anOccurrence({
      cueId: 'khac@2026-11-22T07:00' as never,
      startAtUs: START_US + 5400e6,
      validUntilUs: START_US + 6400e6,
    });
    stores.calendar.put([anOccurrence(), other]);
    events.emit({ kind: 'broadcasts-changed', cueIds: [CUE, other.cueId] });
    const asked: string[] = [];
    const { ofCues } = stores.receipts;
    Object.assign(stores.receipts, {
      ofCues: (cueIds: Parameters<typeof ofCues>[0]) => {
        asked.push(...cueIds);
        return ofCues(cueIds);
      },
    });
    const look = () => {
      asked.length = 0;
      const views = proof.broadcasts(START_US - 3600e6, START_US + 7200e6);
      return views.map(({ state, counts }) => [state, counts.nodes, counts.unknown]);
    };
    const planned = [
      ['planned', 50, 0],
      ['planned', 50, 0],
    ];
    expect(look()).toEqual(planned);
    expect(asked).toEqual([CUE, other.cueId]);
    expect(look()).toEqual(planned);
    expect(asked).toEqual([]);
    // While it sounds it depends on every node.
    clock.advance(3_600_000 + 5_000);
    look();
    look();
    expect(asked).toEqual([CUE]);
    clock.advance(600_000);
    expect(look()[0]).toEqual(['over', 50, 50]);
    look();
    expect(asked).toEqual([]);
    const heard = {
      sequence: 1,
      kind: 'started',
      cueId: CUE,
      atUs: START_US,
      positionFrames: 0,
    } as const;
    const [nodeId] = NODES as [never];
    world.fleet.receipts(nodeId, [{ ...heard, nodeId, why: null, cutBy: null }]);
    look();
    expect(asked).toEqual([CUE]);
  });
});
