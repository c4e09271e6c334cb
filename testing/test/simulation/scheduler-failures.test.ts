/**
 * Two of the ways in which other schedulers lose broadcasts, where the node has its part: the number is
 * that of the failure in the survey of such products. The real planner, documents, fleet and explanations,
 * and the agent's own parts, in virtual time.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseCueId, parseNodeId } from '@loa/protocol/vocabulary';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  bulletinOf,
  campaign,
  TOWN,
  timingOf,
  townMap,
} from '../../../controller/src/domain/campaign/sample-programme.ts';
import type { Actor } from '../../../controller/src/domain/policy/actor.ts';
import { PlannedNode } from '../../../node-agent/test/support/planned-node.ts';
import { VirtualTime } from '../../src/index.ts';
import { openVirtualController, type VirtualController } from './virtual-controller.ts';
import { greet, push } from './virtual-link.ts';

/** 07:00 in Vietnam, a Sunday. */
const START_US = 1_795_305_600_000_000;
const HOUR_S = 3_600;
const NODE = parseNodeId('loa-a');
const office: Actor = {
  ...{ username: 'van-hoa', name: 'Văn hóa', role: 'culture-office', language: 'vi' },
  unitId: TOWN,
};

let folder: string;
let time: VirtualTime;
let controller: VirtualController;
let node: PlannedNode;
let connections: number;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'loa-failures-'));
  time = new VirtualTime();
  connections = 0;
  controller = openVirtualController({
    ...{ folder, machine: time.machine({ wallMs: START_US / 1000 }), seed: 7 },
    worked: () => {},
  });
  controller.stores.city.replace(townMap());
  controller.stores.library.put(bulletinOf('tin'));
  put('sang', '08:00');
  put('trua', '11:00');
  put('chieu', '17:00');
  enrol();
  await time.advance(60);
  node.start({ skewPpm: 20, wallMs: START_US / 1000 });
  connect();
  await time.advance(60);
});
afterEach(() => {
  node.kill();
  controller.kill();
  rmSync(folder, { recursive: true });
});

function put(name: string, at: string): void {
  const body = campaign(name, { timing: timingOf(`2026-11-22T${at}`) });
  controller.desk.put(office, { kind: 'campaign', body, basis: { kind: 'any' } });
}

function enrol(): void {
  const { fleet } = controller;
  const made = fleet.newCode({ ...office, role: 'technician' }, NODE);
  if (made.outcome === 'refused') throw new Error(made.detail);
  fleet.enrol({ nodeId: NODE, code: made.code, publicKey: 'k'.repeat(43) });
  const rootPublicKey = controller.rootPublicKey();
  const enrolment = { city: TOWN, rootPublicKey, enrolledAtUs: START_US };
  node = new PlannedNode({ time, nodeId: NODE, enrolment, lacks: new Set() });
}

const nothing = (): void => undefined;
const sends = { sendHead: nothing, sendOrder: nothing, setMonitor: nothing, sendSite: nothing };
const session = { nodeId: NODE, ...sends, close: nothing };

/** The link is there: everything is brought, and the node says what it has. */
function connect(): void {
  const { fleet } = controller;
  const hello = { bootId: 'b', version: '1', sink: 'simulated' } as const;
  const held = { headVersion: node.plans()?.headVersion() ?? 0, orderCursor: 0 };
  fleet.connected(session, { ...hello, ...held, connectionEpoch: ++connections });
  greet(controller, node, () => true);
  push(controller, node);
  fleet.planApplied(NODE, node.plans()?.headVersion() ?? 0, []);
  report();
}

/** As it does every five seconds. */
function report(): void {
  const health = node.health();
  if (!node.isConnected() || !health) return;
  controller.fleet.heardFrom(NODE);
  controller.fleet.health(NODE, { ...health });
}

function cut(): void {
  node.disconnect();
  controller.fleet.disconnected(session);
}

const cueOn = (day: string, name: string, at: string) => parseCueId(`${name}@${day}T${at}`);
const today = (name: string, at: string) => cueOn('2026-11-22', name, at);
const tomorrow = (name: string, at: string) => cueOn('2026-11-23', name, at);
const said = (cueId: ReturnType<typeof today>) => controller.explain(cueId, NODE);
/** Hours of the node's own speaker, once its power is cut. */
const sounded = () => node.sounded.map(({ cueId }) => cueId);

it('[EXP17] what a node sounded alone counts, each once, and it is never shown to hold a plan that it lacks [c22]', async () => {
  report();
  expect(said(tomorrow('chieu', '17:00'))?.cautions).toEqual([]);
  cut();
  await time.advance(2 * HOUR_S);
  expect(said(today('sang', '08:00'))?.verdict.kind).toBe('no-word');
  controller.desk.remove(office, 'campaign', { id: 'chieu', basis: { kind: 'any' } });
  await time.advance(HOUR_S);
  // The schedule is deleted here and nowhere else yet: nothing is green.
  expect(said(tomorrow('sang', '08:00'))?.cautions).toEqual(['node-offline', 'plan-not-held']);
  await time.advance(8 * HOUR_S);
  node.kill();
  expect(sounded()).toEqual([
    today('sang', '08:00'),
    today('trua', '11:00'),
    today('chieu', '17:00'),
  ]);
  await time.advance(600);
  node.start({ skewPpm: 20, wallMs: START_US / 1000 });
  await time.advance(HOUR_S);
  connect();
  await time.advance(60);
  const lines = () => controller.stores.receipts.ofCue(today('sang', '08:00'));
  expect(lines().map(({ kind }) => kind)).toEqual(['started', 'ended']);
  for (const [name, at] of [['sang', '08:00'] as const, ['trua', '11:00'] as const]) {
    expect(said(today(name, at))?.verdict.kind).toBe('heard');
  }
  report();
  expect(said(tomorrow('sang', '08:00'))?.cautions).toEqual([]);
  // What it could not know was deleted is in the ledger, by that name.
  const deleted = controller.stores.calendar.get(today('chieu', '17:00'));
  expect(deleted?.withheld?.why).toBe('withdrawn');
  expect(said(today('chieu', '17:00'))?.verdict.kind).toBe('heard');
  // The acknowledgement may be lost: the same lines come again.
  cut();
  connect();
  await time.advance(60);
  expect(lines()).toHaveLength(2);
  await time.advance(24 * HOUR_S);
  node.kill();
  expect(sounded()).toContain(tomorrow('sang', '08:00'));
  expect(sounded()).not.toContain(tomorrow('chieu', '17:00'));
});

it.each([
  ['in 1970', 0],
  ['on the day before', START_US / 1000 - 86_400_000],
])(
  '[EXP18] a node whose clock is %s after a cut of the power plays nothing by it, says so, and goes on once it is told the time [c24]',
  async (_, wallMs) => {
    node.kill();
    cut();
    await time.advance(1_800);
    node.start({ skewPpm: 20, wallMs });
    await time.advance(1_800 + 300);
    expect(node.clockState()).toBe('untrusted');
    expect(node.health()?.faults).toContain('clock-untrusted');
    connect();
    const cautions = () => said(today('trua', '11:00'))?.cautions;
    expect(cautions()).toEqual(['clock-untrusted']);
    await time.advance(10);
    report();
    expect(node.clockState()).toBe('synchronised');
    expect(cautions()).toEqual([]);
    expect(said(today('sang', '08:00'))?.verdict).toMatchObject({
      kind: 'missed',
      reason: 'clock-untrusted',
    });
    await time.advance(4 * HOUR_S);
    node.kill();
    expect(sounded()).toEqual([today('trua', '11:00')]);
  },
);
