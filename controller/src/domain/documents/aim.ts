import type { Targets } from '@loa/protocol/playout';
import { LIMITS, type UnitId } from '@loa/protocol/vocabulary';
import { type CityMap, isWithin } from '../zoning/city-map.ts';
import { allKnown, type DocumentFault, fault } from './known.ts';

/** Bytes of an authorisation that its targets may take; the rest is its other fields. */
const TARGET_BYTES = LIMITS.authorisationBytes - 700;

/**
 * [DOC5] What a document is aimed at exists and lies within the unit the document belongs to, so that
 * who answers for that unit may change it. A unit without nodes is allowed: it may get some.
 */
export function aimFaults(map: CityMap, unitId: UnitId, targets: Targets): DocumentFault[] {
  const at = (...rest: (string | number)[]) => ['targets', ...rest];
  const { units, zones, nodes } = targets;
  if (units.length + zones.length + nodes.length === 0) {
    return [fault(at(), 'is aimed at nothing; give units, zones or nodes')];
  }
  if (JSON.stringify({ units, zones, nodes }).length > TARGET_BYTES) {
    return [fault(at(), 'names too many; make a zone of them')];
  }
  const unknown = [
    ...allKnown(map.units, 'unit', { ids: units, path: at('units') }),
    ...allKnown(map.zones, 'zone', { ids: zones, path: at('zones') }),
    ...allKnown(map.nodes, 'node', { ids: nodes, path: at('nodes') }),
  ];
  if (unknown.length > 0 || !map.units.has(unitId)) return unknown;
  return outside(map, unitId, targets);
}

function outside(map: CityMap, unitId: UnitId, { units, zones, nodes }: Targets): DocumentFault[] {
  const isOwn = (nodeId: (typeof nodes)[number]) => {
    const node = map.nodes.get(nodeId);
    if (node === undefined || isWithin(map, node.unitId, unitId)) return true;
    // [DOC31] A unit that has ended keeps what it made for its nodes.
    return (node.formerUnits ?? []).some((former) => isWithin(map, former, unitId));
  };
  const beyond = (kind: string, index: number, id: string) =>
    fault(
      ['targets', kind, index],
      `${id} is not within ${unitId}; leave it out or give a unit above`,
    );
  return [
    ...units.flatMap((id, index) =>
      isWithin(map, id, unitId) ? [] : [beyond('units', index, id)],
    ),
    ...zones.flatMap((id, index) =>
      (map.zones.get(id)?.nodeIds ?? []).every(isOwn) ? [] : [beyond('zones', index, id)],
    ),
    ...nodes.flatMap((id, index) => (isOwn(id) ? [] : [beyond('nodes', index, id)])),
  ];
}
