import type { Targets } from '@loa/protocol/playout';
import type { UnitId } from '@loa/protocol/vocabulary';
import { type CityMap, isWithin, resolveTargets } from '../zoning/city-map.ts';
import { normalTargets } from '../zoning/targets.ts';
import type { Reach } from './rulebook.ts';

/**
 * What targets mean within a unit: themselves where they lie in it, the unit where one above it is
 * meant, and node by node otherwise.
 *
 * @param reach of the targets
 */
export function targetsWithin(
  map: CityMap,
  { targets, reach }: { readonly targets: Targets; readonly reach: Reach },
  unit: UnitId,
): Targets {
  if (targets.units.some((one) => isWithin(map, unit, one))) {
    return { units: [unit], zones: [], nodes: [] };
  }
  if (reach.units.every((one) => isWithin(map, one, unit))) return normalTargets(targets);
  const units = targets.units.filter((one) => isWithin(map, one, unit));
  const rest = resolveTargets(map, { units: [], zones: targets.zones, nodes: targets.nodes });
  const nodes = rest.filter((nodeId) => {
    const node = map.nodes.get(nodeId);
    return node !== undefined && isWithin(map, node.unitId, unit);
  });
  return normalTargets({ units, zones: [], nodes });
}
