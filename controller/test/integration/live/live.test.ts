/**
 * Goal: who may talk, what nodes are told, how a talk ends, and what is left of it. Method: the
 * engine on a real database with real keys, encoder and files, in moved time; nodes are a table of
 * reports, and what they would be sent is read back.
 */
import { coverageGap, layOut } from '@loa/protocol/playout';
import { authorisationSchema, orderSchema } from '@loa/protocol/signed';
import { type CueId, LIMITS, parseNodeId, parseUnitId } from '@loa/protocol/vocabulary';
import { contentName } from '@loa/runtime/node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OPUS_LOOK_AHEAD_FRAMES } from '../../../src/adapters/opus/opus-voice-encoder.ts';
import { cueOf } from '../../../src/domain/playout/cue-of.ts';
import type { Actor } from '../../../src/domain/policy/actor.ts';
import { placementOf } from '../../../src/domain/zoning/city-map.ts';
import { LIVE_LIMITS, type LiveRefused } from '../../../src/engine/live.ts';
import type { Talk } from '../../../src/engine/live-talk.ts';
import { actorOf, targetsOf } from '../planning/planning-city.ts';
import { Ear, healthOf, type LiveCity, openLiveCity } from './live-city.ts';

const office = actorOf('thu-nghiem', 'culture-office');
const east = actorOf('phuong-dong');
const EAST = targetsOf({ units: ['phuong-dong'] });
const WEST = targetsOf({ units: ['phuong-tay'] });
const NODES = ['loa-0', 'loa-1', 'loa-2'].map(parseNodeId);

let city: LiveCity;
beforeEach(async () => {
  city = await openLiveCity();
  for (const nodeId of NODES) city.health.set(nodeId, healthOf(800));
});
afterEach(() => city[Symbol.dispose]());

type Wish = Partial<Parameters<LiveCity['live']['start']>[1]>;

function ask(actor: Actor, wish: Wish = {}, ear = new Ear()): Talk | LiveRefused {
  const request = { targets: EAST, class: 'normal', sampleRateHz: 48_000, title: null } as const;
  return city.live.start(actor, { ...request, ...wish }, ear);
}

function begin(actor: Actor = east, wish: Wish = {}): { talk: Talk; ear: Ear } {
  const ear = new Ear();
  const talk = ask(actor, wish, ear);
  if ('outcome' in talk) throw new Error(`${talk.code}: ${talk.detail}`);
  return { talk, ear };
}

/** A tone, as it would come from a microphone. */
function speak(talk: Talk, seconds: number): void {
  for (let n = 0; n < seconds * 50; n++) {
    city.clock.advance(20);
    talk.push(Int16Array.from({ length: 960 }, (_, i) => 8_000 * Math.sin(i / 10)));
  }
}

const orders = () =>
  city.stores.plan
    .validOrders(city.timeline.nowUs())
    .map(({ envelope }) => orderSchema.parse(JSON.parse(JSON.parse(envelope).body)));
const occurrence = (cueId: CueId) => {
  const found = city.stores.calendar.get(cueId);
  if (!found) throw new Error(`no occurrence ${cueId}`);
  return found;
};
const audited = () => city.audited().filter((action) => action.startsWith('live.'));

