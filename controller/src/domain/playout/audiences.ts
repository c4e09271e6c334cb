import type { NodeId } from '@loa/protocol/vocabulary';
import { atOnce, type Steps } from '@loa/runtime/pure';
import type { CityMap } from '../zoning/city-map.ts';
import type { AimId } from './day-plans.ts';
import { type Aim, nodesOfAim } from './meant.ts';

/** Nodes that the same aims mean: they share every page. */
export interface Audience {
  /** In ascending order. */
  readonly aims: readonly AimId[];
  readonly nodeIds: readonly NodeId[];
}

/** [CAL10] Every node of the city in one audience, those that nothing means among them. */
export function audiencesOf(
  map: CityMap,
  aims: Iterable<readonly [AimId, Aim]>,
): readonly Audience[] {
  return atOnce(gatherAudiences(map, aims));
}

/** The same, an aim at a time: one may mean every node of a province, less some units. */
export function* gatherAudiences(
  map: CityMap,
  aims: Iterable<readonly [AimId, Aim]>,
): Steps<readonly Audience[]> {
  const byNode = new Map<NodeId, AimId[]>([...map.nodes.keys()].map((nodeId) => [nodeId, []]));
  for (const [id, aim] of aims) {
    for (const nodeId of nodesOfAim(map, aim)) byNode.get(nodeId)?.push(id);
    yield;
  }
  const audiences = new Map<string, { aims: readonly AimId[]; nodeIds: NodeId[] }>();
  for (const [nodeId, own] of byNode) {
    const sorted = own.sort((a, b) => a - b);
    const key = sorted.join();
    const known = audiences.get(key);
    if (known) known.nodeIds.push(nodeId);
    else audiences.set(key, { aims: sorted, nodeIds: [nodeId] });
  }
  return [...audiences.values()];
}
