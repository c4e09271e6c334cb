/** The city of a day before its units moved. */
import { parseNodeId, parseUnitId, type UnitId } from '@loa/protocol/vocabulary';
import { expect, test } from 'vitest';
import { type CityMap, lineageOf } from './city-map.ts';
import { mapOn } from './map-on.ts';
import { reformed, type UnitChange } from './reform.ts';
import { STREET, TOWN, townMap, WARD_A, WARD_B } from './sample-town.ts';

const NEW = parseUnitId('phuong-moi');
const LAST = parseUnitId('phuong-cuoi');
const made = (unitId: UnitId) => ({ unitId, kind: 'ward', name: unitId, parentId: null }) as const;
const merge = (into: UnitId, ...from: UnitId[]): UnitChange => ({
  kind: 'merge',
  from,
  into: made(into),
});

function after(map: CityMap, day: string, ...changes: UnitChange[]): CityMap {
  const result = reformed(map, { reformId: day, cityId: TOWN, day, changes });
  if (result.outcome === 'refused') throw new Error(JSON.stringify(result.faults));
  return result.map;
}

/** The units of each node, nearest first, but for the town. */
const standings = (map: CityMap) =>
  ['loa-a', 'loa-to-1', 'loa-b'].map((name) => {
    const unitId = map.nodes.get(parseNodeId(name))?.unitId as UnitId;
    return lineageOf(map, unitId).slice(0, -1);
  });
const BEFORE = [[WARD_A], [STREET, WARD_A], [WARD_B]];

test('[REP15] nodes and units stand where they stood, merge by merge', () => {
  const first = after(townMap(), '2025-07-01', merge(NEW, WARD_A, WARD_B));
  const second = after(first, '2026-01-01', merge(LAST, NEW, STREET));
  expect(standings(second)).toEqual([[LAST], [LAST], [LAST]]);
  expect(standings(mapOn(second, '2025-12-31'))).toEqual([[NEW], [STREET, NEW], [NEW]]);
  expect(standings(mapOn(second, '2025-07-01'))).toEqual([[NEW], [STREET, NEW], [NEW]]);
  expect(standings(mapOn(second, '2025-06-30'))).toEqual(BEFORE);
});

test('[REP15] a unit under another parent was below the one of its time, through several moves', () => {
  const under = (unit: UnitId, parent: UnitId): UnitChange => ({ kind: 're-parent', unit, parent });
  const first = after(townMap(), '2025-07-01', under(STREET, TOWN), under(STREET, WARD_B));
  const second = after(first, '2026-01-01', under(STREET, TOWN));
  expect(standings(second)[1]).toEqual([STREET]);
  expect(standings(mapOn(second, '2025-09-09'))[1]).toEqual([STREET, WARD_B]);
  expect(standings(mapOn(second, '2025-06-30'))).toEqual(BEFORE);
});

test('[REP15] a city whose units never moved, or not since, is the city itself', () => {
  const map = townMap();
  expect(mapOn(map, '2025-06-30')).toBe(map);
  const moved = after(map, '2025-07-01', merge(NEW, WARD_A, WARD_B));
  expect(mapOn(moved, '2025-07-01')).toBe(moved);
  expect(mapOn(moved, '2025-01-01')).toBe(mapOn(moved, '2025-06-30'));
});