describe('beginning', () => {
  it('[LIV2] only who may send there may talk there', () => {
    const elsewhere = actorOf('phuong-tay');
    const technician = actorOf('thu-nghiem', 'technician');
    expect(ask(elsewhere)).toMatchObject({ code: 'not-allowed', field: 'targets' });
    expect(ask(technician)).toMatchObject({ code: 'not-allowed' });
    const unknown = targetsOf({ nodes: ['loa-9'] });
    expect(ask(office, { targets: unknown })).toMatchObject({ code: 'unknown-target' });
    expect(ask(east, { targets: targetsOf({}) })).toMatchObject({ code: 'no-target' });
    expect(city.streams.opened).toEqual([]);
    expect(orders()).toEqual([]);
  });

  it('[APR22] once the right to speak was granted, only who holds it talks', () => {
    const right = { id: 'noi', unit: east.unitId, right: 'speak', fromDay: null } as const;
    const grant = (account: string) =>
      city.stores.documents.put('grant', {
        body: { ...right, account, throughDay: null, delegatedBy: null },
        ...{ origin: 'console', author: 'thu-nghiem', changedAtMs: 1 },
      });
    grant('nguoi-khac');
    expect(ask(east)).toMatchObject({ code: 'speaking-not-granted' });
    expect(city.streams.opened).toEqual([]);
    expect(ask(office)).not.toHaveProperty('code');
    grant(east.username);
    expect(ask(east, { class: 'priority' })).not.toHaveProperty('code');
  });

  it('[LIV3] makes a key for the talk, whose hash the order and its authorisation cite', () => {
    const { talk } = begin();
    const [stream] = city.streams.opened;
    const { streamId, publicKey, nodeIds } = stream?.opening ?? {};
    expect(streamId).toBe(contentName(Buffer.from(publicKey ?? '', 'base64url')));
    expect(nodeIds).toEqual(NODES.slice(0, 2));
    const [order] = orders();
    expect(order?.targets).toEqual(EAST);
    const cue = order?.add[0];
    const map = city.stores.city.load();
    if (!cue || !map) throw new Error('nothing ordered');
    expect(cue).toMatchObject({ cueId: talk.cueId, assetId: streamId, source: 'live' });
    const body = authorisationSchema.parse(city.authorisationBody(cue.authorisationId));
    expect(body).toMatchObject({ approvedBy: east.username, maxPlays: 1, class: 'normal' });
    const [node] = map.nodes.values();
    if (!node) throw new Error('no node');
    expect(coverageGap(body, cue, placementOf(map, node))).toBeNull();
    expect(begin(office, { targets: WEST }).talk.cueId).not.toBe(talk.cueId);
    expect(city.streams.opened[1]?.opening.publicKey).not.toBe(publicKey);
  });

  it('[LIV4] is durable, signed and noted before the first word, and told after the stream', () => {
    const told: number[] = [];
    city.events.on(({ kind }) => {
      if (kind === 'order-issued') told.push(city.streams.opened.length);
    });
    const { talk } = begin();
    expect(told).toEqual([1]);
    expect(occurrence(talk.cueId)).toMatchObject({
      source: 'live',
      origin: 'sent',
      sentBy: east.username,
      carriedBy: 'order',
    });
    expect(audited()).toEqual(['live.started']);
    expect(talk.limitMs).toBe(LIMITS.liveSeconds * 1000);
  });

  it('[LIV4] what it says outranks anything sent by hand in its class', () => {
    const { talk } = begin();
    const cue = cueOf(occurrence(talk.cueId));
    const other = { ...cue, cueId: 'khac@2026-11-22T07:00' as CueId, source: 'scheduled' as const };
    const layout = layOut([{ ...other, priority: 99, startAtUs: cue.startAtUs - 1e6 }, cue]);
    expect(layout.fates.get(talk.cueId)?.outcome).toBe('full');
  });

  it('[LIV12] the lead follows the way to the nodes: short on a local network, longer elsewhere', () => {
    expect(begin().talk.leadMs).toBe(150);
    city.health.set(parseNodeId('loa-2'), healthOf(70_000));
    const far = begin(office, { targets: WEST }).talk;
    expect(far.leadMs).toBe(1_000);
    expect(city.streams.opened.map(({ opening }) => opening.chunkPackets)).toEqual([3, 10]);
  });
});

