import type { NodePlacement } from '@loa/protocol/playout';
import { slotEndUs } from '@loa/protocol/playout';
import { type Envelope, type Order, orderSchema } from '@loa/protocol/signed';
import { type CueId, LIMITS, type UnitId } from '@loa/protocol/vocabulary';
import type { Logger } from '@loa/runtime/pure';
import type { HeldOrder } from '../domain/playout/index.ts';
import { judgeOrder, refused, type Verdict } from '../domain/trust/index.ts';
import type { PlanStore, StoredPlan } from '../ports.ts';
import { parseBody } from './signed-body.ts';

export interface OrderVerdict {
  /** Null when the order could not be read at all. */
  readonly sequence: number | null;
  readonly verdict: Verdict;
  readonly issuedAtUs?: number;
}

interface BookContext {
  readonly city: UnitId | null;
  readonly placement: NodePlacement;
  readonly nowUs: number | null;
}

/** The orders a node keeps: each once, durable before it counts, until nothing of it can sound. */
export class OrderBook {
  private readonly deps: { readonly store: PlanStore; readonly log: Logger };
  private readonly held = new Map<number, Order>();
  private through = 0;

  constructor(deps: { readonly store: PlanStore; readonly log: Logger }) {
    this.deps = deps;
  }

  /** Orders on disk were taken while they were fresh: their expiry is looked at, not their arrival. */
  load(stored: StoredPlan, context: BookContext): void {
    this.through = stored.orderCursor;
    for (const envelope of stored.orders) {
      const order = parseBody(orderSchema, envelope.body, LIMITS.orderBytes);
      if (order && order.city === context.city) this.held.set(order.sequence, order);
      else this.deps.log.warn({}, 'a stored order was refused');
    }
  }

  /** The envelope's signature has been checked. */
  take(envelope: Envelope, { city, placement, nowUs }: BookContext): OrderVerdict {
    const order = parseBody(orderSchema, envelope.body, LIMITS.orderBytes);
    if (!order || city === null) return { sequence: null, verdict: refused('malformed') };
    const verdict = judgeOrder(order, {
      city,
      placement,
      nowUs,
      heldSequences: new Set(this.held.keys()),
      fresh: true,
    });
    if (verdict.outcome === 'accepted') {
      this.deps.store.keepOrder(order.sequence, envelope);
      this.held.set(order.sequence, order);
    }
    return { sequence: order.sequence, verdict, issuedAtUs: order.issuedAtUs };
  }

  all(): readonly HeldOrder[] {
    return [...this.held.values()].sort((a, b) => a.sequence - b.sequence);
  }

  cursor(): number {
    return this.through;
  }

  moveCursor(sequence: number): void {
    if (sequence <= this.through) return;
    this.deps.store.keepOrderCursor(sequence);
    this.through = sequence;
  }

  /**
   * An order is kept beyond its expiry while a cue of it may still sound, as it was taken in time;
   * one that revises or cancels such a cue as long as that one.
   */
  expire(nowUs: number): void {
    const untilUs = this.endsUs();
    for (const [sequence, order] of this.held) {
      const ends = [...namedBy(order)].map((cueId) => untilUs.get(cueId) ?? 0);
      if (Math.max(order.expiresAtUs, ...ends) > nowUs) continue;
      this.held.delete(sequence);
      this.deps.store.dropOrder(sequence);
    }
  }

  /** Until when a cue could sound by any of the orders that add it. */
  private endsUs(): Map<CueId, number> {
    const untilUs = new Map<CueId, number>();
    for (const cue of [...this.held.values()].flatMap((order) => order.add)) {
      const endUs = Math.min(slotEndUs(cue), cue.validUntilUs);
      untilUs.set(cue.cueId, Math.max(untilUs.get(cue.cueId) ?? 0, endUs));
    }
    return untilUs;
  }
}

function namedBy({ add, cancel }: Order): Set<CueId> {
  const cancelled = cancel.kind === 'cues' ? cancel.cueIds : [];
  return new Set([...add.map((cue) => cue.cueId), ...cancelled]);
}
