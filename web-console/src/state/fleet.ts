/** The list of nodes: by unit, filtered, found. */
import type { NodeStatus, Unit } from '@loa/protocol/console-api';
import { unwellNodes } from './now.ts';
import { matches } from './search.ts';

export type FleetFilter = 'all' | 'unwell' | 'sounding';

export interface FleetGroup {
  readonly unit: Unit;
  readonly nodes: readonly NodeStatus[];
}

/** Groups in the order of the units' names; within one those that need attention stand first. */
export function groupFleet(
  nodes: Iterable<NodeStatus>,
  units: readonly Unit[],
  want: { readonly filter: FleetFilter; readonly query: string },
): readonly FleetGroup[] {
  const all = [...nodes];
  return units
    .map((unit) => {
      const own = all.filter(
        (node) =>
          node.unitId === unit.unitId &&
          fits(node, want.filter) &&
          matches(want.query, node.name, unit.name, node.nodeId),
      );
      const well = own
        .filter((node) => node.state === 'well')
        .sort((a, b) => a.name.localeCompare(b.name, 'vi', { numeric: true }));
      return { unit, nodes: [...unwellNodes(own), ...well] };
    })
    .filter((group) => group.nodes.length > 0)
    .sort((a, b) => a.unit.name.localeCompare(b.unit.name, 'vi'));
}

function fits(node: NodeStatus, filter: FleetFilter): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'unwell':
      return node.state !== 'well';
    case 'sounding':
      return node.sounding !== null;
  }
}

/** An id for a node from its name: without marks, words joined by dashes. */
export function nodeIdOfName(folded: string): string {
  return folded
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 64);
}
