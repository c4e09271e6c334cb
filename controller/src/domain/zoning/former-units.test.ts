/** Targets that have ended. */
import { addresses } from '@loa/protocol/playout';
import { parseNodeId, parseUnitId } from '@loa/protocol/vocabulary';
import { expect, test } from 'vitest';
import { type CityMap, type CityNode, placementOf, resolveTargets, type Unit } from './city-map.ts';

const [PROVINCE, OLD_CITY, OLD_A, OLD_B, MERGED, OTHER] = [
  'tinh',
  'tp-cu',
  'cu-a',
  'cu-b',
  'moi',
  'khac',
].map(parseUnitId) as [Unit['unitId'], ...Unit['unitId'][]];
const unit = (unitId = PROVINCE, change: Partial<Unit> = {}): [Unit['unitId'], Unit] => [
  unitId,
  {
    unitId,
    kind: 'ward',
    name: unitId,
    parentId: PROVINCE,
    from: null,
    until: null,
    place: null,
    ...change,
  },
];
const node = (
  name: string,
  unitId = PROVINCE,
  formerUnits?: CityNode['formerUnits'],
): CityNode => ({
  nodeId: parseNodeId(name),
  name,
  unitId,
  ...(formerUnits ? { formerUnits } : {}),
  place: null,
  siteId: null,
  tuning: { gainDb: null, trimUs: null },
  settings: { gainDb: -6, emergencyGainDb: 0, maxGainDb: 0, trimUs: 0 },
});
const ended = { until: '2025-07-01' };
const nodes = [
  node('a-1', MERGED, [OLD_A as Unit['unitId']]),
  node('b-1', MERGED, [OLD_B as Unit['unitId']]),
  // Of ward B too, but its street went to another ward.
  node('b-2', OTHER, [OLD_B as Unit['unitId']]),
  node('moi-1', MERGED),
];
const map: CityMap = {
  cityId: PROVINCE,
  timeZone: 'Asia/Ho_Chi_Minh',
  units: new Map([
    unit(PROVINCE, { parentId: null }),
    unit(OLD_CITY, ended),
    unit(OLD_A, { ...ended, parentId: OLD_CITY ?? null }),
    unit(OLD_B, { ...ended, parentId: OLD_CITY ?? null }),
    unit(MERGED),
    unit(OTHER),
  ]),
  nodes: new Map(nodes.map((one) => [one.nodeId, one])),
  zones: new Map(),
};
const meant = (unitId = PROVINCE) => resolveTargets(map, { units: [unitId], zones: [], nodes: [] });

test('[CAL99] a unit that has ended means the nodes that stood in it, wherever they belong now', () => {
  expect(meant(OLD_B)).toEqual(['b-1', 'b-2']);
  expect(meant(OLD_CITY)).toEqual(['a-1', 'b-1', 'b-2']);
  expect(meant(MERGED)).toEqual(['a-1', 'b-1', 'moi-1']);
  expect(meant()).toHaveLength(4);
});

test('[CAL99] a node is told of what it stood in, so that it accepts what is authorised for it', () => {
  for (const one of nodes) {
    const placement = placementOf(map, one);
    for (const unitId of map.units.keys()) {
      const targets = { units: [unitId], zones: [], nodes: [] };
      expect(addresses(targets, placement)).toBe(meant(unitId).includes(one.nodeId));
    }
  }
});