describe('several talks', () => {
  it('[LIV5] of two equals on a node the first keeps it; the second is told who has it', () => {
    const first = begin();
    const refused = ask(office, { targets: targetsOf({ zones: ['ven-song'] }) });
    expect(refused).toMatchObject({
      code: 'air-taken',
      heldBy: { name: east.name, untilMs: expect.any(Number) },
    });
    begin(office, { targets: WEST });
    first.talk.end('released');
  });

  it('[LIV5] a higher class takes the air, and the first goes on where it is not heard', async () => {
    const first = begin();
    const second = begin(office, { class: 'emergency' });
    speak(first.talk, 0.2);
    speak(second.talk, 0.2);
    expect(city.streams.opened.map(({ chunks }) => chunks.length)).toEqual([3, 3]);
    expect(ask(actorOf('phuong-dong', 'culture-office'))).toMatchObject({ code: 'air-taken' });
  });

  it('[LIV6] one person talks once, and no more than eight at a time', async () => {
    const { talk, ear } = begin();
    expect(ask(east, { targets: WEST })).toMatchObject({ code: 'not-allowed' });
    expect(ask(east)).toMatchObject({ code: 'too-many-requests' });
    talk.end('released');
    await ear.over;
    for (let n = 0; n < LIVE_LIMITS.talks; n++) {
      // Each newer emergency outranks the one before.
      city.clock.advance(100);
      begin({ ...office, username: `can-bo-${n}` }, { class: 'emergency' });
    }
    city.clock.advance(500);
    expect(ask(office, { class: 'emergency' })).toMatchObject({ code: 'unavailable' });
    const ordinary = actorOf('phuong-tay');
    expect(ask(ordinary, { targets: WEST })).not.toHaveProperty('code');
  });
});

