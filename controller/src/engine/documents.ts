import { addresses } from '@loa/protocol/playout';
import { type CityMap, placementOf } from '../domain/zoning/city-map.ts';
import type { PlanDocuments } from './facades.ts';
import type { OrderRecord, PlanStore, Signer, Timeline } from './ports.ts';

export interface DocumentsDeps {
  readonly plan: PlanStore;
  readonly signer: Pick<Signer, 'keyring'>;
  readonly timeline: Timeline;
  readonly map: () => CityMap | null;
}

/** What a node may fetch. Nothing here is secret: everything is signed or named by its hash. */
export function createPlanDocuments(deps: DocumentsDeps): PlanDocuments {
  const { plan, signer, timeline } = deps;
  let held: { readonly through: number; readonly orders: readonly OrderRecord[] } | null = null;

  /** Every node asks at its hello, and ten thousand say it within a minute: orders are read once. */
  function validOrders(through: number): readonly OrderRecord[] {
    const nowUs = timeline.nowUs();
    if (held?.through !== through) held = { through, orders: plan.validOrders(nowUs) };
    return held.orders.filter(({ expiresAtUs }) => expiresAtUs > nowUs);
  }

  return {
    headFor: (nodeId) => plan.head(nodeId)?.envelope ?? null,
    page: (hash) => plan.page(hash),
    authorisation: (id) => plan.authorisation(id),
    keyring: () => signer.keyring().envelope,
    ordersFor: (nodeId, cursor) => {
      const last = plan.lastOrderSequence();
      const through = Math.max(cursor, last);
      const map = deps.map();
      const node = map?.nodes.get(nodeId);
      if (!map || !node) return { envelopes: [], through };
      const placement = placementOf(map, node);
      const envelopes = validOrders(last)
        .filter((order) => order.sequence > cursor && addresses(order.targets, placement))
        .map((order) => order.envelope);
      return { envelopes, through };
    },
  };
}
