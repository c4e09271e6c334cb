import type { ScheduleFile } from '@loa/protocol/schedule-file';
import type { UnitId } from '@loa/protocol/vocabulary';
import {
  type Acoustic,
  type CityMap,
  type CityNode,
  type Place,
  UNTUNED,
  type Unit,
  type Zone,
} from '../../domain/zoning/city-map.ts';

type FileZone = NonNullable<ScheduleFile['zones']>[number];

/** What nodes leave out. */
export const NODE_DEFAULTS = { gainDb: -6, emergencyGainDb: 0, maxGainDb: 0, trimMs: 0 } as const;

export function mapOf({ city, units, nodes = [], zones = [] }: ScheduleFile): CityMap {
  return {
    cityId: city.unit,
    timeZone: city.timeZone,
    units: new Map(units.map((one) => [one.id, unitOf(one)])),
    nodes: new Map(nodes.map((one) => [one.id, nodeOf(one)])),
    zones: new Map(zones.map((one) => [one.id, zoneOf(one)])),
  };
}

function unitOf(unit: ScheduleFile['units'][number]): Unit {
  return {
    unitId: unit.id,
    kind: unit.kind,
    name: unit.name,
    parentId: unit.parent ?? null,
    ...(unit.formerly?.length ? { formerParents: unit.formerly.map(formerParentOf) } : {}),
    from: unit.from ?? null,
    until: unit.until ?? null,
    place: placeOf(unit.place),
  };
}

function formerParentOf({ parent, until }: { readonly parent: UnitId; readonly until: string }) {
  return { parentId: parent, until };
}

function nodeOf(node: NonNullable<ScheduleFile['nodes']>[number]): CityNode {
  return {
    nodeId: node.id,
    name: node.name,
    unitId: node.unit,
    ...(node.formerly?.length ? { formerUnits: node.formerly } : {}),
    place: placeOf(node.place),
    siteId: node.site ?? null,
    tuning: UNTUNED,
    settings: {
      gainDb: node.gainDb ?? NODE_DEFAULTS.gainDb,
      emergencyGainDb: node.emergencyGainDb ?? NODE_DEFAULTS.emergencyGainDb,
      maxGainDb: node.maxGainDb ?? NODE_DEFAULTS.maxGainDb,
      trimUs: Math.round((node.trimMs ?? NODE_DEFAULTS.trimMs) * 1000),
    },
  };
}

function zoneOf({ id, name, nodes, acoustic }: FileZone): Zone {
  const nodeIds = [...new Set(nodes)];
  return { zoneId: id, name, nodeIds, acoustic: acoustic ? acousticOf(acoustic) : null };
}

function acousticOf(acoustic: NonNullable<FileZone['acoustic']>): Acoustic {
  switch (acoustic.mode) {
    case 'delay':
      return {
        kind: 'delay',
        groups: acoustic.groups.map(({ nodes, delayMs }) => ({
          nodeIds: nodes,
          delayUs: Math.round(delayMs * 1000),
        })),
      };
    case 'waves':
      return {
        kind: 'waves',
        gapUs: Math.round(acoustic.gapMs * 1000),
        groups: acoustic.groups.map(({ nodes }) => ({ nodeIds: nodes })),
      };
  }
}

function placeOf(place: Place | undefined): Place | null {
  return place ? { latitude: place.latitude, longitude: place.longitude } : null;
}
