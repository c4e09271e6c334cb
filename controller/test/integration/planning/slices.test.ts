/**
 * Publications that are too long for one turn. The planner's clock moves with each look at it, so that
 * a slice ends after a few steps; the timers move when the test says so. What may happen between two
 * slices happens there: stops, edits, nodes that ask, a disk that fails.
 */
import {
  parseAssetId,
  parseBulletinId,
  parseItemId,
  parseNodeId,
  parseUnitId,
  type UnitId,
} from '@loa/protocol/vocabulary';
import { contentName } from '@loa/runtime/node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AS_BROUGHT_IN, type Bulletin } from '../../../src/domain/library/bulletin.ts';
import { UNTUNED, type Unit } from '../../../src/domain/zoning/city-map.ts';
import { createPlanner, type Planner } from '../../../src/engine/planning.ts';
import { putCampaigns } from '../../support/campaigns.ts';
import { campaignOf, type Item } from '../../words/campaign-of.ts';
import { actorOf, openPlanningCity, type PlanningCity, targetsOf } from './planning-city.ts';

const CITY = parseUnitId('tinh');
const WARDS = ['xa-a', 'xa-b', 'xa-c'].map(parseUnitId);
const NODES_PER_WARD = 20;

function itemOf(name: string, unit: string, start = '2026-11-20T05:30'): Item {
  return {
    itemId: parseItemId(name),
    bulletinId: parseBulletinId('tin'),
    targets: targetsOf({ units: [unit] }),
    ...{ start, rrule: 'FREQ=DAILY', until: null, except: [] },
    ...{ priority: 50, gainDb: 0, whenPreempted: 'continue', lateUs: 600e6 },
  };
}

const ITEMS = [
  itemOf('tinh', CITY),
  ...WARDS.map((ward, n) => itemOf(ward, ward, `2026-11-20T0${6 + n}:00`)),
];

let city: PlanningCity;
let planner: Planner;
let stepUs: number;
beforeEach(() => {
  // 07:00 in Vietnam.
  city = openPlanningCity({ start: '2026-11-22T00:00:00' });
  fill(city);
  let nowUs = 0;
  stepUs = 2_500;
  planner = createPlanner({ ...city, clock: { monotonicUs: () => (nowUs += stepUs) } });
});
afterEach(() => {
  planner[Symbol.dispose]();
  city[Symbol.dispose]();
});

function fill({ stores }: PlanningCity): void {
  const unit = { from: null, until: null, place: null } as const;
  const nodes = WARDS.flatMap((unitId) =>
    Array.from({ length: NODES_PER_WARD }, (_, n) => ({
      ...{ nodeId: parseNodeId(`${unitId}-${n}`), name: `${n}`, unitId, place: null },
      ...{ siteId: null, tuning: UNTUNED },
      settings: { gainDb: -6, emergencyGainDb: 0, maxGainDb: 0, trimUs: 0 },
    })),
  );
  stores.city.replace({
    cityId: CITY,
    timeZone: 'Asia/Ho_Chi_Minh',
    units: new Map<UnitId, Unit>([
      [CITY, { ...unit, unitId: CITY, kind: 'city', name: 'Tỉnh', parentId: null }],
      ...WARDS.map(
        (unitId) =>
          [unitId, { ...unit, unitId, kind: 'ward', name: unitId, parentId: CITY }] as const,
      ),
    ]),
    nodes: new Map(nodes.map((node) => [node.nodeId, node])),
    zones: new Map(),
  });
  stores.library.put({
    ...{ bulletinId: parseBulletinId('tin'), revision: 1, title: 'Tin', class: 'normal' },
    ...{ category: '', language: 'vi', unitId: CITY, author: 'schedule-file' },
    ...{ createdAtMs: 1.7e12, assetId: parseAssetId(contentName('tin')), durationFrames: 480_000 },
    ...{ loudnessLufs: -16, truePeakDbtp: -1 },
    ...AS_BROUGHT_IN,
  });
  putCampaigns(
    stores,
    ITEMS.map((item) => campaignOf(item)),
  );
}

/** Lets slices go on until nothing is left. */
async function finish(): Promise<void> {
  const settled = planner.settled();
  for (let n = 0; n < 2_000; n++) city.clock.advance(1);
  await settled;
}

/** A node never has a head whose pages it could not fetch. */
function expectWhole(): void {
  for (const { nodeId } of city.stores.plan.headVersions()) {
    expect(city.pageTexts(nodeId)).not.toContain('missing');
  }
}

const versions = () => city.stores.plan.headVersions().map(({ version }) => version);

