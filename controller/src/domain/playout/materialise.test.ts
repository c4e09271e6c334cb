/** What planning changes, and what it leaves alone. */
import { addresses, coverageGap } from '@loa/protocol/playout';
import {
  type AuthorisationId,
  LIMITS,
  type NodeId,
  type PageHash,
  parseAssetId,
  parseBulletinId,
  parseItemId,
  parseNodeId,
  parseUnitId,
  parseZoneId,
} from '@loa/protocol/vocabulary';
import { describe, expect, it } from 'vitest';
import { campaignOf, type Item } from '../../../test/words/campaign-of.ts';
import { instantUsOf } from '../calendar/civil-time.ts';
import { NO_DOCUMENTS } from '../campaign/programme.ts';
import { AS_BROUGHT_IN, type Bulletin } from '../library/bulletin.ts';
import { type CityMap, UNTUNED } from '../zoning/city-map.ts';
import { LONGEST_VALIDITY_US, RESUME_ALLOWANCE_US, validUntilOf } from './cue-of.ts';
import { buildDayPages } from './day-pages.ts';
import { HORIZON_DAYS, type Materialised, materialise, SHORT_NOTICE_US } from './materialise.ts';
import type { Occurrence } from './occurrence.ts';
import { contentText, headBody, headOf, pageListOf } from './plan-head.ts';

const city = { cityId: parseUnitId('tam-ky'), timeZone: 'Asia/Ho_Chi_Minh' };
const NOON = instantUsOf('2026-11-22T12:00', city.timeZone);
/** Stands for SHA-256: different texts have different names. */
const nameOf = (body: unknown) => {
  let sum = 7;
  for (const letter of JSON.stringify(body)) sum = (sum * 31 + letter.charCodeAt(0)) % 2 ** 42;
  return sum.toString(36).padStart(43, '0') as AuthorisationId & PageHash;
};

const bulletin: Bulletin = {
  bulletinId: parseBulletinId('tin'),
  revision: 1,
  title: 'Bản tin',
  class: 'normal',
  category: '',
  language: 'vi',
  unitId: city.cityId,
  author: 'schedule-file',
  createdAtMs: 1.79e12,
  assetId: parseAssetId('a'.repeat(43)),
  durationFrames: 20 * 48_000,
  loudnessLufs: -16,
  truePeakDbtp: -1,
  ...AS_BROUGHT_IN,
};
const item: Item = {
  itemId: parseItemId('sang'),
  bulletinId: bulletin.bulletinId,
  targets: { units: [city.cityId], zones: [], nodes: [] },
  start: '2026-11-01T05:30',
  rrule: 'FREQ=DAILY',
  until: null,
  except: [],
  priority: 50,
  gainDb: 0,
  whenPreempted: 'continue',
  lateUs: 900e6,
};

