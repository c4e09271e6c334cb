/** What holds in a unit by its documents, and documents in the making. */
import { documentSchemas } from '@loa/protocol/documents';
import type { AirRule, VolumeRule } from '@loa/protocol/programme';
import { parseUnitId } from '@loa/protocol/vocabulary';
import { describe, expect, it } from 'vitest';
import { airRuleDraftOf, airRulesIn, planAirRule } from './air-rules.ts';
import { levelsIn } from './levels.ts';
import { addressGap } from './relay-draft.ts';
import { suspensionGap } from './suspension-draft.ts';

const CITY = parseUnitId('tam-ky');
const WARD = parseUnitId('an-my');
const units = [
  { unitId: CITY, kind: 'city', name: 'Tam Kỳ', parentId: null, place: null },
  { unitId: WARD, kind: 'ward', name: 'An Mỹ', parentId: CITY, place: null },
] as const;

function airRule(change: object): AirRule {
  return documentSchemas['air-rule'].parse({
    id: 'khung',
    unit: CITY,
    title: 'Khung giờ',
    windows: [],
    ...change,
  }) as AirRule;
}

function volume(change: object): VolumeRule {
  return documentSchemas.volume.parse({
    id: 'muc',
    unit: CITY,
    targets: { units: [CITY] },
    from: '22:00',
    to: '05:00',
    gainDb: -12,
    ...change,
  }) as VolumeRule;
}

describe('hours on the air', () => {
  it('[CON147] are those of the nearest unit that has a rule for the class', () => {
    const rules = [airRule({}), airRule({ id: 'phuong', unit: WARD, classes: ['normal'] })];
    const inWard = airRulesIn(units, WARD, rules);
    expect(inWard.map(({ class: of, unit }) => [of, unit?.unitId])).toEqual([
      ['normal', WARD],
      ['priority', CITY],
    ]);
    expect(airRulesIn(units, CITY, rules)[0]?.rules.map(({ id }) => id)).toEqual(['khung']);
    expect(airRulesIn(units, CITY, [])[0]).toMatchObject({ unit: null, rules: [] });
  });

  it('[CON148] name the first thing that is wrong, and put windows in order', () => {
    const windows = [
      { from: '17:00', to: '24:00', minutes: 30 },
      { from: '05:00', to: '06:00', minutes: null },
    ];
    const draft = airRuleDraftOf(airRule({ windows }));
    expect(draft.windows[0]).toEqual({ from: '17:00', to: '00:00', minutes: '30' });
    expect(planAirRule(draft)).toMatchObject({
      outcome: 'ready',
      body: { windows: [windows[1], windows[0]] },
    });
    const gap = (from: string, to: string, minutes = '') =>
      planAirRule({
        ...draft,
        windows: [
          { from: '05:00', to: '06:00', minutes: '' },
          { from, to, minutes },
        ],
      });
    expect(gap('', '07:00')).toMatchObject({ gap: 'windows' });
    expect(gap('08:00', '07:00')).toMatchObject({ gap: 'windows' });
    expect(gap('05:30', '07:00')).toMatchObject({ gap: 'overlap' });
    expect(gap('07:00', '08:00', '61')).toMatchObject({ gap: 'minutes' });
    expect(planAirRule({ ...draft, title: ' ' })).toMatchObject({ gap: 'title' });
    expect(planAirRule({ ...draft, weekdays: [] })).toMatchObject({ gap: 'weekdays' });
  });
});

describe('levels', () => {
  it('[CON147] follow the clock over midnight, and the nearest unit has the last word', () => {
    const near = volume({
      id: 'phuong',
      unit: WARD,
      targets: { units: [WARD] },
      from: '04:00',
      to: '06:00',
      gainDb: -3,
    });
    const table = (unit: string) =>
      levelsIn(units, unit, [near, volume({})]).rows.map(({ from, to, gainsDb }) => [
        `${from}-${to}`,
        gainsDb.normal,
        gainsDb.emergency,
      ]);
    expect(table(WARD)).toEqual([
      ['00:00-04:00', -12, 0],
      ['04:00-06:00', -3, 0],
      ['06:00-22:00', 0, 0],
      ['22:00-24:00', -12, 0],
    ]);
    expect(table(CITY)).toEqual([
      ['00:00-05:00', -12, 0],
      ['05:00-22:00', 0, 0],
      ['22:00-24:00', -12, 0],
    ]);
    expect(levelsIn(units, CITY, [volume({ targets: { nodes: ['an-my-1'] } })])).toMatchObject({
      rows: [{ from: '00:00', to: '24:00' }],
      hasSome: true,
    });
  });
});

describe('what is in the making', () => {
  it('[CON145] a suspension waits for its reason, its days and a class', () => {
    const draft = {
      unit: CITY,
      title: 'Quốc tang',
      fromDay: '2026-11-23',
      throughDay: '2026-11-24',
      classes: ['normal'] as const,
      categories: [],
      exceptions: [],
      substitute: null,
    };
    const gap = (change: object) => suspensionGap({ ...draft, ...change }, '2026-11-22');
    expect(gap({})).toBeNull();
    expect(gap({ title: ' ' })).toBe('title');
    expect(gap({ fromDay: '' })).toBe('days');
    expect(gap({ throughDay: '2026-11-22' })).toBe('until');
    expect(gap({ fromDay: '2026-11-20', throughDay: '2026-11-21' })).toBe('past');
    expect(gap({ classes: [] })).toBe('classes');
  });

  it('[CON142] an address is one of a listed host, by HTTP or HTTPS, without a password', () => {
    const hosts = ['Dai.example.vn', '10.1.2.3:8000'];
    expect(addressGap('https://dai.example.vn:8443/a', hosts)).toBeNull();
    expect(addressGap('http://10.1.2.3:8000/fm', hosts)).toBeNull();
    expect(addressGap('http://10.1.2.3/fm', hosts)).toBe('host');
    expect(addressGap('ftp://dai.example.vn/a', hosts)).toBe('url');
    expect(addressGap('http://a:b@dai.example.vn/a', hosts)).toBe('url');
    expect(addressGap('đài', hosts)).toBe('url');
  });
});
