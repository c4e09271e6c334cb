/**
 * The agent on a real sound server: what comes out of a node's channel is captured and correlated
 * with what was to be heard.
 */
import { join } from 'node:path';
import { correlate, levelDb, type SoundRig, startSoundRig } from '@loa/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ALL, type Asset, assetOf, cueOf, speechLike } from '../support/city.ts';
import { type PulseNode, preparePulseNode } from '../support/pulse-node.ts';

let rig: SoundRig;
let bulletin: Asset;
let alarm: Asset;
let node: PulseNode;

beforeAll(async () => {
  rig = await startSoundRig({ channels: 2 });
  bulletin = assetOf(speechLike(8, 11));
  alarm = assetOf(speechLike(2, 12));
});

afterAll(async () => {
  await rig[Symbol.asyncDispose]();
});

beforeEach(async () => {
  node = await preparePulseNode();
});

afterEach(async () => {
  await node[Symbol.asyncDispose]();
});

describe('a node on a sound server', () => {
  it('[PLY22] sounds on its own channel alone, yields to an emergency and resumes', async () => {
    const { controller, folder } = node;
    const capture = await rig.startCapture(join(folder, 'capture.raw'));
    const normal = controller.city.authorisation([bulletin.assetId]);
    const urgent = controller.city.authorisation([alarm.assetId], { class: 'emergency' });
    controller.hold(bulletin, alarm, normal, urgent);
    controller.publish(controller.city.head(1, []));
    await node.start(rig.sinkEnv(1));
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
