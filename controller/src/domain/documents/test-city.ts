/** A city of two wards for documents to name: the east one has two neighbourhoods, one without nodes. */
import { parseNodeId, parseUnitId, parseZoneId } from '@loa/protocol/vocabulary';
import { type CityMap, UNTUNED } from '../zoning/city-map.ts';

const unit = (id: string, parent: string | null) =>
  [
    parseUnitId(id),
    {
      unitId: parseUnitId(id),
      kind: 'ward',
      name: id,
      parentId: parent === null ? null : parseUnitId(parent),
      from: null,
      until: null,
      place: null,
    },
  ] as const;
const node = (id: string, unitId: string) =>
  [
    parseNodeId(id),
    {
      nodeId: parseNodeId(id),
      name: id,
      unitId: parseUnitId(unitId),
      place: null,
      siteId: null,
      settings: { gainDb: 0, emergencyGainDb: 0, maxGainDb: 0, trimUs: 0 },
      tuning: UNTUNED,
    },
  ] as const;
const zone = (id: string, nodes: string[]) => {
  const zoneId = parseZoneId(id);
  return [zoneId, { zoneId, name: id, nodeIds: nodes.map(parseNodeId), acoustic: null }] as const;
};

export const A_CITY: CityMap = {
  cityId: parseUnitId('city'),
  timeZone: 'Asia/Ho_Chi_Minh',
  units: new Map([
    unit('city', null),
    unit('east', 'city'),
    unit('west', 'city'),
    unit('east-1', 'east'),
    unit('east-2', 'east'),
  ]),
  nodes: new Map([node('e1', 'east-1'), node('e', 'east'), node('w', 'west')]),
  zones: new Map([zone('river', ['e1', 'w']), zone('market', ['e1', 'e'])]),
};
