/**
 * The agent on a real sound server: what comes out of a node's channel is captured and correlated
 * with what was to be heard.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger, systemClock, systemRandom, systemTimers } from '@loa/runtime/node';
import { correlate, levelDb, type SoundRig, startSoundRig } from '@loa/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Agent, createAgent, parseConfig } from '../../src/agent.ts';
import { ALL, type Asset, assetOf, City, cueOf, NODE, speechLike } from '../support/city.ts';
import { StandInController } from '../support/stand-in-controller.ts';

let rig: SoundRig;
let bulletin: Asset;
let alarm: Asset;
let folder: string;
let controller: StandInController;
let agent: Agent;

beforeAll(async () => {
  rig = await startSoundRig({ channels: 2 });
  bulletin = assetOf(speechLike(8, 11));
  alarm = assetOf(speechLike(2, 12));
});

afterAll(async () => {
  await rig[Symbol.asyncDispose]();
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'loa-pulse-'));
  controller = new StandInController(new City());
});

afterEach(async () => {
  await agent.stop();
  await controller.close();
  await rm(folder, { recursive: true, force: true });
});

async function startAgent(): Promise<void> {
  const config = parseConfig(
    {
      LOA_CONTROLLER: await controller.listen(),
      LOA_NODE_ID: NODE,
      LOA_STATE_DIR: folder,
      LOA_ENROL_CODE: 'ABCDE-12345',
      ...rig.sinkEnv(1),
    },
    process.pid,
  );
  const world = { clock: systemClock, timers: systemTimers, random: systemRandom };
  agent = createAgent(config, { ...world, log: silentLogger });
  await agent.start();
  await controller.heard(
    'node/health',
    (m) => m.health.clock.state === 'synchronised' && m.health.sink.errorUs !== null,
  );
}

describe('a node on a sound server', () => {
  it('[PLY22] sounds on its own channel alone, yields to an emergency and resumes', async () => {
    const capture = await rig.startCapture(join(folder, 'capture.raw'));
    const normal = controller.city.authorisation([bulletin.assetId]);
    const urgent = controller.city.authorisation([alarm.assetId], { class: 'emergency' });
    controller.hold(bulletin, alarm, normal, urgent);
    controller.publish(controller.city.head(1, []));
    await startAgent();
    const nowUs = controller.nowUs();
    const first = cueOf(bulletin, normal, { startAtUs: nowUs + 2e6 });
    const second = cueOf(alarm, urgent, { startAtUs: nowUs + 5e6, class: 'emergency' });
    controller.order(controller.city.order({ nowUs, targets: ALL, add: [first, second] }));
    await controller.heard(
      'node/receipts',
      (m) =>
        m.receipts.some(
          (r) => r.kind === 'ended' && r.why === 'finished' && r.cueId === first.cueId,
        ),
      25_000,
    );
    await new Promise((done) => setTimeout(done, 300));
    const [other, own] = (await capture.stop()) as [Float32Array, Float32Array];
    expect(levelDb(other)).toBeLessThan(-90);
    const head = correlate(bulletin.pcm.slice(0, 144_000), own);
    const insert = correlate(alarm.pcm, own);
    const tail = correlate(bulletin.pcm.slice(144_000), own);
    expect(head.peak).toBeGreaterThan(0.9);
    expect(insert.peak).toBeGreaterThan(0.9);
    expect(tail.peak).toBeGreaterThan(0.9);
    expect(Math.abs(insert.offsetFrames - head.offsetFrames - 144_000)).toBeLessThan(480);
    expect(Math.abs(tail.offsetFrames - insert.offsetFrames - 96_000)).toBeLessThan(480);
    const kinds = (cue: typeof first): string[] =>
      controller.receipts().flatMap((r) => (r.cueId === cue.cueId ? [r.kind] : []));
    expect(kinds(first)).toEqual(['started', 'ended', 'started', 'ended']);
    expect(kinds(second)).toEqual(['started', 'ended']);
  }, 60_000);
});
