import type { NodeId } from '@loa/protocol/vocabulary';
import { LoaError, type Logger, type Timers } from '@loa/runtime/pure';
import type { Stores } from './ports.ts';

/** Signs of life within this time are one write to the disk: a thousand nodes that go off are one. */
const GATHER_MS = 1_000;

/** When nodes were last seen, on its way to the disk. Disposing writes what is left. */
export interface LifeSigns extends Disposable {
  note(nodeId: NodeId, connectionEpoch: number, lastSeenMs: number): void;
}

/** [FLT31] A hint, not a record: what is lost with the power is a second old, and a full disk ends nothing. */
export function createLifeSigns(deps: {
  readonly stores: Pick<Stores, 'fleet' | 'transactions'>;
  readonly timers: Timers;
  readonly logger: Logger;
}): LifeSigns {
  const waiting = new Map<
    NodeId,
    { readonly connectionEpoch: number; readonly lastSeenMs: number }
  >();
  let timer: Disposable | null = null;
  let isOver = false;

  function write(): void {
    timer = null;
    const { stores, logger } = deps;
    const signs = [...waiting];
    waiting.clear();
    try {
      stores.transactions.run(() => {
        for (const [nodeId, { connectionEpoch, lastSeenMs }] of signs) {
          stores.fleet.touch(nodeId, connectionEpoch, lastSeenMs);
        }
      });
    } catch (error) {
      if (!(error instanceof LoaError)) throw error;
      logger.warn({ err: error, nodes: signs.length }, 'signs of life were not written down');
    }
  }

  return {
    note: (nodeId, connectionEpoch, lastSeenMs) => {
      if (isOver) return;
      waiting.set(nodeId, { connectionEpoch, lastSeenMs });
      timer ??= deps.timers.after(GATHER_MS, write);
    },
    [Symbol.dispose]: () => {
      isOver = true;
      timer?.[Symbol.dispose]();
      if (waiting.size > 0) write();
    },
  };
}
