/**
 * A talk as it reaches the whole agent: real frames over a real socket, a key made for the talk, the
 * real encoder. What the card is given is compared with what a decoder alone makes of the talk.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cue, NodeSettings } from '@loa/protocol/playout';
import { silentLogger, systemClock, systemRandom, systemTimers } from '@loa/runtime/node';
import { correlate, levelDb } from '@loa/testing';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Agent, createAgent, parseConfig, SimulatedSink } from '../../src/agent.ts';
import type { StreamChunk } from '../../src/domain/streams/index.ts';
import { type Asset, assetOf, City, cueOf, NODE, SETTINGS, speechLike } from '../support/city.ts';
import { StandInController } from '../support/stand-in-controller.ts';
import { decoded, Talk } from '../support/talk.ts';

const LEAD_US = 400_000;

let bulletin: Asset;
let pcm: Float32Array;
let folder: string;
let controller: StandInController;
let agent: Agent;
let played: Float32Array[];
let openedAtUs: number;

beforeAll(() => {
  bulletin = assetOf(speechLike(5, 51));
  pcm = speechLike(2.4, 52);
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'loa-live-'));
  controller = new StandInController(new City());
  played = [];
});

afterEach(async () => {
  await agent.stop();
  await controller.close();
  await rm(folder, { recursive: true, force: true });
});

async function startAgent(settings: NodeSettings = SETTINGS): Promise<void> {
  controller.publish(controller.city.head(1, [], { settings }));
  const config = parseConfig(
    {
      LOA_CONTROLLER: await controller.listen(),
      LOA_NODE_ID: NODE,
      LOA_STATE_DIR: folder,
      LOA_ENROL_CODE: 'ABCDE-12345',
      LOA_SINK: 'simulated',
    },
    1,
  );
  const world = { clock: systemClock, timers: systemTimers, random: systemRandom };
  const sink = new SimulatedSink({
    ...world,
    aheadMs: 200,
    played: (samples, first) => {
      if (first === 0) openedAtUs = systemClock.monotonicUs();
      played.push(samples);
    },
  });
  agent = createAgent(config, { ...world, log: silentLogger, sink });
  await agent.start();
  await controller.heard(
    'node/health',
    (m) => m.health.clock.state === 'synchronised' && m.health.sink.errorUs !== null,
  );
}

function sound(): Float32Array {
  const whole = new Float32Array(played.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of played) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The timeline's instant at which a frame of the output is heard. */
function heardAtUs(frame: number): number {
  return openedAtUs + (frame / 48) * 1000 + controller.startUs;
}

const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

function speak(
  talk: Talk,
  startAtUs: number,
  send?: (chunk: StreamChunk) => Uint8Array[],
): Promise<void> {
  return talk.speak(controller, { startAtUs, leadUs: LEAD_US, ...(send && { send }) });
}

function order(add: Cue[]): void {
  controller.order(controller.city.order({ nowUs: controller.nowUs(), add }));
}

const ended = (cue: Cue) => (m: { receipts: readonly { kind: string; cueId: string }[] }) =>
  m.receipts.some((r) => r.kind === 'ended' && r.cueId === cue.cueId);

function receiptsOf(cue: Cue) {
  return controller.receipts().filter((receipt) => receipt.cueId === cue.cueId);
}

