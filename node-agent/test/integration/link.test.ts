/**
 * The whole agent against a real WebSocket server that plays the controller with real keys. The
 * sound card is simulated in real time; what it plays is recorded and compared.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger, systemClock, systemRandom, systemTimers } from '@loa/runtime/node';
import { correlate, levelDb } from '@loa/testing';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Agent, createAgent, parseConfig, SimulatedSink } from '../../src/agent.ts';
import { type Asset, assetOf, City, cueOf, NODE, speechLike } from '../support/city.ts';
import { StandInController } from '../support/stand-in-controller.ts';

let bulletin: Asset;
let folder: string;
let controller: StandInController;
let agent: Agent;
let played: Float32Array[];
let openedAtUs: number;

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
  const sink = new SimulatedSink({
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
  it('[LNK1] enrols, proves itself, fetches its plan and sounds it on time', async () => {
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

  it('[PLY3] an order starts sound at once, another stops it within a second', async () => {
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
});