const run = (
  existing: readonly Occurrence[],
  change: { items?: readonly Item[]; bulletins?: readonly Bulletin[]; nowUs?: number } = {},
): Materialised => {
  const { items = [item], bulletins = [bulletin], nowUs = NOON } = change;
  const byId = new Map(bulletins.map((one) => [one.bulletinId, one]));
  const campaigns = items.map((one) => campaignOf(one));
  const programme = { ...NO_DOCUMENTS, map, campaigns, bulletins: byId };
  return materialise(programme, existing, { nowUs, nameOf });
};
describe('materialise', () => {
  it('[CAL7] fills the horizon from now on, and a second time changes nothing', () => {
    const first = run([]);
    expect(first.put.map(({ cueId }) => cueId)[0]).toBe('sang@2026-11-23T05:30');
    expect(first.put).toHaveLength(HORIZON_DAYS - 1);
    expect(first.remove).toEqual([]);
    const second = run(first.put);
    expect(second).toMatchObject({ put: [], remove: [], orphans: [] });
    expect([...second.authorisations.keys()]).toEqual([...first.authorisations.keys()]);
  });

  it('[CAL8] an edit changes what begins later than short notice, and nothing else', () => {
    const before = run([]).put;
    const startAtUs = before[0]?.startAtUs ?? 0;
    const items = [{ ...item, gainDb: -3 }];
    const near = run(before, { items, nowUs: startAtUs - SHORT_NOTICE_US });
    expect(near.put.map(({ cueId }) => cueId)).not.toContain(before[0]?.cueId);
    const far = run(before, { items, nowUs: startAtUs - SHORT_NOTICE_US - 1 });
    expect(far.put.map(({ cueId }) => cueId)).toContain(before[0]?.cueId);
  });

  it('[CAL8] an item that is gone takes its later occurrences along', () => {
    const before = run([]).put;
    const nowUs = before[0]?.startAtUs ?? 0;
    const gone = run(before, { items: [], nowUs });
    expect(gone.remove).toEqual(before.slice(1).map(({ cueId }) => cueId));
  });

  it('[CAL8] what a person sent or stopped is not touched', () => {
    const [first, second] = run([]).put;
    if (!first || !second) throw new Error('nothing planned');
    const stopped = { ...first, stoppedAtUs: NOON };
    const sent: Occurrence = { ...second, cueId: first.cueId, origin: 'sent', itemId: null };
    expect(run([stopped], { items: [] }).remove).toEqual([]);
    expect(run([stopped]).put.map(({ cueId }) => cueId)).not.toContain(stopped.cueId);
    expect(run([sent], { items: [] }).remove).toEqual([]);
  });

  it('[CAL7] an item whose bulletin is gone is named, and withheld', () => {
    const before = run([]).put;
    const { orphans, put, remove, authorisations } = run(before, { bulletins: [] });
    expect(orphans).toEqual([item.itemId]);
    expect(remove).toEqual([]);
    expect(put).toHaveLength(before.length);
    expect(new Set(put.map(({ withheld }) => withheld?.why))).toEqual(new Set(['no-sound']));
    expect(authorisations.size).toBe(0);
  });

  it('[SGN7] items with the same bulletin and targets share an authorisation; years do not', () => {
    const evening = { ...item, itemId: parseItemId('chieu'), start: '2026-11-01T17:00' };
    const elsewhere = {
      ...item,
      itemId: parseItemId('khac'),
      targets: { ...item.targets, units: [parseUnitId('an-my')] },
    };
    const nowUs = instantUsOf('2026-12-20', city.timeZone);
    const { authorisations } = run([], { items: [item, evening, elsewhere], nowUs });
    expect(authorisations.size).toBe(4);
    const years = [...authorisations.values()].map((body) => [body.notBeforeUs, body.maxPlays]);
    const [y2026, y2027] = ['2026-01-01', '2027-01-01'].map((d) => instantUsOf(d, city.timeZone));
    expect(years).toEqual([
      [y2026, 2048],
      [y2027, 2048],
      [y2026, 1024],
      [y2027, 1024],
    ]);
  });

  it('[CAL55] a lunar rule and extra starts are planned and allowed for', () => {
    const lunar = {
      ...item,
      rrule: 'LUNAR:DAYS=1,15;TIMES=05:30,17:00',
      extraStarts: ['2026-11-25T09:00'],
    };
    const nowUs = instantUsOf('2026-11-20', city.timeZone);
    const { put, authorisations } = run([], { items: [lunar], nowUs });
    expect(put.map(({ cueId }) => cueId.slice(cueId.indexOf('@') + 1))).toEqual([
      '2026-11-23T05:30',
      '2026-11-23T17:00',
      '2026-11-25T09:00',
      '2026-12-09T05:30',
      '2026-12-09T17:00',
    ]);
    expect([...authorisations.values()].map(({ maxPlays }) => maxPlays)).toEqual([2048]);
  });

  it('[SGN7] a small edit needs no new authorisation; new sound does', () => {
    const idOf = (change: Parameters<typeof run>[1]) =>
      [...run([], change).authorisations.keys()].join();
    const before = idOf({});
    expect(idOf({ items: [{ ...item, start: '2026-11-01T05:45', until: '2026-12-01' }] })).toBe(
      before,
    );
    expect(idOf({ bulletins: [{ ...bulletin, revision: 2 }] })).not.toBe(before);
  });
});

describe('validity', () => {
  it('[CAL9] ends with slot, lateness and allowance, and after a day at the latest', () => {
    const timing = { startAtUs: NOON, durationFrames: 48_000, lateUs: 900e6 };
    expect(validUntilOf(timing)).toBe(NOON + 1e6 + 900e6 + RESUME_ALLOWANCE_US);
    expect(validUntilOf({ ...timing, lateUs: 30 * 3600e6 })).toBe(NOON + LONGEST_VALIDITY_US);
  });
});

