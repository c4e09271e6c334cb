/**
 * Goal: what is planned sounds although the controller is gone, and the receipts come back once.
 * Method: a bulletin is planned a minute ahead, the controller is killed with SIGKILL before it is
 * due, the sound is captured, and the controller is started again on the same data.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  eventually,
  follow,
  likeness,
  readSound,
  type SoundRig,
  speak,
  startSoundRig,
  TestCity,
} from '../../src/index.ts';

const NODES = ['loa-0', 'loa-1'];
const RATE = 48_000;
const LEAD_MS = 45_000;

let rig: SoundRig;
let city: TestCity;

beforeAll(async () => {
  rig = await startSoundRig({ channels: 2 });
  city = await TestCity.start();
  for (const [index, nodeId] of NODES.entries()) city.startAgent(nodeId, rig.sinkEnv(index));
  await city.nodesReady(NODES);
});

afterAll(async () => {
  await city?.[Symbol.asyncDispose]();
  await rig?.[Symbol.asyncDispose]();
});

describe('outage of the controller', () => {
  it('[E2E6] nodes play the plan on time and report once afterwards', async () => {
    const wav = join(city.folder, 'plan.wav');
    await speak('Đúng năm giờ chiều, mời bà con đến nhà văn hóa họp tổ dân phố.', wav);
    const bulletinId = await city.office.upload(wav, { title: 'Họp tổ dân phố' });
    const ogg = join(city.folder, 'plan.ogg');
    await writeFile(ogg, await city.office.bytes(`/api/bulletins/${bulletinId}/audio`));
    const sound = await readSound(ogg);

    const startAt = new Date(Date.now() + LEAD_MS);
    const sent = await city.office.send(bulletinId, NODES, startAt);
    await eventually('the plan and its sound are on the nodes', async () => {
      const { proofs } = await city.office.broadcast(sent.cueId);
      const nodes = await city.office.nodes();
      return (
        proofs.length === NODES.length &&
        proofs.every((proof) => proof.sentAt !== null) &&
        NODES.every((id) => nodes.find((node) => node.nodeId === id)?.health?.assetsMissing === 0)
      );
    });
    await city.controller.kill('SIGKILL');

    await using recording = await rig.startCapture(join(city.folder, 'outage.raw'));
    await eventually('the capture runs', async () => (await recording.frames()) > 0);
    const captureFrames = await recording.frames();
    const captureAtMs = Date.now() - (captureFrames / RATE) * 1000;
    await sleep(startAt.getTime() - Date.now() + (sound.length / RATE) * 1000 + 1_500);
    for (const channel of await recording.stop()) {
      const sightings = follow(sound, channel);
      expect(sightings.length).toBeGreaterThan(1);
      expect(likeness(sightings)).toBeGreaterThanOrEqual(0.9);
      const soundedAtMs = captureAtMs + (sightings[0]?.beginsAtS ?? 0) * 1000;
      expect(Math.abs(soundedAtMs - startAt.getTime())).toBeLessThan(250);
    }

    await city.restartController();
    await eventually('the receipts arrived', async () => {
      const { proofs } = await city.office.broadcast(sent.cueId);
      return proofs.every((proof) => proof.outcome === 'full');
    });
    const { proofs, counts } = await city.office.broadcast(sent.cueId);
    expect(counts).toMatchObject({ nodes: 2, full: 2, part: 0, missed: 0, unknown: 0 });
    for (const proof of proofs) {
      expect(Math.abs(Date.parse(proof.startedAt ?? '') - startAt.getTime())).toBeLessThan(250);
      expect(proof.heardMs).toBeLessThanOrEqual(proof.durationMs);
    }
  });
});