describe('ending', () => {
  it('[LIV7] a release revises the cue to its true length, and proof counts from the first word', async () => {
    const { talk, ear } = begin();
    city.clock.advance(300);
    speak(talk, 2);
    talk.end('released');
    const end = await ear.over;
    expect(end).toMatchObject({ why: 'released', seconds: 2.3 });
    const [first, second] = orders().map((order) => order.add[0]);
    expect(second?.cueId).toBe(first?.cueId);
    expect(second?.assetId).toBe(first?.assetId);
    expect(second?.startAtUs).toBe(first?.startAtUs);
    // 320 ms before the first sample came, 2 s of sound and the packet that says "last"; packets
    // begin before their sound by what the encoder looks ahead.
    expect(second?.durationFrames).toBe((320 + 2_000 + 20) * 48 - OPUS_LOOK_AHEAD_FRAMES);
    const stored = occurrence(talk.cueId);
    expect(stored.durationFrames).toBe(2_020 * 48);
    expect(stored.startAtUs).toBe((first?.startAtUs ?? 0) + 320_000 - 6_500);
    expect(city.streams.opened[0]?.chunks.at(-1)?.isLast).toBe(true);
    expect(city.streams.opened[0]?.forged).toBe(0);
    expect(audited()).toEqual(['live.started', 'live.ended']);
    talk.end('released');
    talk.push(new Int16Array(960));
    expect(orders()).toHaveLength(2);
  });

  it('[LIV7] a talk in which nothing was said is withdrawn and leaves no bulletin', async () => {
    const { talk, ear } = begin();
    talk.end('released');
    expect(await ear.over).toMatchObject({ bulletinId: null });
    expect(orders()[1]).toMatchObject({ add: [], cancel: { kind: 'cues', cueIds: [talk.cueId] } });
    expect(occurrence(talk.cueId).stoppedAtUs).not.toBeNull();
    expect(city.stores.library.list()).toEqual([]);
  });

  it('[LIV8] two seconds without sound end it: the microphone is gone', async () => {
    const { talk, ear } = begin();
    speak(talk, 1);
    city.clock.advance(1_900);
    expect(ear.end).toBeNull();
    city.clock.advance(400);
    expect((await ear.over).why).toBe('microphone-lost');
  });

  it('[LIV8] a controller that was held up itself does not take that for a lost microphone', () => {
    const { talk, ear } = begin();
    speak(talk, 1);
    city.clock.freeze(5_000);
    speak(talk, 1);
    expect(ear.end).toBeNull();
  });

  it('[LIV8] ten minutes end it', async () => {
    const { talk, ear } = begin();
    for (let n = 0; n < 599; n++) {
      city.clock.advance(1_000);
      talk.push(new Int16Array(960));
    }
    expect(ear.end).toBeNull();
    city.clock.advance(1_000);
    expect(await ear.over).toMatchObject({ why: 'limit', seconds: 600 });
    expect(occurrence(talk.cueId).durationFrames).toBeLessThan(620 * 48_000);
  });

  it('[LIV8] another person stops it, and that order is the one nodes get', async () => {
    const { talk, ear } = begin();
    speak(talk, 1);
    expect(city.sending.stop(office, talk.cueId)).toEqual({ outcome: 'stopped' });
    expect((await ear.over).why).toBe('stopped');
    const stop = orders()[1];
    expect(stop).toMatchObject({ add: [], cancel: { kind: 'cues', cueIds: [talk.cueId] } });
    expect(orders()).toHaveLength(2);
    const stored = occurrence(talk.cueId);
    expect(stored.stoppedAtUs).toBe(stop?.effectiveAtUs);
    expect(city.stores.library.list()).toHaveLength(1);
  });

  it('[LIV8] a stop of its whole unit ends it, one of a part of it does not', async () => {
    const wide = begin(office, { targets: targetsOf({ units: ['thu-nghiem'] }) });
    speak(wide.talk, 1);
    city.sending.stopUnit(office, parseUnitId('phuong-tay'));
    speak(wide.talk, 1);
    expect(wide.ear.end).toBeNull();
    city.sending.stopUnit(office, parseUnitId('thu-nghiem'));
    expect((await wide.ear.over).why).toBe('stopped');
  });

  it('[LIV8] where the data plane dies the talk is over, and what was sent is kept', async () => {
    const { talk, ear } = begin();
    speak(talk, 1);
    city.streams.opened[0]?.die();
    expect(await ear.over).toMatchObject({ why: 'interrupted', bulletinId: expect.any(String) });
    expect(orders()).toHaveLength(2);
    expect('outcome' in ask(east)).toBe(false);
  });

  it('[LIV8] a data plane that does not answer holds no talk open', async () => {
    const { talk, ear } = begin();
    speak(talk, 1);
    city.streams.isDeaf = true;
    talk.end('released');
    city.clock.advance(2_100);
    expect((await ear.over).why).toBe('released');
  });

  it('[LIV8] a controller that stops ends its talks first', async () => {
    const { talk, ear } = begin();
    speak(talk, 1);
    await city.live[Symbol.asyncDispose]();
    expect(ear.end).toMatchObject({ why: 'interrupted', bulletinId: expect.any(String) });
    expect(ask(east)).toMatchObject({ code: 'unavailable' });
    expect(orders()[1]?.add[0]?.cueId).toBe(talk.cueId);
  });
});

