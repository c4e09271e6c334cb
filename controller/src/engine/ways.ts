/**
 * The way to each node as far as it matters for when sound can begin there: how far off it is, and
 * how late live chunks were ready on it lately.
 */
import type { NodeId } from '@loa/protocol/vocabulary';
import { foldLateness, type Lateness, latenessAt, NO_LATENESS } from '../domain/paging/lateness.ts';
import type { NodeLink } from '../domain/paging/lead.ts';
import type { NodeHealth } from './facades.ts';

export interface Ways {
  /** Those that are connected. */
  linksOf(nodeIds: readonly NodeId[], nowUs: number): NodeLink[];
  /** A report of live sound. */
  heard(nodeId: NodeId, report: { readonly atUs: number; readonly latenessUs: number }): void;
}

export function createWays(deps: {
  readonly fleet: {
    isOnline(nodeId: NodeId): boolean;
    healthOf(nodeId: NodeId): NodeHealth | null;
  };
}): Ways {
  // At most one entry a node of the city that heard live voice: ten minutes of it.
  const lateness = new Map<NodeId, Lateness>();
  return {
    linksOf: (nodeIds, nowUs) =>
      nodeIds
        .filter((nodeId) => deps.fleet.isOnline(nodeId))
        .map((nodeId) => ({
          nodeId,
          roundTripUs: deps.fleet.healthOf(nodeId)?.clock?.roundTripUs ?? null,
          latenessUs: latenessAt(lateness.get(nodeId) ?? NO_LATENESS, nowUs),
        })),
    heard: (nodeId, report) => {
      lateness.set(nodeId, foldLateness(lateness.get(nodeId) ?? NO_LATENESS, report));
    },
  };
}
