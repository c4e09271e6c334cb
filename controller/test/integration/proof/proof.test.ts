/** Proof of play over a real database: plan, receipts and presence joined, at the test's own time. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseCueId } from '@loa/protocol/vocabulary';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  createSqliteStores,
  type Database,
  openDatabase,
} from '../../../src/adapters/sqlite/index.ts';
import { REPORT_GRACE_US } from '../../../src/domain/proof/judge-play.ts';
import type { Zone } from '../../../src/domain/zoning/city-map.ts';
import { createEventBus, type EngineEvent, type EventBus } from '../../../src/engine/events.ts';
import type { Stores } from '../../../src/engine/ports.ts';
import { createProof, type OwnedProof } from '../../../src/engine/proof.ts';
import { MovingClock } from '../../support/moving-clock.ts';
import {
  aCity,
  anOccurrence,
  anOrder,
  aReceipt,
  CUE,
  NODE,
  OTHER_NODE,
  START_US,
  WARD,
} from '../../support/stored-things.ts';

const FRAMES = 480_000;
let folder: string;
let db: Database;
let stores: Stores;
let events: EventBus;
let clock: MovingClock;
let proof: OwnedProof;
let online: Set<string>;
let told: EngineEvent[];
const timeline = { timelineId: 't', nowUs: () => clock.nowMs() * 1000 };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loa-proof-'));
  db = openDatabase(join(folder, 'loa.db'));
  stores = createSqliteStores(db);
  stores.city.replace(aCity());
  told = [];
  events = createEventBus((error) => {
    throw error;
  });
  events.on((event) => void told.push(event));
  clock = new MovingClock(START_US / 1000 - 60_000);
  online = new Set([NODE, OTHER_NODE]);
  proof = createProof({
    stores,
    events,
    timeline,
    timers: clock,
    map: () => stores.city.load(),
    isOnline: (nodeId) => online.has(nodeId),
  });
});
afterEach(() => {
  proof[Symbol.dispose]();
  db.close();
  rmSync(folder, { recursive: true });
});

function plan(...change: Parameters<typeof anOccurrence>): void {
  stores.calendar.put([anOccurrence(...change)]);
  events.emit({ kind: 'heads-published', nodeIds: [NODE, OTHER_NODE] });
}

test('[PRF3] a broadcast goes from planned over sounding to over, with its counts', () => {
  plan();
  expect(proof.broadcast(CUE)).toMatchObject({
    state: 'planned',
    counts: { nodes: 2, unknown: 0 },
  });
  clock.advance(61_000);
  stores.receipts.append(NODE, [aReceipt(1)]);
  expect(proof.broadcast(CUE)).toMatchObject({ state: 'sounding', counts: { sounding: 1 } });
  clock.advance(10_000);
  stores.receipts.append(NODE, [
    aReceipt(2, { kind: 'ended', why: 'finished', positionFrames: FRAMES }),
  ]);
  const missed = { nodeId: OTHER_NODE, kind: 'missed', why: 'asset-missing' } as const;
  stores.receipts.append(OTHER_NODE, [aReceipt(1, missed)]);
  expect(proof.broadcast(CUE)).toMatchObject({
    state: 'over',
    counts: { nodes: 2, sounding: 0, full: 1, part: 0, missed: 1, unknown: 0 },
  });
  const [first, second] = proof.proofs(CUE);
  expect(first).toMatchObject({ nodeId: NODE, heardFrames: FRAMES, outcome: 'full' });
  expect(second).toMatchObject({ nodeId: OTHER_NODE, outcome: 'missed', reason: 'asset-missing' });
  expect(proof.broadcasts(START_US, START_US + 1)).toEqual([proof.broadcast(CUE)]);
});

test('[PRF5] what the plan foresees is what the nodes will do, for each node by itself', () => {
  const louder = parseCueId('khan@2026-11-22T05:30:04');
  plan();
  plan({
    cueId: louder,
    priority: 90,
    startAtUs: START_US + 4e6,
    validUntilUs: START_US + 900e6,
    targets: { units: [], zones: [], nodes: [NODE] },
  });
  plan({ whenPreempted: 'drop' });
  const [here, there] = proof.proofs(CUE);
  expect(here?.predicted).toEqual({ outcome: 'part', reason: 'preempted', cutBy: louder });
  expect(there?.predicted).toEqual({ outcome: 'full', reason: null, cutBy: null });
});

test('[PRF5] a stop of a ward by order changes what is foreseen there alone', () => {
  plan();
  expect(proof.proofs(CUE).map(({ predicted }) => predicted.outcome)).toEqual(['full', 'full']);
  const order = stores.plan.appendOrder((sequence) =>
    anOrder(sequence, {
      effectiveAtUs: START_US + 3e6,
      targets: { units: [], zones: [], nodes: [NODE] },
      cancel: { kind: 'everything' },
    }),
  );
  events.emit({ kind: 'order-issued', sequence: order.sequence });
  expect(proof.proofs(CUE).map(({ predicted }) => predicted)).toEqual([
    { outcome: 'part', reason: 'stopped', cutBy: null },
    { outcome: 'full', reason: null, cutBy: null },
  ]);
});

test('[PRF7] a broadcast that is stopped before its start is stopped from that order on', () => {
  plan();
  stores.calendar.markStopped(CUE, timeline.nowUs() + 200_000);
  expect(proof.broadcast(CUE)?.state).toBe('stopped');
});

test('[PRF7] one that sounds goes on until the stop takes effect', () => {
  plan();
  clock.advance(61_000);
  stores.receipts.append(NODE, [aReceipt(1)]);
  stores.calendar.markStopped(CUE, timeline.nowUs() + 200_000);
  expect(proof.broadcast(CUE)?.state).toBe('sounding');
  clock.advance(200);
  expect(proof.broadcast(CUE)?.state).toBe('stopped');
});

test('[PRF6] a broadcast that changes by time alone is told', () => {
  plan();
  told.length = 0;
  clock.advance(59_000);
  expect(told).toEqual([]);
  clock.advance(1_001);
  expect(told).toEqual([{ kind: 'broadcasts-changed', cueIds: [CUE] }]);
  expect(proof.broadcast(CUE)?.counts.unknown).toBe(0);
  told.length = 0;
  clock.advance(25_000);
  expect(told).toEqual([{ kind: 'broadcasts-changed', cueIds: [CUE] }]);
  expect(proof.broadcast(CUE)).toMatchObject({ state: 'over', counts: { unknown: 2 } });
});

test('[PRF3] receipts of a node that is no longer meant still count', () => {
  plan({ targets: { units: [], zones: [], nodes: [NODE] } });
  clock.advance(120_000);
  const lines = [
    aReceipt(1, { nodeId: OTHER_NODE }),
    aReceipt(2, { nodeId: OTHER_NODE, kind: 'ended', why: 'finished', positionFrames: FRAMES }),
  ];
  stores.receipts.append(OTHER_NODE, lines);
  expect(proof.broadcast(CUE)?.counts).toMatchObject({ nodes: 2, full: 1, unknown: 1 });
});

test('[PRF3] an unknown cue has no proof', () => {
  expect(proof.broadcast(CUE)).toBeNull();
  expect(proof.proofs(CUE)).toEqual([]);
});

function declare(acoustic: Zone['acoustic']): void {
  const map = aCity();
  const zones = [...map.zones].map(([id, zone]) => [id, { ...zone, acoustic }] as const);
  stores.city.replace({ ...map, zones: new Map(zones) });
  events.emit({ kind: 'city-changed' });
}

test('[PLY77] a delayed group is foreseen, judged and waited for by its own start', () => {
  declare({
    kind: 'delay',
    groups: [
      { nodeIds: [NODE], delayUs: 0 },
      { nodeIds: [OTHER_NODE], delayUs: 350_000 },
    ],
  });
  plan();
  expect(proof.proofs(CUE).map(({ plannedAtUs }) => plannedAtUs)).toEqual([
    START_US,
    START_US + 350_000,
  ]);
  told.length = 0;
  clock.advance(60_001);
  expect(told).toHaveLength(1);
  clock.advance(350);
  expect(told).toHaveLength(2);
  clock.advance(10_000 + REPORT_GRACE_US / 1000 - 350);
  expect(proof.proofs(CUE).map(({ outcome }) => outcome)).toEqual(['unknown', 'planned']);
  clock.advance(350);
  expect(proof.broadcast(CUE)).toMatchObject({ state: 'over', counts: { unknown: 2 } });
});

test('[PLY77] a later wave is still to come while its turn is, beyond the bulletin’s own validity', () => {
  declare({
    kind: 'waves',
    gapUs: 2e6,
    groups: [{ nodeIds: [OTHER_NODE] }, { nodeIds: [NODE] }],
  });
  plan({ validUntilUs: START_US + 11e6 });
  const turnUs = START_US + 10e6 + 2e6;
  clock.advance(60_000);
  expect(proof.proofs(CUE).map(({ plannedAtUs }) => plannedAtUs)).toEqual([turnUs, START_US]);
  stores.receipts.append(OTHER_NODE, [
    aReceipt(1, { nodeId: OTHER_NODE }),
    aReceipt(2, {
      nodeId: OTHER_NODE,
      kind: 'ended',
      why: 'finished',
      positionFrames: FRAMES,
      atUs: START_US + 10e6,
    }),
  ]);
  clock.advance(11_000);
  expect(proof.broadcast(CUE)).toMatchObject({ state: 'planned', counts: { full: 1 } });
  expect(proof.proofs(CUE)[0]?.predicted).toEqual({ outcome: 'full', reason: null, cutBy: null });
});

test('[CAL97] a broadcast that a rule withholds is shown so, and holds the air of nothing', () => {
  const withheld = { why: 'suspended', rule: 'quoc-tang' } as const;
  const other = parseCueId('khan@2026-11-22T05:30:04');
  plan({ cueId: other, priority: 90, startAtUs: START_US + 4e6, withheld });
  plan();
  expect(proof.broadcast(other)).toMatchObject({
    state: 'withheld',
    withheld,
    counts: { nodes: 2, missed: 0, unknown: 0 },
  });
  const reasons = proof.proofs(other).map(({ outcome, reason }) => `${outcome} ${reason}`);
  expect(reasons).toEqual(['missed suspended', 'missed suspended']);
  expect(proof.proofs(CUE).map(({ predicted }) => predicted.outcome)).toEqual(['full', 'full']);
});

test('[CAL96] the nodes of an excepted unit are not counted, and nothing is foreseen for them', () => {
  const cause = { why: 'quiet-hours', rule: 'gio-yen-tinh' } as const;
  const exceptions = [{ units: [WARD], but: [], ...cause }];
  plan({ exceptions });
  expect(proof.broadcast(CUE)).toMatchObject({
    state: 'planned',
    nodeIds: [OTHER_NODE],
    exceptions,
    counts: { nodes: 1 },
  });
  expect(proof.proofs(CUE).map(({ nodeId }) => nodeId)).toEqual([OTHER_NODE]);
});