describe('a publication in slices', () => {
  it('[CAL43] others have their turn after a slice, and every slice is whole in itself', async () => {
    const first = planner.republish();
    expect(first.heads.length).toBeLessThan(60);
    const counts: number[] = [];
    for (let n = 0; n < 2_000 && versions().length < 60; n++) {
      city.clock.advance(1);
      counts.push(versions().length);
      expectWhole();
    }
    expect(new Set(counts).size).toBeGreaterThan(1);
    await finish();
    expect(versions()).toEqual(Array.from({ length: 60 }, () => 1));
    const told = city.told.flatMap((event) =>
      event.kind === 'heads-published' ? event.nodeIds : [],
    );
    expect(new Set(told).size).toBe(60);
    expect(told).toHaveLength(60);
    expect(city.planner.republish()).toEqual({ heads: [], occurrences: [] });
  });

  it('[CAL43] a small one is done, as one transaction, when the call returns', async () => {
    planner.republish();
    await finish();
    stepUs = 0;
    putCampaigns(
      city.stores,
      [...ITEMS, itemOf('them', WARDS[0] as string)].map((item) => campaignOf(item)),
    );
    expect(planner.republish().heads).toHaveLength(NODES_PER_WARD);
    await planner.settled();
  });

  it('[CAL45] only those whose plan changed get a head, the soonest due first', async () => {
    planner.republish();
    await finish();
    city.told.length = 0;
    const [a, b] = WARDS as unknown as [string, string];
    // From Wednesday on in one ward, from tomorrow on in the other.
    // Of another bulletin: a second item of the same would ask for an authorisation of more plays.
    const other = { ...city.stores.library.list()[0], bulletinId: parseBulletinId('tin-khac') };
    city.stores.library.put(other as Bulletin);
    const later = { ...itemOf('sau', a, '2026-11-25T15:00'), bulletinId: other.bulletinId };
    const sooner = { ...itemOf('mai', b, '2026-11-23T15:00'), bulletinId: other.bulletinId };
    putCampaigns(
      city.stores,
      [...ITEMS, later, sooner].map((item) => campaignOf(item)),
    );
    planner.republish();
    await finish();
    const told = city.told.flatMap((event) => (event.kind === 'heads-published' ? [event] : []));
    const wards = told.flatMap(({ nodeIds }) => nodeIds.map((nodeId) => nodeId.slice(0, 4)));
    expect(wards).toEqual([...Array(20).fill('xa-b'), ...Array(20).fill('xa-a')]);
    const dues = told.map(({ dueAtUs }) => dueAtUs ?? 0);
    expect(dues).toEqual([...dues].sort((x, y) => x - y));
  });

  it('[CAL44] what a person stopped between two slices stays stopped', async () => {
    planner.republish();
    await finish();
    putCampaigns(
      city.stores,
      ITEMS.map((item) => ({ ...item, gainDb: -3 })).map((item) => campaignOf(item)),
    );
    planner.republish();
    const [next] = city.stores.calendar.between(city.timeline.nowUs() + 3600e6, 7e15);
    if (!next) throw new Error('nothing planned');
    expect(city.sending.stop(actorOf(CITY), next.cueId)).toEqual({ outcome: 'stopped' });
    planner.request();
    await finish();
    expect(city.stores.calendar.get(next.cueId)?.stoppedAtUs).not.toBeNull();
    for (const { nodeId } of city.stores.plan.headVersions()) {
      expect(city.pageTexts(nodeId).join()).not.toContain(`"${next.cueId}"`);
    }
    expectWhole();
  });

  it('[CAL44] edits that keep coming do not keep it from an end', async () => {
    planner.republish();
    for (let n = 0; n < 400; n++) {
      const edited = ITEMS.map((item, index) =>
        index === 0 ? { ...item, gainDb: -(n % 20) } : item,
      );
      putCampaigns(
        city.stores,
        edited.map((item) => campaignOf(item)),
      );
      planner.request();
      city.clock.advance(1);
    }
    expect(versions().length).toBe(60);
    await finish();
    expect(city.planner.republish()).toEqual({ heads: [], occurrences: [] });
    expectWhole();
  });

  it('[CAL22] a failure in the middle leaves what was published, and the rest is made up for', async () => {
    const { putHeads } = city.stores.plan;
    let calls = 0;
    stepUs = 10_000;
    Object.assign(city.stores.plan, {
      putHeads: (...args: Parameters<typeof putHeads>) => {
        if (++calls === 5) throw new Error('disk full');
        putHeads(...args);
      },
    });
    const settled = expect(
      Promise.resolve()
        .then(() => planner.republish())
        .then(() => planner.settled()),
    ).rejects.toThrow('disk full');
    await Promise.resolve();
    await Promise.resolve();
    await Promise.resolve();
    for (let n = 0; n < 1_000 && calls < 5; n++) city.clock.advance(1);
    await settled;
    const before = versions().length;
    expect(before).toBeGreaterThan(0);
    expect(before).toBeLessThan(60);
    expectWhole();
    city.clock.advance(5_000);
    await finish();
    expect(versions()).toEqual(Array.from({ length: 60 }, () => 1));
    expectWhole();
  });

  it('[CAL42] what the plan itself crowds out is named when it is planned', async () => {
    const warned: object[] = [];
    const logger = { ...city.logger, warn: (fields: object) => void warned.push(fields) };
    using strict = createPlanner({ ...city, logger });
    const clash = { ...itemOf('trung-gio', WARDS[0] as string), priority: 60, lateUs: 0 };
    const losing = ITEMS.map((item) => ({ ...item, lateUs: 0 }));
    putCampaigns(
      city.stores,
      [...losing, clash].map((item) => campaignOf(item)),
    );
    strict.republish();
    expect(warned).toHaveLength(1);
    expect(warned[0]).toMatchObject({ cues: 21 });
    expect(JSON.stringify(warned[0])).toContain('@2026-11-23T05:30');
    warned.length = 0;
    strict.republish();
    expect(warned).toEqual([]);
  });
});
