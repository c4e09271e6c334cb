import type { Campaign } from '@loa/protocol/programme';
import type { ScheduleFile } from '@loa/protocol/schedule-file';
import {
  type Acoustic,
  type CityMap,
  type CityNode,
  type Place,
  UNTUNED,
  type Unit,
  type Zone,
} from '../../domain/zoning/city-map.ts';
import type { DeclaredBulletin, Schedule } from '../../engine/schedule-port.ts';

type FileZone = NonNullable<ScheduleFile['zones']>[number];

/** What the file leaves out. */
const DEFAULTS = {
  gainDb: -6,
  emergencyGainDb: 0,
  maxGainDb: 0,
  trimMs: 0,
  class: 'normal',
  language: 'vi',
  priority: 50,
  whenPreempted: 'continue',
  lateMinutes: 15,
} as const;

/** A checked file in the domain's words. */
export function toSchedule(
  file: ScheduleFile,
  sounds: ReadonlyMap<string, { readonly path: string; readonly sha256: string }>,
): Schedule {
  return {
    map: mapOf(file),
    bulletins: (file.bulletins ?? []).map((one): DeclaredBulletin => {
      const sound = sounds.get(one.id);
      if (!sound) throw new Error(`no sound was read for ${one.id}`);
      return {
        bulletinId: one.id,
        title: one.title,
        class: one.class ?? DEFAULTS.class,
        category: one.category ?? '',
        language: one.language ?? DEFAULTS.language,
        unitId: one.unit ?? file.city.unit,
        soundFile: sound.path,
        sourceHash: sound.sha256,
      };
    }),
    documents: (file.programme ?? []).map((item) => ({
      kind: 'campaign',
      body: campaignOf(item, file),
    })),
  };
}

function mapOf({ city, units, nodes = [], zones = [] }: ScheduleFile): CityMap {
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
    from: unit.from ?? null,
    until: unit.until ?? null,
    place: placeOf(unit.place),
  };
}

function nodeOf(node: NonNullable<ScheduleFile['nodes']>[number]): CityNode {
  return {
    nodeId: node.id,
    name: node.name,
    unitId: node.unit,
    place: placeOf(node.place),
    siteId: node.site ?? null,
    tuning: UNTUNED,
    settings: {
      gainDb: node.gainDb ?? DEFAULTS.gainDb,
      emergencyGainDb: node.emergencyGainDb ?? DEFAULTS.emergencyGainDb,
      maxGainDb: node.maxGainDb ?? DEFAULTS.maxGainDb,
      trimUs: Math.round((node.trimMs ?? DEFAULTS.trimMs) * 1000),
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

/** A line of the programme is a campaign of one bulletin, and has its name. */
function campaignOf(
  item: NonNullable<ScheduleFile['programme']>[number],
  { city, bulletins = [] }: ScheduleFile,
): Campaign {
  const { units = [], zones = [], nodes = [] } = item.targets;
  const bulletin = bulletins.find(({ id }) => id === item.bulletin);
  return {
    id: item.id,
    unit: bulletin?.unit ?? city.unit,
    title: bulletin?.title ?? item.id,
    bulletins: [item.bulletin],
    order: 'sequence',
    separationSeconds: 0,
    chime: null,
    targets: { units, zones, nodes },
    timing: {
      start: item.start,
      rule: item.rrule ?? null,
      until: item.until ?? null,
      except: item.except ?? [],
      extra: [],
    },
    placement: { kind: 'times' },
    repeats: { times: 1, gapSeconds: 0 },
    priority: item.priority ?? DEFAULTS.priority,
    gainDb: item.gainDb ?? 0,
    lateMinutes: item.lateMinutes ?? DEFAULTS.lateMinutes,
    whenPreempted: item.whenPreempted ?? DEFAULTS.whenPreempted,
    override: null,
  };
}
