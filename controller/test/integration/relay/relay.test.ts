/**
 * Goal: a relay is joined before its start, sounds at it, is replaced while its source has nothing, and
 * ends at its end, whatever happens between. Method: the engine on a real database with real keys and a
 * real encoder, in moved time; the station is a table of what it brings.
 */
import { coverageGap, layOut } from '@loa/protocol/playout';
import { authorisationSchema, orderSchema } from '@loa/protocol/signed';
import { parseCueId, parseNodeId } from '@loa/protocol/vocabulary';
import { afterEach, describe, expect, it } from 'vitest';
import { instantUsOf } from '../../../src/domain/calendar/civil-time.ts';
import { cueOf } from '../../../src/domain/playout/cue-of.ts';
import { placementOf } from '../../../src/domain/zoning/city-map.ts';
import { actorOf } from '../planning/planning-city.ts';
import { openRelayCity, type RelayCity, START } from './relay-city.ts';

const CUE = parseCueId(`dai-tinh@${START}`);
const START_US = instantUsOf(START, 'Asia/Ho_Chi_Minh');
const office = actorOf('thu-nghiem', 'culture-office');

let city: RelayCity;
afterEach(() => {
  city.relays[Symbol.dispose]();
  city[Symbol.dispose]();
});

const orders = () =>
  city.stores.plan
    .validOrders(city.timeline.nowUs())
    .map(({ envelope }) => orderSchema.parse(JSON.parse(JSON.parse(envelope).body)));
const stored = () => {
  const found = city.stores.calendar.get(CUE);
  if (!found) throw new Error('no occurrence');
  return found;
};
const fallbacks = () =>
  city.stores.calendar
    .between(START_US, START_US + 120e6)
    .filter(({ cueId }) => cueId.startsWith('dai-tinh~fallback@'));
const view = () => city.relays.views(office)[0];
const audited = () => city.audited().filter((action) => action.startsWith('relay.'));
/** To so many seconds from the relay's start. */
function until(seconds: number): void {
  city.clock.advance((START_US - city.timeline.nowUs()) / 1000 + seconds * 1000);
}

async function open(options: Parameters<typeof openRelayCity>[0] = {}): Promise<void> {
  city = await openRelayCity(options);
  city.relays.start();
}

