import {
  addresses,
  LEVEL,
  type LevelTable,
  type Muting,
  type UtcOffset,
} from '@loa/protocol/playout';
import type { Mute, VolumeRule } from '@loa/protocol/programme';
import { LIMITS } from '@loa/protocol/vocabulary';
import { addDays, instantUsOf } from '../calendar/civil-time.ts';
import { type CityMap, type CityNode, isWithin, placementOf } from '../zoning/city-map.ts';

/** A mute; it holds from when it was decided. */
export interface StandingMute {
  readonly body: Mute;
  readonly changedAtMs: number;
}

/** What people decided about the volume of nodes, as it stands now. */
export interface VolumeDecisions {
  readonly volumes: readonly VolumeRule[];
  readonly mutes: readonly StandingMute[];
  readonly utcOffsets: readonly UtcOffset[];
  readonly nowUs: number;
}

/**
 * [PLY94] How a node's volume goes with time: the rules of the units above it first, those of its own
 * last, so that the nearest counts. `leftOut` is what a head has no room for: the farthest rules, the
 * weakest mutes.
 */
export function levelTableOf(
  map: CityMap,
  node: CityNode,
  decided: VolumeDecisions,
): { readonly table: LevelTable; readonly leftOut: number } {
  const rules = rulesFor(map, node, decided.volumes);
  const standing = mutesOf(map, node, decided.mutes).filter(
    ({ untilUs }) => untilUs > decided.nowUs,
  );
  if (rules.length + standing.length === 0) return { table: LEVEL, leftOut: 0 };
  const levels = rules.slice(-LIMITS.levels).map(({ classes, from, to, gainDb }) => ({
    classes,
    fromMinute: minuteOf(from),
    toMinute: minuteOf(to),
    gainDb,
  }));
  const mutes = standing.slice(0, LIMITS.mutes);
  const leftOut = rules.length - levels.length + standing.length - mutes.length;
  // Mutes have instants; only rules by the hour need civil time.
  const utcOffsets = levels.length > 0 ? decided.utcOffsets : [];
  return { table: { levels, utcOffsets, mutes }, leftOut };
}

/** [PLY94] When a node is lowered or silenced, the strongest first, those that are over among them. */
export function mutesOf(map: CityMap, node: CityNode, mutes: readonly StandingMute[]): Muting[] {
  return mutes
    .filter(({ body }) => body.nodes.includes(node.nodeId) && isWithin(map, node.unitId, body.unit))
    .map(({ body, changedAtMs }) => ({
      fromUs: changedAtMs * 1000,
      untilUs: instantUsOf(addDays(body.throughDay, 1), map.timeZone),
      gainDb: body.gainDb,
    }))
    .filter(({ fromUs, untilUs }) => fromUs < untilUs)
    .sort((a, b) => strength(a) - strength(b) || b.untilUs - a.untilUs || a.fromUs - b.fromUs);
}

function rulesFor(map: CityMap, node: CityNode, volumes: readonly VolumeRule[]): VolumeRule[] {
  if (volumes.length === 0) return [];
  const placement = placementOf(map, node);
  const heightOf = ({ unit }: VolumeRule): number => placement.units.indexOf(unit);
  return volumes
    .filter(({ unit, targets }) => {
      const isAll = targets.units.length + targets.zones.length + targets.nodes.length === 0;
      return placement.units.includes(unit) && (isAll || addresses(targets, placement));
    })
    .sort((a, b) => heightOf(b) - heightOf(a) || (a.id < b.id ? -1 : 1));
}

function strength({ gainDb }: Muting): number {
  return gainDb ?? Number.NEGATIVE_INFINITY;
}

/** `HH:MM`; 24:00 is the end of the day. */
function minuteOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}
