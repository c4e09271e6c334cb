import type { NodeId, UnitId } from '@loa/protocol/vocabulary';
import { type CityMap, type CityNode, lineageOf, type Unit } from './city-map.ts';

/**
 * [REP14] The city as it stood on a day: each node in the unit of that day, each unit below that of
 * that day. Names are those of today, and units that had not begun yet are there without nodes.
 */
export function mapOn(map: CityMap, day: string): CityMap {
  const next = changesOf(map).find((change) => change > day);
  if (next === undefined) return map;
  const known = formerMaps.get(map) ?? new Map<string, CityMap>();
  formerMaps.set(map, known);
  const made = known.get(next) ?? former(map, day);
  known.set(next, made);
  return made;
}

/** Between two changes a city is the same: one map for all these days. */
const formerMaps = new WeakMap<CityMap, Map<string, CityMap>>();
const changes = new WeakMap<CityMap, readonly string[]>();

/** The days on which units ended or went below others, from the first on. */
function changesOf(map: CityMap): readonly string[] {
  const known = changes.get(map);
  if (known) return known;
  const days = [...map.units.values()].flatMap(({ until, formerParents = [] }) => [
    ...(until === null ? [] : [until]),
    ...formerParents.map((one) => one.until),
  ]);
  const made = [...new Set(days)].sort();
  changes.set(map, made);
  return made;
}

function former(map: CityMap, day: string): CityMap {
  const units = new Map([...map.units].map(([id, unit]) => [id, unitOn(unit, day)]));
  const then = { ...map, units };
  const nodes = new Map<NodeId, CityNode>(
    [...map.nodes].map(([id, node]) => [id, nodeOn(then, node, day)]),
  );
  return { ...then, nodes };
}

function unitOn({ formerParents = [], ...unit }: Unit, day: string): Unit {
  const parent = firstToEnd(formerParents, ({ until }) => until, day);
  return parent ? { ...unit, parentId: parent.parentId } : unit;
}

/**
 * Of the units that a node has left since, it stood in the first to end, or in one below that.
 *
 * @param then with its units as they stood on that day
 */
function nodeOn(then: CityMap, node: CityNode, day: string): CityNode {
  const { unitId, formerUnits = [], ...rest } = node;
  const endOf = (id: UnitId): string => then.units.get(id)?.until ?? '';
  const left = formerUnits.filter((id) => endOf(id) > day);
  const first = firstToEnd(left, endOf, day);
  if (first === undefined) return node;
  const below = [...left, unitId]
    .map((id) => lineageOf(then, id))
    .filter((lineage) => lineage.includes(first))
    .sort((a, b) => b.length - a.length);
  const before = formerUnits.filter((id) => endOf(id) <= day);
  const stood = { ...rest, unitId: below[0]?.[0] ?? first };
  return before.length > 0 ? { ...stood, formerUnits: before } : stood;
}

function firstToEnd<T>(all: readonly T[], endOf: (one: T) => string, day: string): T | undefined {
  const left = all.filter((one) => endOf(one) > day);
  return left.sort((a, b) => (endOf(a) < endOf(b) ? -1 : 1))[0];
}
