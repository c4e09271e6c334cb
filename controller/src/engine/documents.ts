import { addresses } from '@loa/protocol/playout';
import { type CityMap, placementOf } from '../domain/zoning/city-map.ts';
import type { PlanDocuments } from './facades.ts';
import type { PlanStore, Signer, Timeline } from './ports.ts';

export interface DocumentsDeps {
  readonly plan: PlanStore;
  readonly signer: Pick<Signer, 'keyring'>;
  readonly timeline: Timeline;
  readonly map: () => CityMap | null;
}

/** What a node may fetch. Nothing here is secret: everything is signed or named by its hash. */
export function createPlanDocuments(deps: DocumentsDeps): PlanDocuments {
  const { plan, signer, timeline } = deps;
  return {
    headFor: (nodeId) => plan.head(nodeId)?.envelope ?? null,
    page: (hash) => plan.page(hash),
    authorisation: (id) => plan.authorisation(id),
    keyring: () => signer.keyring().envelope,
    ordersFor: (nodeId, cursor) => {
      const through = Math.max(cursor, plan.lastOrderSequence());
      const map = deps.map();
      const node = map?.nodes.get(nodeId);
      if (!map || !node) return { envelopes: [], through };
      const placement = placementOf(map, node);
      const envelopes = plan
        .validOrders(timeline.nowUs())
        .filter((order) => order.sequence > cursor && addresses(order.targets, placement))
        .map((order) => order.envelope);
      return { envelopes, through };
    },
  };
}
