/**
 * The whole agent against a real WebSocket server that plays the controller with real keys. The
 * sound card is simulated in real time; what it plays is recorded and compared.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeMulaw } from '@loa/protocol/frame';
import { parseCueId } from '@loa/protocol/vocabulary';
import { silentLogger, systemClock, systemRandom, systemTimers } from '@loa/runtime/node';
import { correlate, levelDb } from '@loa/testing';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Agent, createAgent, parseConfig, SimulatedSink } from '../../src/agent.ts';
import { type Asset, assetOf, City, cueOf, NODE, speechLike } from '../support/city.ts';
import { StandInController } from '../support/stand-in-controller.ts';

let bulletin: Asset;
let folder: string;
let controller: StandInController;
let agent: Agent;
let sink: SimulatedSink;
let played: Float32Array[];
let openedAtUs: number;

const OTHER_CUE = parseCueId('muc-khac@2026-11-22T05:31');

beforeAll(() => {
  bulletin = assetOf(speechLike(4, 7));
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'loa-agent-'));
  controller = new StandInController(new City());
});

afterEach(async () => {
  await agent.stop();
  await controller.close();
  await rm(folder, { recursive: true, force: true });
});

function createTestAgent(url: string): Agent {
  const config = parseConfig(
    {
      LOA_CONTROLLER: url,
      LOA_NODE_ID: NODE,
      LOA_STATE_DIR: folder,
      LOA_ENROL_CODE: 'ABCDE-12345',
      LOA_SINK: 'simulated',
    },
    1,
  );
  played = [];
  const world = { clock: systemClock, timers: systemTimers, random: systemRandom };
  sink = new SimulatedSink({
    ...world,
    played: (samples, first) => {
      if (first === 0) openedAtUs = systemClock.monotonicUs();
      played.push(samples);
    },
  });
  return createAgent(config, { ...world, log: silentLogger, sink });
}

async function startAgent(url: string): Promise<void> {
  agent = createTestAgent(url);
  await agent.start();
}

function recording(): Float32Array {
  const whole = new Float32Array(played.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of played) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

async function untilSilent(): Promise<void> {
  await controller.heard(
    'node/receipts',
    (m) => m.receipts.some((r) => r.kind === 'ended'),
    15_000,
  );
  await new Promise((done) => setTimeout(done, 200));
}

describe('the agent and its controller', () => {
  it('[LNK20] [PLY20] enrols, proves itself, fetches its plan and sounds it on time', async () => {
    const authorisation = controller.city.authorisation([bulletin.assetId]);
    const startAtUs = controller.nowUs() + 3e6;
    const page = controller.city.page([cueOf(bulletin, authorisation, { startAtUs })]);
    controller.hold(bulletin, authorisation, page);
    controller.publish(controller.city.head(1, [page.hash]));
    await startAgent(await controller.listen());
    const applied = await controller.heard('node/plan-applied');
    expect(applied).toMatchObject({ version: 1, refused: [] });
    await untilSilent();
    const { peak, offsetFrames } = correlate(bulletin.pcm, recording());
    const heardAtUs = openedAtUs + (offsetFrames / 48_000) * 1e6 + controller.startUs;
    expect(peak).toBeGreaterThan(0.9);
    expect(Math.abs(heardAtUs - startAtUs)).toBeLessThan(20_000);
    expect(controller.receipts()).toMatchObject([
      { kind: 'started', sequence: 1, positionFrames: 0 },
      {
        kind: 'ended',
        sequence: 2,
        positionFrames: bulletin.manifest.durationFrames,
        why: 'finished',
      },
    ]);
  }, 30_000);

  it('[PLY23] an order starts sound at once, another stops it within a second', async () => {
    const authorisation = controller.city.authorisation([bulletin.assetId]);
    controller.hold(bulletin, authorisation);
    controller.publish(controller.city.head(1, []));
    await startAgent(await controller.listen());
    await controller.heard('node/health', (m) => m.health.clock.state === 'synchronised');
    const nowUs = controller.nowUs();
    const cue = cueOf(bulletin, authorisation, { startAtUs: nowUs + 200_000 });
    const sequence = controller.order(controller.city.order({ nowUs, add: [cue] }));
    await controller.heard(
      'node/order-applied',
      (m) => m.sequence === sequence && m.outcome === 'applied',
    );
    await controller.heard('node/receipts', (m) => m.receipts.some((r) => r.kind === 'started'));
    await new Promise((done) => setTimeout(done, 1500));
    const stoppedAt = recording().length;
    controller.order(
      controller.city.order({ nowUs: controller.nowUs(), cancel: { kind: 'everything' } }),
    );
    await untilSilent();
    await new Promise((done) => setTimeout(done, 1000));
    const sound = recording();
    expect(levelDb(sound, stoppedAt - 24_000, stoppedAt)).toBeGreaterThan(-40);
    expect(levelDb(sound, stoppedAt + 24_000)).toBeLessThan(-90);
    expect(controller.receipts().at(-1)).toMatchObject({ kind: 'ended', why: 'stopped' });
  }, 30_000);

  it('[SGN28] a change of the plan cuts nothing of what sounds', async () => {
    const authorisation = controller.city.authorisation([bulletin.assetId]);
    const cue = cueOf(bulletin, authorisation, { startAtUs: controller.nowUs() + 2e6 });
    const later = { ...cue, cueId: OTHER_CUE, startAtUs: cue.startAtUs + 3_600e6 };
    const [page, changed] = [controller.city.page([cue]), controller.city.page([cue, later])];
    controller.hold(bulletin, authorisation, page);
    controller.publish(controller.city.head(1, [page.hash]));
    await startAgent(await controller.listen());
    await controller.heard('node/receipts', (m) => m.receipts.some((r) => r.kind === 'started'));
    while (controller.nowUs() < cue.startAtUs + 500_000)
      await new Promise((d) => setTimeout(d, 50));
    // The new page is not to be had for a while.
    controller.publish(controller.city.head(2, [changed.hash]));
    await untilSilent();
    expect(controller.receipts()).toMatchObject([
      { kind: 'started', positionFrames: 0 },
      { kind: 'ended', why: 'finished', positionFrames: bulletin.manifest.durationFrames },
    ]);
    expect(correlate(bulletin.pcm, recording()).peak).toBeGreaterThan(0.9);
  }, 30_000);

  it('[PLY30] a cue that is learnt of late moves what sounds, and nothing is heard twice', async () => {
    const authorisation = controller.city.authorisation([bulletin.assetId]);
    controller.hold(bulletin, authorisation);
    controller.publish(controller.city.head(1, []));
    await startAgent(await controller.listen());
    await controller.heard('node/health', (m) => m.health.clock.state === 'synchronised');
    const nowUs = controller.nowUs();
    const cue = cueOf(bulletin, authorisation, { startAtUs: nowUs + 500_000 });
    controller.order(controller.city.order({ nowUs, add: [cue] }));
    await controller.heard('node/receipts', (m) => m.receipts.some((r) => r.kind === 'started'));
    while (controller.nowUs() < cue.startAtUs + 800_000)
      await new Promise((d) => setTimeout(d, 50));
    const earlier = { ...cue, cueId: OTHER_CUE, startAtUs: cue.startAtUs - 300_000 };
    controller.order(controller.city.order({ nowUs: controller.nowUs(), add: [earlier] }));
    const isOver = (r: { kind: string; cueId: string; why?: string }) =>
      r.cueId === cue.cueId && r.why === 'finished';
    await controller.heard('node/receipts', (m) => m.receipts.some(isOver), 20_000);
    const own = controller.receipts().filter((receipt) => receipt.cueId === cue.cueId);
    expect(own.map(({ kind }) => kind)).toEqual(['started', 'ended', 'started', 'ended']);
    const [, cut, again] = own as { positionFrames: number }[];
    expect(cut?.positionFrames).toBeGreaterThan(20_000);
    expect(again?.positionFrames).toBeGreaterThanOrEqual(cut?.positionFrames ?? 0);
  }, 40_000);

  it('[PLY26] [PRF22] plays what it holds while the controller is away, and reports it once', async () => {
    const authorisation = controller.city.authorisation([bulletin.assetId]);
    const startAtUs = controller.nowUs() + 6e6;
    const page = controller.city.page([cueOf(bulletin, authorisation, { startAtUs })]);
    controller.hold(bulletin, authorisation, page);
    controller.publish(controller.city.head(1, [page.hash]));
    await startAgent(await controller.listen());
    const last = bulletin.chunks.length - 1;
    await controller.heard('node/want-chunk', (m) => m.index === last);
    await new Promise((done) => setTimeout(done, 300));
    await controller.close();
    await new Promise((done) =>
      setTimeout(done, Math.max(0, (startAtUs - controller.nowUs()) / 1000) + 4800),
    );
    expect(correlate(bulletin.pcm, recording()).peak).toBeGreaterThan(0.9);
    expect(controller.receipts()).toEqual([]);
    controller.acknowledges = false;
    await controller.listen();
    await controller.heard('node/receipts', () => true, 40_000);
    expect(controller.receipts().map((r) => r.kind)).toEqual(['started', 'ended']);
    // Not acknowledged: they come again, the same, and no others.
    controller.sayRaw('{"kind":"controller/goodbye","reconnectAfterMs":0}');
    const before = controller.received.length;
    await controller.heard(
      'node/receipts',
      (m) => controller.received.indexOf(m) >= before,
      40_000,
    );
    expect(controller.receipts()).toHaveLength(2);
  }, 90_000);

  it('[PLY27] [PLY24] sound that does not come is missed once, with its reason', async () => {
    const authorisation = controller.city.authorisation([bulletin.assetId]);
    const cue = cueOf(bulletin, authorisation, { startAtUs: controller.nowUs() + 2e6 });
    const page = controller.city.page([cue]);
    controller.hold(authorisation, page);
    controller.publish(controller.city.head(1, [page.hash]));
    const url = await controller.listen();
    await startAgent(url);
    await controller.heard('node/receipts', () => true, 15_000);
    expect(controller.receipts()).toMatchObject([
      { kind: 'missed', cueId: cue.cueId, why: 'asset-missing', sequence: 1 },
    ]);
    await agent.stop();
    await startAgent(url);
    await controller.heard('node/hello', () => controller.hellos().length === 2);
    await new Promise((done) => setTimeout(done, 3_000));
    expect(controller.receipts()).toHaveLength(1);
  }, 40_000);

  it('[LNK23] ignores kinds it does not know and ends a connection that speaks nonsense', async () => {
    controller.publish(controller.city.head(1, []));
    await startAgent(await controller.listen());
    await controller.heard('node/health', (m) => m.health.clock.state === 'synchronised');
    controller.sayRaw('{"kind":"controller/of-a-later-version","x":1}');
    controller.sayRaw(new Uint8Array([0x7f, 1, 2, 3]));
    await new Promise((done) => setTimeout(done, 300));
    expect(agent.isUp()).toBe(true);
    const hellos = (): number => controller.received.filter((m) => m.kind === 'node/hello').length;
    expect(hellos()).toBe(1);
    controller.sayRaw('{"kind":"controller/order","order":"none"}');
    await controller.heard('node/hello', () => hellos() === 2);
    expect(controller.closeCodes).toContain(4400);
    const epochs = controller.hellos().map((hello) => hello.connectionEpoch);
    expect(epochs).toEqual([1, 2]);
  }, 30_000);

  it('[LNK24] has nothing to do with a controller of another root', async () => {
    const url = await controller.listen();
    await startAgent(url);
    await controller.heard('node/health');
    await agent.stop();
    const before = controller.received.length;
    controller.city = new City();
    await startAgent(url);
    await controller.heard('node/hello', (m) => controller.received.indexOf(m) >= before);
    await new Promise((done) => setTimeout(done, 500));
    expect(controller.closeCodes).toContain(4401);
    const said = controller.received.slice(before).map((message) => message.kind);
    expect(new Set(said)).toEqual(new Set(['node/hello']));
  }, 30_000);

  it('[LNK21] gives up on a silent connection after 5 s and connects anew', async () => {
    await startAgent(await controller.listen());
    await controller.heard('node/health');
    controller.freeze();
    const frozenAtUs = systemClock.monotonicUs();
    const hellos = controller.hellos().length;
    await controller.heard('node/hello', () => controller.hellos().length > hellos, 12_000);
    const silentS = (systemClock.monotonicUs() - frozenAtUs) / 1e6;
    expect(silentS).toBeGreaterThan(4);
    expect(silentS).toBeLessThan(7);
  }, 30_000);

  it('[LNK28] lets somebody listen: what the sink is given, until it is told or the time is up', async () => {
    const authorisation = controller.city.authorisation([bulletin.assetId]);
    const startAtUs = controller.nowUs() + 5e6;
    const page = controller.city.page([cueOf(bulletin, authorisation, { startAtUs })]);
    controller.hold(bulletin, authorisation, page);
    controller.publish(controller.city.head(1, [page.hash]));
    await startAgent(await controller.listen());
    // What is not placed yet has no instant of its own.
    await vi.waitUntil(() => agent.health().sink.errorUs !== null, 4_000);
    controller.say({ kind: 'controller/monitor', on: true, seconds: 5 });
    await new Promise((done) => setTimeout(done, 7500));
    const { monitors } = controller;
    expect(monitors.length).toBeGreaterThan(45);
    expect(monitors.length).toBeLessThan(56);
    expect(monitors.map((frame) => frame.sequence)).toEqual(monitors.map((_, i) => i));
    const heard = Float32Array.from(
      monitors.flatMap((m) => [...m.mulaw]),
      decodeMulaw,
    );
    const thirds = bulletin.pcm.filter((_, i) => i % 3 === 0).slice(0, 8_000);
    const { peak, offsetFrames } = correlate(thirds, heard);
    expect(peak).toBeGreaterThan(0.85);
    const beginsUs = (monitors[0]?.atUs ?? 0) + (offsetFrames / 16_000) * 1e6;
    expect(Math.abs(beginsUs - startAtUs)).toBeLessThan(20_000);
  }, 30_000);

  it('[FLT21] reports its health every 5 s, and at once when a fault comes', async () => {
    await startAgent(await controller.listen());
    await controller.heard('node/health', (m) => m.health.clock.state === 'synchronised');
    sink.fail();
    const { health } = await controller.heard(
      'node/health',
      (m) => m.health.faults.includes('sink-failed'),
      2_500,
    );
    expect(health.sink.state).toBe('failed');
    sink.recover();
    await controller.heard(
      'node/health',
      (m) => !m.health.faults.includes('sink-failed') && m.health.uptimeS > health.uptimeS,
      2_500,
    );
  }, 30_000);
});
