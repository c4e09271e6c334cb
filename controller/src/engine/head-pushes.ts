import type { NodeId } from '@loa/protocol/vocabulary';
import type { Timers } from '@loa/runtime/pure';

/** Heads that go out at once, so that a ward's edit is everywhere before anybody looks. */
export const HEADS_AT_ONCE = 64;
/** [FLT30] What is more than that is spread: ten thousand heads take 20 s, and no line is full of them. */
export const HEADS_PER_SECOND = 500;
const TICK_MS = 100;
const HEADS_PER_TICK: number = (HEADS_PER_SECOND * TICK_MS) / 1000;

/** New heads on their way to connected nodes. */
export interface HeadPushes extends Disposable {
  /** @param dueAtUs when the change counts; missing where it counts at once */
  add(nodeIds: readonly NodeId[], dueAtUs?: number): void;
}

/** [FLT30] The soonest due go first; a node that waits is in the queue once, with the sooner of its dues. */
export function createHeadPushes(deps: {
  readonly timers: Timers;
  /** Sends the newest head of a node; false where nobody is there to take it. */
  readonly push: (nodeId: NodeId) => boolean;
}): HeadPushes {
  const dueOf = new Map<NodeId, number>();
  const queues = new Map<number, Set<NodeId>>();
  let budget = HEADS_AT_ONCE;
  let ticking: Disposable | null = null;

  function enqueue(nodeId: NodeId, dueAtUs: number): void {
    const known = dueOf.get(nodeId);
    if (known !== undefined) {
      if (known <= dueAtUs) return;
      leave(nodeId, known);
    }
    dueOf.set(nodeId, dueAtUs);
    const queue = queues.get(dueAtUs);
    if (queue) queue.add(nodeId);
    else queues.set(dueAtUs, new Set([nodeId]));
  }

  function leave(nodeId: NodeId, dueAtUs: number): void {
    dueOf.delete(nodeId);
    const queue = queues.get(dueAtUs);
    queue?.delete(nodeId);
    if (queue?.size === 0) queues.delete(dueAtUs);
  }

  function send(): void {
    for (const dueAtUs of [...queues.keys()].sort((a, b) => a - b)) {
      for (const nodeId of queues.get(dueAtUs) ?? []) {
        if (budget === 0) return;
        leave(nodeId, dueAtUs);
        if (deps.push(nodeId)) budget -= 1;
      }
    }
  }

  function tick(): void {
    budget = Math.min(HEADS_AT_ONCE, budget + HEADS_PER_TICK);
    send();
    if (budget < HEADS_AT_ONCE || dueOf.size > 0) return;
    ticking?.[Symbol.dispose]();
    ticking = null;
  }

  return {
    add: (nodeIds, dueAtUs = 0) => {
      for (const nodeId of nodeIds) enqueue(nodeId, dueAtUs);
      send();
      if (budget < HEADS_AT_ONCE) ticking ??= deps.timers.every(TICK_MS, tick);
    },
    [Symbol.dispose]: () => ticking?.[Symbol.dispose](),
  };
}