describe('a talk', () => {
  it('[PLY41] [PLY45] [PLY51] sounds where its chunks say, with nothing forged in it, and is reported', async () => {
    const talk = new Talk(pcm);
    const noise = new Talk(speechLike(2.4, 53));
    const authorisation = controller.city.authorisation([talk.streamId]);
    controller.hold(authorisation);
    await startAgent();
    const startAtUs = controller.nowUs() + 700_000;
    const cue = talk.cue(authorisation, { startAtUs });
    order([cue]);
    const foreign = noise.chunks(startAtUs);
    await speak(talk, startAtUs, (chunk) => [
      // Another's sound under this stream's number, the same chunk twice, one of no stream at all.
      noise.frame(foreign[chunk.sequence] ?? chunk),
      talk.frame(chunk),
      talk.frame(chunk),
      talk.frame(chunk, 77),
    ]);
    await controller.heard('node/receipts', ended(cue));
    const last = talk.chunks(startAtUs).length - 1;
    const heard = await controller.heard('node/heard', (m) => m.through === last);
    expect(heard).toMatchObject({ stream: 1, late: 0, missing: 0 });
    const reports = controller.received.filter((m) => m.kind === 'node/heard');
    expect(reports.length).toBeLessThanOrEqual(8);
    await sleep(300);
    const { peak, offsetFrames } = correlate(await decoded(talk), sound());
    expect(peak).toBeGreaterThan(0.9);
    expect(Math.abs(heardAtUs(offsetFrames) - startAtUs)).toBeLessThan(50_000);
    expect(receiptsOf(cue)).toMatchObject([
      { kind: 'started', positionFrames: 0 },
      { kind: 'ended', why: 'finished', positionFrames: talk.packets.length * 960 },
    ]);
  }, 30_000);

  it('[PLY45] [PLY70] is heard later by a node that is set off, as much as everything else', async () => {
    const delayUs = 350_000;
    const talk = new Talk(pcm);
    const authorisation = controller.city.authorisation([talk.streamId]);
    controller.hold(authorisation);
    await startAgent({ ...SETTINGS, stagger: { kind: 'delay', delayUs } });
    const startAtUs = controller.nowUs() + 700_000;
    const cue = talk.cue(authorisation, { startAtUs });
    order([cue]);
    await speak(talk, startAtUs);
    await controller.heard('node/receipts', ended(cue));
    await sleep(300);
    const { peak, offsetFrames } = correlate(await decoded(talk), sound());
    expect(peak).toBeGreaterThan(0.9);
    expect(Math.abs(heardAtUs(offsetFrames) - startAtUs - delayUs)).toBeLessThan(50_000);
    expect(receiptsOf(cue)).toMatchObject([
      { kind: 'started', positionFrames: 0 },
      { kind: 'ended', why: 'finished', positionFrames: talk.packets.length * 960 },
    ]);
  }, 30_000);

  it('[PLY53] has the link to itself: sound for later is fetched when it is over', async () => {
    const talk = new Talk(pcm);
    const voice = controller.city.authorisation([talk.streamId]);
    const news = controller.city.authorisation([bulletin.assetId]);
    controller.hold(voice, news, bulletin);
    await startAgent();
    const startAtUs = controller.nowUs() + 700_000;
    const cue = talk.cue(voice, { startAtUs });
    const later = cueOf(bulletin, news, { startAtUs: startAtUs + 900e6 });
    const alert = assetOf(speechLike(1, 54));
    const urgent = controller.city.authorisation([alert.assetId], { class: 'emergency' });
    controller.hold(alert, urgent);
    const warning = cueOf(alert, urgent, { startAtUs: startAtUs + 800e6, class: 'emergency' });
    order([cue]);
    await speak(talk, startAtUs, (chunk) => {
      if (chunk.sequence === 15) order([later, warning]);
      return [talk.frame(chunk)];
    });
    await controller.heard('node/want-manifest', (m) => m.assetId === bulletin.assetId);
    const said = controller.received;
    const over = said.findIndex((m) => m.kind === 'node/receipts' && ended(cue)(m));
    const askedFor = ({ assetId }: Asset): number =>
      said.findIndex((m) => m.kind === 'node/want-manifest' && m.assetId === assetId);
    expect(over).toBeGreaterThan(askedFor(alert));
    expect(askedFor(alert)).toBeGreaterThan(0);
    expect(askedFor(bulletin)).toBeGreaterThan(over);
  }, 30_000);

  it('[PLY46] [PLY48] preempts a bulletin, which goes on when the newest order has ended the talk', async () => {
    // The last chunk, which would say that it is the last, is lost.
    const talk = new Talk(pcm);
    const voice = controller.city.authorisation([talk.streamId]);
    const news = controller.city.authorisation([bulletin.assetId]);
    controller.hold(bulletin, voice, news);
    await startAgent();
    const nowUs = controller.nowUs();
    const first = cueOf(bulletin, news, { startAtUs: nowUs + 1e6 });
    const startAtUs = nowUs + 2.5e6;
    const cue = talk.cue(voice, { startAtUs });
    order([first]);
    await controller.heard('node/receipts', (m) => m.receipts.some((r) => r.kind === 'started'));
    order([cue]);
    await speak(talk, startAtUs, (chunk) => (chunk.isLast ? [] : [talk.frame(chunk)]));
    const durationFrames = (talk.packets.length - 3) * 960;
    order([{ ...cue, durationFrames }]);
    await controller.heard(
      'node/receipts',
      (m) =>
        m.receipts.some(
          (r) => r.kind === 'ended' && r.why === 'finished' && r.cueId === first.cueId,
        ),
      15_000,
    );
    expect(receiptsOf(cue)).toMatchObject([
      { kind: 'started', positionFrames: 0 },
      { kind: 'ended', why: 'finished', positionFrames: durationFrames },
    ]);
    expect(receiptsOf(first)).toMatchObject([
      { kind: 'started', positionFrames: 0 },
      { kind: 'ended', why: 'preempted', cutBy: cue.cueId, positionFrames: 72_000 },
      { kind: 'started', positionFrames: 72_000 },
      { kind: 'ended', why: 'finished' },
    ]);
    await sleep(300);
    const head = correlate(bulletin.pcm.slice(0, 72_000), sound());
    const tail = correlate(bulletin.pcm.slice(72_000), sound());
    expect(head.peak).toBeGreaterThan(0.9);
    expect(tail.peak).toBeGreaterThan(0.9);
    const between = tail.offsetFrames - head.offsetFrames - 72_000;
    expect(Math.abs(between - durationFrames)).toBeLessThan(50);
  }, 40_000);

  it('[PLY47] that brings nothing is missed with its reason, and holds no bulletin back', async () => {
    const talk = new Talk(new Float32Array(960));
    const voice = controller.city.authorisation([talk.streamId]);
    const news = controller.city.authorisation([bulletin.assetId]);
    controller.hold(bulletin, voice, news);
    await startAgent();
    const nowUs = controller.nowUs();
    const startAtUs = nowUs + 600_000;
    const cue = talk.cue(voice, { startAtUs, durationFrames: 7 * 48_000 });
    const next = cueOf(bulletin, news, { startAtUs: startAtUs + 1e6 });
    order([cue, next]);
    await controller.heard(
      'node/receipts',
      (m) => m.receipts.some((r) => r.kind === 'started' && r.cueId === next.cueId),
      15_000,
    );
    // It had to wait for the talk, and for no longer than the talk is waited for.
    expect(receiptsOf(next)[0]?.atUs).toBeLessThan(startAtUs + 5.6e6);
    await controller.heard(
      'node/receipts',
      (m) => m.receipts.some((r) => r.kind === 'missed' && r.cueId === cue.cueId),
      15_000,
    );
    expect(receiptsOf(cue)).toMatchObject([{ kind: 'missed', why: 'asset-missing' }]);
  }, 40_000);

  it('[PLY41] that nobody signed for is not heard, however genuine its chunks are', async () => {
    const talk = new Talk(pcm);
    const other = controller.city.authorisation([bulletin.assetId]);
    controller.hold(other);
    await startAgent();
    const startAtUs = controller.nowUs() + 600_000;
    order([talk.cue(other, { startAtUs })]);
    await speak(talk, startAtUs);
    await sleep(600);
    expect(levelDb(sound())).toBeLessThan(-140);
    expect(controller.receipts()).toEqual([]);
    const heard = await controller.heard('node/heard');
    expect(heard.through).toBeGreaterThan(0);
  }, 30_000);
});
