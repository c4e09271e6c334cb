/** How relays stand in the plan. */
import type { AirRule, Relay, Suspension } from '@loa/protocol/programme';
import {
  type AuthorisationId,
  type BulletinClass,
  parseAssetId,
  parseItemId,
  parseUnitId,
} from '@loa/protocol/vocabulary';
import { describe, expect, it } from 'vitest';
import { instantUsOf } from '../calendar/civil-time.ts';
import { NO_DOCUMENTS, type Programme } from '../campaign/programme.ts';
import type { CityMap } from '../zoning/city-map.ts';
import { materialise } from './materialise.ts';
import { NO_ASSET, NO_AUTHORISATION } from './occurrence-of.ts';
import { isOnPages } from './page-text.ts';

const ZONE = 'Asia/Ho_Chi_Minh';
const CITY = parseUnitId('tam-ky');
const NOON = instantUsOf('2026-11-22T12:00', ZONE);
const map: CityMap = {
  cityId: CITY,
  timeZone: ZONE,
  units: new Map([
    [CITY, { unitId: CITY, name: 'Tam Kỳ', kind: 'city', parentId: null, place: null }],
  ]),
  zones: new Map(),
  nodes: new Map(),
} as unknown as CityMap;
const relay: Relay = {
  id: parseItemId('dai-tinh'),
  unit: CITY,
  title: 'Tiếp âm Đài tỉnh',
  category: 'thời sự',
  url: 'http://dai.example.vn/fm',
  targets: { units: [CITY], zones: [], nodes: [] },
  timing: {
    start: '2026-11-01T17:00',
    rule: 'FREQ=DAILY',
    until: null,
    except: [],
    extra: [],
  },
  minutes: 30,
  priority: 50,
  gainDb: 2,
  fallback: null,
};
const NAME = 'n'.repeat(43) as AuthorisationId;

const plan = (documents: Partial<Programme>) =>
  materialise({ ...NO_DOCUMENTS, map, bulletins: new Map(), relays: [relay], ...documents }, [], {
    nowUs: NOON,
    nameOf: () => NAME,
  }).put;

describe('a relay in the plan', () => {
  it('[CAL98] keeps the stream that nodes were told of, from when it is joined', () => {
    const [first] = plan({});
    if (!first) throw new Error('nothing planned');
    const joined = { ...first, assetId: parseAssetId('s'.repeat(43)), authorisationId: NAME };
    const programme = { ...NO_DOCUMENTS, map, bulletins: new Map(), relays: [relay] };
    const nowUs = first.startAtUs - 60e6;
    const again = (held: typeof first) => {
      const { put } = materialise(programme, [held], { nowUs, nameOf: () => NAME });
      return put.some(({ cueId }) => cueId === first.cueId);
    };
    expect(again(joined)).toBe(false);
    expect(again({ ...first, gainDb: -9 })).toBe(true);
  });

  it('[REL1] is an occurrence of its minutes at each start, valid to its end and on no page', () => {
    const put = plan({});
    expect(put).toHaveLength(22);
    const [first] = put;
    const startAtUs = instantUsOf('2026-11-22T17:00', ZONE);
    expect(first).toMatchObject({
      cueId: 'dai-tinh@2026-11-22T17:00',
      itemId: relay.id,
      source: 'relay',
      title: relay.title,
      category: 'thời sự',
      gainDb: 2,
      lateUs: 0,
      durationFrames: 30 * 60 * 48_000,
      startAtUs,
      validUntilUs: startAtUs + 30 * 60e6,
      carriedBy: 'order',
      assetId: NO_ASSET,
      authorisationId: NO_AUTHORISATION,
      withheld: null,
    });
    expect(put.some(isOnPages)).toBe(false);
  });

  it('[REL2] is withheld on days that are different and outside the hours of its class', () => {
    const classes: Exclude<BulletinClass, 'emergency'>[] = ['normal'];
    const suspension: Suspension = {
      id: 'tang',
      unit: CITY,
      title: 'Quốc tang',
      fromDay: '2026-11-23',
      throughDay: '2026-11-23',
      classes,
      categories: ['thời sự'],
      exceptions: [],
      substitute: null,
    };
    const why = (documents: Partial<Programme>) =>
      plan(documents).map(({ withheld }) => withheld?.why ?? null);
    expect(why({ suspensions: [suspension] }).slice(0, 3)).toEqual([null, 'suspended', null]);
    expect(why({ suspensions: [{ ...suspension, exceptions: [relay.id] }] })[1]).toBeNull();
    const hours: AirRule = {
      id: 'gio',
      unit: CITY,
      title: 'Giờ phát',
      classes,
      weekdays: [1, 2, 3, 4, 5, 6, 7],
      windows: [{ from: '17:00', to: '17:30', minutes: null }],
      overridableBy: [],
    };
    expect(new Set(why({ airRules: [hours] }))).toEqual(new Set([null]));
    const tight = { ...hours, windows: [{ from: '17:00', to: '17:20', minutes: null }] };
    expect(new Set(why({ airRules: [tight] }))).toEqual(new Set(['quiet-hours']));
    const few = { ...hours, windows: [{ from: '17:00', to: '18:00', minutes: 20 }] };
    expect(new Set(why({ airRules: [few] }))).toEqual(new Set(['air-time']));
  });
});