const nodes = Array.from({ length: 6 }, (_, n) => parseNodeId(`loa-${n}`));
const map: CityMap = {
  ...city,
  units: new Map([
    [
      city.cityId,
      {
        unitId: city.cityId,
        kind: 'city',
        name: 'Tam Kỳ',
        parentId: null,
        from: null,
        until: null,
        place: null,
      },
    ],
  ]),
  nodes: new Map(
    nodes.map((nodeId) => [
      nodeId,
      {
        nodeId,
        name: nodeId,
        unitId: city.cityId,
        place: null,
        siteId: null,
        tuning: UNTUNED,
        settings: { gainDb: -6, emergencyGainDb: 0, maxGainDb: 0, trimUs: 0 },
      },
    ]),
  ),
  zones: new Map([
    [
      parseZoneId('ven'),
      { zoneId: parseZoneId('ven'), name: 'Ven', nodeIds: nodes.slice(0, 2), acoustic: null },
    ],
  ]),
};

describe('day pages', () => {
  const many = (count: number): Occurrence[] => {
    const [one] = run([]).put;
    if (!one) throw new Error('nothing planned');
    return Array.from({ length: count }, (_, n) => ({
      ...one,
      cueId: `muc-${String(n).padStart(3, '0')}@2026-11-23T06:00` as Occurrence['cueId'],
      startAtUs: one.startAtUs + n * 60e6,
    }));
  };
  const build = (occurrences: readonly Occurrence[], ids: readonly NodeId[] = nodes) =>
    buildDayPages(occurrences, {
      timeZone: city.timeZone,
      nodesOf: () => ids,
      hashOf: (text) => nameOf(text),
    });

  it('[CAL11] a full day is several pages, each within its limits, none of them lost', () => {
    const pages = build(many(200)).get(nodes[0] as NodeId) ?? [];
    expect(pages.length).toBeGreaterThan(3);
    const cues = pages.flatMap(({ text }) => {
      const page = JSON.parse(text);
      expect(new TextEncoder().encode(text).length).toBeLessThanOrEqual(LIMITS.pageBytes);
      expect(page.cues.length).toBeLessThanOrEqual(LIMITS.pageCues);
      return page.cues;
    });
    expect(cues.map(({ cueId }) => cueId)).toEqual(many(200).map(({ cueId }) => cueId));
  });

  it('[CAL10] the order of the occurrences makes no difference', () => {
    const texts = (list: Occurrence[]) => build(list).get(nodes[0] as NodeId);
    expect(texts(many(50).reverse())).toEqual(texts(many(50)));
  });

  it('[CAL12] stopped well before its start it is gone; stopped later it stays', () => {
    const [one] = many(1);
    if (!one) throw new Error('nothing planned');
    const stopped = (stoppedAtUs: number) => build([{ ...one, stoppedAtUs }]).size;
    expect(stopped(one.startAtUs - SHORT_NOTICE_US)).toBe(0);
    expect(stopped(one.startAtUs - SHORT_NOTICE_US + 1)).toBe(nodes.length);
    expect(build([{ ...one, carriedBy: 'order' }]).size).toBe(0);
  });

  it('[CAL13] a head lists what fits; whole days that do not are named', () => {
    const node = map.nodes.get(nodes[0] as NodeId);
    if (!node) throw new Error('no node');
    const pages = Array.from({ length: 60 }, (_, n) => ({
      day: `2026-12-${String(1 + Math.floor(n / 3)).padStart(2, '0')}`,
      hash: nameOf(n),
    }));
    const { head, daysLeftOut } = headOf(map, node, { listed: pageListOf(pages) });
    const body = headBody(head, { version: 9e9, issuedAtUs: NOON });
    expect(body.length).toBeLessThanOrEqual(LIMITS.headBytes);
    const content = JSON.parse(contentText(head));
    expect(content.pages.length % 3).toBe(0);
    expect(content.pages.length).toBeGreaterThan(40);
    expect(daysLeftOut[0]).toBe(pages[content.pages.length]?.day);
    expect(content.zones).toEqual(['ven']);
    expect(addresses({ units: [city.cityId], zones: [], nodes: [] }, { ...content })).toBe(true);
    expect(headOf(map, node, { listed: pageListOf(pages.slice(0, 22)) }).daysLeftOut).toEqual([]);
  });

  it('[SGN4] every cue of a page is covered by the authorisation it cites', () => {
    const { put, authorisations } = run([]);
    for (const [nodeId, pages] of build(put)) {
      for (const cue of pages.flatMap(({ text }) => JSON.parse(text).cues)) {
        const body = authorisations.get(cue.authorisationId);
        if (!body) throw new Error('no authorisation');
        const placement = { nodeId, units: [city.cityId], zones: [] };
        expect(coverageGap(body, cue, placement)).toBeNull();
      }
    }
  });
});
