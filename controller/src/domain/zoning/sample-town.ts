/** A small city with three nodes: what tests ask planning about. */
import { parseNodeId, parseUnitId, type UnitId } from '@loa/protocol/vocabulary';
import { type CityMap, UNTUNED, type Unit } from './city-map.ts';

export const ZONE = 'Asia/Ho_Chi_Minh';
export const TOWN: UnitId = parseUnitId('tp');
export const WARD_A: UnitId = parseUnitId('phuong-a');
export const WARD_B: UnitId = parseUnitId('phuong-b');
/** A neighbourhood of ward A. */
export const STREET: UnitId = parseUnitId('to-1');

/** Two nodes in ward A, one of them in its neighbourhood, and one in ward B. */
export function townMap(timeZone: string = ZONE): CityMap {
  const unit = (unitId: UnitId, kind: Unit['kind'], parentId: UnitId | null): [UnitId, Unit] => [
    unitId,
    { unitId, kind, name: unitId, parentId, from: null, until: null, place: null },
  ];
  const nodes = (
    [
      ['loa-a', WARD_A],
      ['loa-to-1', STREET],
      ['loa-b', WARD_B],
    ] as const
  ).map(([name, unitId]) => {
    const nodeId = parseNodeId(name);
    const settings = { gainDb: -6, emergencyGainDb: 0, maxGainDb: 0, trimUs: 0 };
    const rest = { place: null, siteId: null, tuning: UNTUNED, settings };
    return [nodeId, { nodeId, name, unitId, ...rest }] as const;
  });
  return {
    cityId: TOWN,
    timeZone,
    units: new Map([
      unit(TOWN, 'city', null),
      unit(WARD_A, 'ward', TOWN),
      unit(WARD_B, 'ward', TOWN),
      unit(STREET, 'neighbourhood', WARD_A),
    ]),
    nodes: new Map(nodes),
    zones: new Map(),
  };
}
