/**
 * Goal: a bulletin goes from an upload to sound, for real. Method: the controller and three agents
 * as processes, a private sound server with one channel a node, one capture of all channels, and
 * cross-correlation of what was captured with what the library holds.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  atTrueRate,
  type Capture,
  correlate,
  eventually,
  follow,
  largestStep,
  levelDb,
  likeness,
  readSound,
  type SoundRig,
  speak,
  startSoundRig,
  TestCity,
} from '../../src/index.ts';

const NODES = ['loa-0', 'loa-1', 'loa-2'];
const RATE = 48_000;
const SILENCE_DB = -70;

let rig: SoundRig;
let city: TestCity;
let long: { id: string; sound: Float32Array };
let short: { id: string; sound: Float32Array };

beforeAll(async () => {
  rig = await startSoundRig({ channels: 3 });
  city = await TestCity.start();
  await using warmUp = await rig.startCapture(join(city.folder, 'warm-up.raw'));
  NODES.forEach((nodeId, index) => {
    city.startAgent(nodeId, rig.sinkEnv(index));
  });
  long = await addBulletin(
    'normal',
    'Ủy ban nhân dân phường thông báo lịch tiêm chủng mở rộng cho trẻ em vào sáng thứ bảy tuần này. ' +
      'Bà con mang theo sổ tiêm chủng và đến trạm y tế từ bảy giờ. Mọi thắc mắc xin liên hệ tổ trưởng tổ dân phố. ' +
      'Công ty điện lực thông báo tạm ngừng cấp điện để sửa chữa đường dây từ tám giờ đến mười một giờ ngày mai.',
  );
  short = await addBulletin(
    'priority',
    'Mời bà con chú ý theo dõi mực nước sông Bàn Thạch đang lên nhanh.',
  );
  await city.nodesReady(NODES);
  await warmUp.stop();
});

afterAll(async () => {
  await city?.[Symbol.asyncDispose]();
  await rig?.[Symbol.asyncDispose]();
});

async function addBulletin(className: string, text: string) {
  const file = join(city.folder, `${className}.wav`);
  await speak(text, file);
  const id = await city.office.upload(file, { title: text.slice(0, 60), class: className });
  const ogg = join(city.folder, `${id}.ogg`);
  await writeFile(ogg, await city.office.bytes(`/api/bulletins/${id}/audio`));
  return { id, sound: await readSound(ogg) };
}

function isOver(cueId: string): () => Promise<boolean> {
  return async () => {
    const { state, counts } = await city.office.broadcast(cueId);
    return (state === 'over' || state === 'stopped') && counts.unknown + counts.sounding === 0;
  };
}

async function capture(name: string): Promise<Capture> {
  return await rig.startCapture(join(city.folder, `${name}.raw`));
}

describe('real sound', () => {
  it('[E2E1] [E2E2] [SYN40] two of three nodes play it in step, a priority item preempts, it resumes', async () => {
    await using recording = await capture('preempt');
    const first = await city.office.send(long.id, ['loa-0', 'loa-1']);
    await sleep(6_000);
    const second = await city.office.send(short.id, ['loa-0']);
    await eventually(
      'both are over',
      async () => (await isOver(first.cueId)()) && (await isOver(second.cueId)()),
    );
    const [zero, one, two] = (await recording.stop()) as [Float32Array, Float32Array, Float32Array];

    const lengthS = long.sound.length / RATE;
    const cardPpm = recording.cardRatePpm() ?? 0;
    const trueOne = atTrueRate(one, cardPpm);
    expect(correlate(long.sound, trueOne).peak).toBeGreaterThanOrEqual(0.9);
    const whole = follow(long.sound, one);
    expect(whole.length).toBeGreaterThan(lengthS / 2);
    expect(likeness(whole)).toBeGreaterThanOrEqual(0.9);
    const opening = follow(long.sound, zero, [0, 4]);
    expect(likeness(opening)).toBeGreaterThanOrEqual(0.9);
    expect(largestStep(opening, whole)).toBeLessThan(0.02);
    expect(levelDb(two)).toBeLessThan(SILENCE_DB);

    const cut = follow(short.sound, zero);
    expect(likeness(cut)).toBeGreaterThanOrEqual(0.9);
    expect(correlate(short.sound, one).peak).toBeLessThan(0.5);
    // What was cut comes after the priority item, late by just its length.
    const rest = follow(long.sound, zero, [Math.floor(lengthS) - 5, lengthS]);
    expect(likeness(rest)).toBeGreaterThanOrEqual(0.9);
    const lateS = (rest[0]?.beginsAtS ?? 0) - (opening[0]?.beginsAtS ?? 0);
    expect(Math.abs(lateS - short.sound.length / RATE)).toBeLessThan(0.05);

    const { proofs } = await city.office.broadcast(first.cueId);
    expect(proofs.map((proof) => [proof.nodeId, proof.outcome])).toEqual([
      ['loa-0', 'full'],
      ['loa-1', 'full'],
    ]);
  });

  it('[E2E3] a killed agent rejoins at the right place and repeats nothing', async () => {
    await using recording = await capture('kill');
    const sent = await city.office.send(long.id, ['loa-0', 'loa-1']);
    await sleep(5_000);
    await city.agent('loa-1').kill('SIGKILL');
    await sleep(500);
    city.startAgent('loa-1', rig.sinkEnv(1));
    await eventually('it is over', isOver(sent.cueId));
    const [zero, one] = (await recording.stop()) as [Float32Array, Float32Array];

    const reference = follow(long.sound, zero);
    expect(likeness(reference)).toBeGreaterThanOrEqual(0.9);
    const lengthS = long.sound.length / RATE;
    const opening = follow(long.sound, one, [0, 4]);
    const rest = follow(long.sound, one, [Math.floor(lengthS) - 6, lengthS]);
    for (const part of [opening, rest]) {
      expect(likeness(part)).toBeGreaterThanOrEqual(0.9);
      expect(largestStep(part, reference)).toBeLessThan(0.02);
    }
    const beginsAtS = reference[0]?.beginsAtS ?? 0;
    const again = one.slice(Math.round((beginsAtS + 4) * RATE));
    expect(correlate(long.sound.subarray(0, 3 * RATE), again).peak).toBeLessThan(0.5);

    const { proofs } = await city.office.broadcast(sent.cueId);
    const proof = proofs.find((each) => each.nodeId === 'loa-1');
    expect(proof?.outcome).toBe('part');
  });

  it('[E2E4] stop silences every addressed node within 1 s', async () => {
    await using recording = await capture('stop');
    const sent = await city.office.send(long.id, NODES);
    await eventually('all three sound', async () => {
      const { counts } = await city.office.broadcast(sent.cueId);
      return counts.sounding === 3;
    });
    await sleep(1_500);
    const before = await recording.frames();
    await city.office.post(`/api/broadcasts/${encodeURIComponent(sent.cueId)}/stop`);
    await sleep(3_000);
    const channels = await recording.stop();
    for (const channel of channels) {
      expect(levelDb(channel, before - RATE, before)).toBeGreaterThan(-50);
      expect(levelDb(channel, before + RATE, before + 2 * RATE)).toBeLessThan(SILENCE_DB);
    }
    const { proofs, state } = await city.office.broadcast(sent.cueId);
    expect(state).toBe('stopped');
    expect(proofs.map(({ outcome, reason }) => [outcome, reason])).toEqual(
      NODES.map(() => ['part', 'stopped']),
    );
  });

  it('[E2E7] a killed node is shown offline within 10 s', async () => {
    await city.agent('loa-2').kill('SIGKILL');
    const isOffline = async () =>
      (await city.office.nodes()).find((node) => node.nodeId === 'loa-2')?.state === 'offline';
    await eventually('loa-2 is shown offline', isOffline, 10_000);
    city.startAgent('loa-2', rig.sinkEnv(2));
    await city.nodesReady(['loa-2']);
  });
});
