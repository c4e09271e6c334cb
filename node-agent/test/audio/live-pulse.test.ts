/**
 * A talk on a real sound server: what comes out of the node's channel is captured and compared with
 * what a decoder alone makes of the talk, while the buffer is made short for it and long again.
 */
import { join } from 'node:path';
import { correlate, levelDb, type SoundRig, startSoundRig } from '@loa/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Agent } from '../../src/agent.ts';
import { speechLike } from '../support/city.ts';
import { type PulseNode, preparePulseNode } from '../support/pulse-node.ts';
import { decoded, Talk } from '../support/talk.ts';

let rig: SoundRig;
let node: PulseNode;
let agent: Agent;

beforeAll(async () => {
  rig = await startSoundRig({ channels: 1 });
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

const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** What the server held, looked at ten times a second for a while. */
async function bufferMs(forMs: number): Promise<number[]> {
  const seen: number[] = [];
  for (let ms = 0; ms < forMs; ms += 100) {
    seen.push(agent.health().sink.bufferMs ?? 0);
    await sleep(100);
  }
  return seen;
}

describe('live voice on a sound server', () => {
  it('[PLY50] is heard whole through a short buffer, which is long again afterwards', async () => {
    const { controller, folder } = node;
    const capture = await rig.startCapture(join(folder, 'capture.raw'));
    const talk = new Talk(speechLike(6, 61));
    const authorisation = controller.city.authorisation([talk.streamId]);
    controller.hold(authorisation);
    controller.publish(controller.city.head(1, []));
    agent = await node.start(rig.sinkEnv(0));
    const before = await bufferMs(500);
    const startAtUs = controller.nowUs() + 1e6;
    const cue = talk.cue(authorisation, { startAtUs });
    controller.order(controller.city.order({ nowUs: controller.nowUs(), add: [cue] }));
    const speaking = talk.speak(controller, { startAtUs, leadUs: 200_000 });
    // A busy machine lengthens it again after three underruns, so the least counts.
    const during = await bufferMs(5_000);
    await speaking;
    await controller.heard('node/receipts', (m) => m.receipts.some((r) => r.kind === 'ended'));
    const after = await bufferMs(1_000);
    const [own] = (await capture.stop()) as [Float32Array];
    const spoken = await decoded(talk);
    // In pieces of a second, as the rig's card runs fast.
    for (let s = 0; s < 6; s++) {
      const { peak, offsetFrames } = correlate(spoken.slice(s * 48_000, (s + 1) * 48_000), own);
      expect(peak).toBeGreaterThan(0.9);
      expect(
        levelDb(own, Math.round(offsetFrames), Math.round(offsetFrames) + 960),
      ).toBeGreaterThan(-60);
    }
    const shortMs = Math.min(...during);
    expect(shortMs).toBeLessThan(90);
    expect(Math.max(...before)).toBeGreaterThan(shortMs + 30);
    expect(Math.max(...after)).toBeGreaterThan(shortMs + 30);
    const heard = await controller.heard('node/heard', (m) => m.through >= 90);
    expect(heard.missing).toBe(0);
  }, 60_000);
});