describe('while it lasts', () => {
  it('[LIV13] the speaker is told once a second who hears, how loud and with which lead', () => {
    const { talk, ear } = begin();
    city.health.delete(parseNodeId('loa-1'));
    speak(talk, 1);
    city.streams.opened[0]?.heard([
      { nodeId: parseNodeId('loa-0'), state: 'hearing', late: 0, missing: 0, leastMarginUs: 9_000 },
      { nodeId: parseNodeId('loa-1'), state: 'offline', late: 0, missing: 0, leastMarginUs: null },
    ]);
    speak(talk, 1);
    const [first, second] = ear.statuses;
    expect(first?.counts).toEqual({ hearing: 0, behind: 0, silent: 2, offline: 0 });
    expect(second).toMatchObject({
      elapsedMs: 1_980,
      leadMs: 150,
      counts: { hearing: 1, behind: 0, silent: 0, offline: 1 },
      nodes: [{ nodeId: 'loa-1', state: 'offline', late: 0, missing: 0 }],
    });
    expect(second?.levelDb).toBeCloseTo(-15.3, 0);
  });

  it('[LIV14] late nodes get a longer lead; one that no lead serves is behind and moves nobody', () => {
    const { talk, ear } = begin();
    const report = (margins: readonly number[]) =>
      city.streams.opened[0]?.heard(
        margins.map((leastMarginUs, n) => {
          const nodeId = NODES[n] ?? parseNodeId('loa-9');
          return { nodeId, state: 'hearing', late: 1, missing: 0, leastMarginUs } as const;
        }),
      );
    report([-40_000, -5_000_000]);
    speak(talk, 1);
    report([-40_000, -5_000_000]);
    speak(talk, 1);
    expect(city.streams.opened[0]?.leads).toEqual([225_000]);
    expect(ear.statuses.at(-1)).toMatchObject({ leadMs: 225, counts: { hearing: 1, behind: 1 } });
  });

  it('[LIV12] the next talk begins with the lead that the last one showed to be needed', async () => {
    const { talk, ear } = begin();
    const heard = (leastMarginUs: number) =>
      city.streams.opened[0]?.heard(
        NODES.slice(0, 2).map((nodeId) => {
          return { nodeId, state: 'hearing', late: 0, missing: 0, leastMarginUs } as const;
        }),
      );
    for (let n = 0; n < 30; n++) {
      speak(talk, 1);
      heard(25_000);
    }
    talk.end('released');
    await ear.over;
    expect(begin().talk.leadMs).toBe(160);
  });
});

describe('the recording', () => {
  it('[LIV10] what was said is a bulletin of the speaker’s unit, packet by packet as it was sent', async () => {
    const { talk, ear } = begin(east, { class: 'priority' });
    speak(talk, 3);
    talk.end('released');
    const { bulletinId } = await ear.over;
    const [bulletin] = city.stores.library.list();
    expect(bulletin).toMatchObject({
      bulletinId,
      title: 'Nói trực tiếp 22/11 07:00 – phuong-dong',
      class: 'priority',
      unitId: 'phuong-dong',
      author: east.username,
      durationFrames: 151 * 960 - 312,
    });
    expect(occurrence(talk.cueId)).toMatchObject({ bulletinId, title: bulletin?.title });
    expect(city.audited()).toContain('bulletin.add');
    const again = await openLiveCity({ folder: city.folder });
    await again.live.recover();
    expect(again.stores.library.list()).toHaveLength(1);
    again.stop();
  });

  it('[LIV10] a title may be given', async () => {
    const { talk, ear } = begin(east, { title: 'Họp tổ dân phố' });
    speak(talk, 1);
    talk.end('released');
    await ear.over;
    expect(city.stores.library.list()[0]?.title).toBe('Họp tổ dân phố');
  });

  it('[LIV11] a talk that the program did not live to end is interrupted at the next start', async () => {
    const { talk } = begin();
    speak(talk, 5);
    // What a crash leaves: the files as they are, nothing closed.
    await new Promise((done) => setTimeout(done, 200));
    city.stop();
    const next = await openLiveCity({ folder: city.folder, start: '2026-11-22T00:00:20' });
    await next.live.recover();
    const stored = next.stores.calendar.get(talk.cueId);
    // The frames of the chunk that was being filled are lost with the program.
    expect(stored?.durationFrames).toBe(249 * 960);
    const lengths = next.stores.plan
      .validOrders(next.timeline.nowUs())
      .map(({ add }) => add[0]?.durationFrames ?? 0);
    expect(lengths).toHaveLength(2);
    expect(lengths[1]).toBeLessThan(6 * 48_000);
    expect(next.stores.library.list()).toMatchObject([{ durationFrames: 249 * 960 - 312 }]);
    expect(next.audited()).toEqual(expect.arrayContaining(['live.ended', 'bulletin.add']));
    await next.live.recover();
    expect(next.stores.library.list()).toHaveLength(1);
    next.stop();
    city = await openLiveCity({ folder: city.folder });
  });
});
