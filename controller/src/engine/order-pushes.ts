import { addresses } from '@loa/protocol/playout';
import type { CueId, NodeId } from '@loa/protocol/vocabulary';
import type { Logger } from '@loa/runtime/pure';
import { type CityMap, placementOf } from '../domain/zoning/city-map.ts';
import type { NodeSession } from './facades.ts';
import type { OrderRecord, Stores, Timeline } from './ports.ts';

/** Orders whose cues are remembered, to tell the console what an acknowledgement was about. */
const REMEMBERED_ORDERS = 500;

/** Orders on their way to connected nodes. */
export interface OrderPushes {
  /** [FLT6] The same bytes to every session that the order is aimed at; the rest hear it at hello. */
  push(sequence: number, sessions: Iterable<readonly [NodeId, NodeSession]>): void;
  /** What an order was about. */
  cuesOf(sequence: number): readonly CueId[];
}

export function createOrderPushes(deps: {
  readonly stores: Pick<Stores, 'plan'>;
  readonly timeline: Timeline;
  readonly map: () => CityMap | null;
  readonly logger: Logger;
}): OrderPushes {
  const cues = new Map<number, readonly CueId[]>();

  function remember(order: OrderRecord): void {
    const named = order.cancel?.kind === 'cues' ? order.cancel.cueIds : [];
    cues.set(order.sequence, [...order.add.map((cue) => cue.cueId), ...named]);
    for (const oldest of cues.keys()) {
      if (cues.size <= REMEMBERED_ORDERS) return;
      cues.delete(oldest);
    }
  }

  return {
    cuesOf: (sequence) => cues.get(sequence) ?? [],
    push: (sequence, sessions) => {
      const { logger, stores, timeline } = deps;
      const order = stores.plan
        .validOrders(timeline.nowUs())
        .find((candidate) => candidate.sequence === sequence);
      if (!order) {
        logger.warn({ sequence }, 'an order had expired before it was sent');
        return;
      }
      remember(order);
      const map = deps.map();
      if (!map) return;
      for (const [nodeId, session] of sessions) {
        const node = map.nodes.get(nodeId);
        if (node && addresses(order.targets, placementOf(map, node))) {
          session.sendOrder(order.envelope);
        }
      }
    },
  };
}