describe('a relay', () => {
  it('[REL13] is joined a minute early, ordered under a key of its own, and sounds at its start', async () => {
    await open();
    until(-62);
    expect(city.station.opened).toBe(0);
    expect(view()).toMatchObject({ phase: 'idle', cueId: CUE, startAtUs: START_US });
    until(-40);
    expect(city.station.opened).toBe(1);
    expect(view()).toMatchObject({ phase: 'ready', lack: null });
    expect(view()?.levelDb).toBeGreaterThan(-20);
    expect(orders()).toEqual([]);
    until(-20);
    const [order] = orders();
    const cue = cueOf(stored());
    expect(order?.add).toEqual([cue]);
    expect(cue).toMatchObject({ source: 'relay', startAtUs: START_US, gainDb: 3 });
    const held = city.stores.plan.authorisation(stored().authorisationId) ?? '';
    const authorisation = authorisationSchema.parse(JSON.parse(JSON.parse(held).body));
    const map = city.stores.city.load();
    const node = map?.nodes.get(parseNodeId('loa-0'));
    if (!map || !node) throw new Error('no node');
    expect(coverageGap(authorisation, cue, placementOf(map, node))).toBeNull();
    const [stream] = city.streams.opened;
    expect(stream?.opening).toMatchObject({ streamId: cue.assetId, chunkPackets: 10 });
    expect(stream?.chunks).toEqual([]);
    until(10);
    expect(stream?.forged).toBe(0);
    const [first] = stream?.chunks ?? [];
    // Sound goes out by the tenth of a second: the first is heard within one of the start.
    expect(Math.abs((first?.atUs ?? 0) - START_US)).toBeLessThan(120_000);
    expect(view()?.phase).toBe('on-air');
    until(121);
    const last = stream?.chunks.at(-1);
    expect(last?.isLast).toBe(true);
    const endUs = (last?.atUs ?? 0) + (last?.packets.length ?? 0) * 20_000;
    expect(Math.abs(endUs - (START_US + 120e6))).toBeLessThan(1_700_000);
    expect(city.station.listeners).toBe(0);
    expect(audited()).toEqual(['relay.joined', 'relay.ended']);
    expect(view()).toMatchObject({ phase: 'idle', cueId: null });
  });

  it('[REL20] has its fallback held beforehand by the nodes that it is for, until it is gone', async () => {
    await open();
    const sparesOf = (nodeId: string) => city.head(nodeId).spares;
    expect(sparesOf('loa-0')).toEqual(['b'.repeat(43)]);
    expect(sparesOf('loa-2')).toBeUndefined();
    const before = city.head('loa-0');
    expect(city.planner.republish().heads).toEqual([]);
    city.stores.documents.remove('relay', 'dai-tinh');
    expect(city.planner.republish().heads).toContain('loa-0');
    expect(city.head('loa-0')).toMatchObject({ version: before.version + 1 });
    expect(sparesOf('loa-0')).toBeUndefined();
  });

  it('[REL14] whose source dies is replaced by its fallback, which is taken back', async () => {
    await open();
    until(20);
    city.station.die();
    until(24);
    // What had come already is heard to its end.
    expect(view()).toMatchObject({ phase: 'on-air' });
    until(32);
    expect(view()).toMatchObject({ phase: 'failing', lack: 'dead' });
    const [fallback] = fallbacks();
    if (!fallback) throw new Error('no fallback');
    expect(view()?.fallback).toBe(fallback.cueId);
    expect(fallback).toMatchObject({
      bulletinId: 'chuong',
      source: 'scheduled',
      validUntilUs: START_US + 120e6,
    });
    // On a node it cuts the relay, by the order of things, and is cut by whatever else is planned.
    const layout = layOut([cueOf(stored()), cueOf(fallback)]);
    const inTurn = layout.segments.map(({ cue }) => cue.source);
    expect(inTurn).toEqual(['relay', 'scheduled', 'relay']);
    const chunks = city.streams.opened[0]?.chunks.length;
    city.station.brings = 'sound';
    until(60);
    expect(view()).toMatchObject({ phase: 'on-air', lack: null, fault: null, fallback: null });
    expect(city.stores.calendar.get(fallback.cueId)?.stoppedAtUs).not.toBeNull();
    expect(orders().some(({ cancel }) => cancel.kind === 'cues')).toBe(true);
    expect(city.streams.opened[0]?.chunks.length).toBeGreaterThan(chunks ?? 0);
    const latest = city.streams.opened[0]?.chunks.at(-1);
    expect(Math.abs((latest?.atUs ?? 0) - city.timeline.nowUs())).toBeLessThan(2_000_000);
    expect(audited().slice(1)).toEqual(['relay.lacking', 'relay.fallback', 'relay.returned']);
  });

  it('[REL10] whose source is silent for ten seconds counts as having none', async () => {
    await open();
    until(5);
    city.station.brings = 'silence';
    until(13);
    expect(view()).toMatchObject({ phase: 'on-air' });
    until(19);
    expect(view()).toMatchObject({ phase: 'failing', lack: 'silent', levelDb: null });
    expect(fallbacks()).toHaveLength(1);
    const chunks = city.streams.opened[0]?.chunks.length;
    until(25);
    expect(city.streams.opened[0]?.chunks.length).toBe(chunks);
  });

  it('[REL12] whose source is not there is told before its start, and tried again until it is', async () => {
    await open();
    city.station.brings = 'refusal';
    until(-45);
    expect(view()).toMatchObject({ phase: 'failing', lack: 'dead', fault: { why: 'unreachable' } });
    expect(fallbacks()).toEqual([]);
    until(-10);
    expect(city.station.opened).toBeGreaterThan(3);
    expect(city.station.opened).toBeLessThan(30);
    city.station.brings = 'sound';
    until(30);
    expect(view()).toMatchObject({ phase: 'on-air' });
  });

  it('[REL14] without a fallback leaves the air silent', async () => {
    await open({ relay: { fallback: null } });
    city.station.brings = 'nothing';
    until(20);
    expect(view()).toMatchObject({ phase: 'failing', lack: 'dead', fallback: null });
    expect(fallbacks()).toEqual([]);
    expect(city.streams.opened[0]?.chunks).toEqual([]);
  });

  it('[REL17] that a person stops is over, and so is what sounds in its place', async () => {
    await open();
    until(20);
    city.station.die();
    until(32);
    expect(city.sending.stop(office, CUE)).toEqual({ outcome: 'stopped' });
    city.clock.advance(1_000);
    expect(city.station.listeners).toBe(0);
    expect(view()).toMatchObject({ phase: 'idle', cueId: null });
    expect(fallbacks()[0]?.stoppedAtUs).not.toBeNull();
    until(60);
    expect(city.station.listeners).toBe(0);
  });

  it('[REL17] that is taken out of the programme, or withheld, is not joined', async () => {
    await open();
    until(-50);
    city.stores.documents.remove('relay', 'dai-tinh');
    city.planner.republish();
    city.clock.advance(1_000);
    expect(city.station.listeners).toBe(0);
    until(10);
    expect(orders()).toEqual([]);
  });

  it('[REL9] goes on after a restart under the same key and order, with sequences that are new', async () => {
    await open();
    until(20);
    const before = stored();
    const first = city.streams.opened[0];
    const sent = first?.chunks.at(-1)?.sequence ?? 0;
    const ordered = orders().length;
    city.relays[Symbol.dispose]();
    city.stop();
    const { folder } = city;
    city = await openRelayCity({ folder, start: '2026-11-22T10:00:30' });
    city.relays.start();
    expect(city.station.opened).toBe(1);
    city.clock.advance(10_000);
    const again = city.streams.opened[0];
    expect(again?.opening.streamId).toBe(before.assetId);
    expect(again?.opening.streamId).toBe(first?.opening.streamId);
    expect(again?.chunks[0]?.sequence).toBeGreaterThan(sent);
    expect(again?.forged).toBe(0);
    expect(orders()).toHaveLength(ordered);
    expect(stored()).toEqual(before);
    expect(view()?.phase).toBe('on-air');
  });

  it('[REL18] whose data plane is gone has another within seconds', async () => {
    await open();
    until(20);
    const [first] = city.streams.opened;
    const sent = first?.chunks.at(-1)?.sequence ?? 0;
    first?.die();
    until(25);
    const [, second] = city.streams.opened;
    expect(second?.chunks.length).toBeGreaterThan(5);
    expect(second?.chunks[0]?.sequence).toBeGreaterThan(sent);
  });

  it('[REL15] is ordered node by node where a rule keeps some units out', async () => {
    city = await openRelayCity({
      relay: { targets: { units: ['thu-nghiem' as never], zones: [], nodes: [] } },
    });
    city.stores.documents.put('suspension', {
      body: {
        id: 'tang',
        unit: 'phuong-tay' as never,
        title: 'Tang lễ',
        fromDay: '2026-11-22',
        throughDay: '2026-11-22',
        classes: ['normal'],
        categories: [],
        exceptions: [],
        substitute: null,
      },
      ...{ origin: 'console', author: 'van-hoa', changedAtMs: 0 },
    });
    city.planner.republish();
    city.relays.start();
    until(-20);
    const [order] = orders();
    expect(order?.targets).toMatchObject({ units: [], zones: [] });
    const east = [...(city.stores.city.load()?.nodes.values() ?? [])]
      .filter(({ unitId }) => unitId === 'phuong-dong')
      .map(({ nodeId }) => nodeId);
    expect(order?.targets.nodes).toEqual(east);
    expect(city.streams.opened[0]?.opening.nodeIds).toEqual(east);
  });

  it('[REL16] can be tested without being sounded', async () => {
    await open();
    const test = async () => {
      const answer = city.relays.test(office, 'dai-tinh');
      city.clock.advance(7_000);
      return await answer;
    };
    expect(await test()).toMatchObject({ outcome: 'tested', heard: 'sound', fault: null });
    city.station.brings = 'silence';
    expect(await test()).toMatchObject({ heard: 'silence', levelDb: null });
    city.station.brings = 'nothing';
    expect(await test()).toMatchObject({ heard: 'nothing', seconds: 0 });
    city.station.brings = 'refusal';
    expect(await test()).toMatchObject({ heard: 'nothing', fault: { why: 'unreachable' } });
    expect(city.station.listeners).toBe(0);
    expect(await city.relays.test(office, 'khac')).toMatchObject({ code: 'not-found' });
    const elsewhere = actorOf('phuong-tay');
    expect(await city.relays.test(elsewhere, 'dai-tinh')).toMatchObject({ code: 'not-found' });
    expect(orders()).toEqual([]);
  });
});
