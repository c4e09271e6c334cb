import type { WebSocket } from 'ws';
import { LINK_LIMITS } from './limits.ts';

/** Makes a message when its turn comes; null is nothing to send after all. */
export type Want = () => Promise<string | Uint8Array | null>;

export interface Outbox {
  /** At once: orders, heads, clocks, acknowledgements. */
  say(message: string): void;
  /** In turn, one at a time, each after the last was handed to the network. */
  queue(want: Want): void;
  /**
   * As `queue`, for what the node did not ask for: many at once do not make it too slow. Their
   * number is the caller's to limit.
   */
  sayInTurn(messages: readonly string[]): void;
}

/**
 * [LNK9] What waits for one node. Wants go out one by one, so that an order waits for one chunk at
 * the most; what exceeds a limit ends this node's connection and touches no other.
 */
export function createOutbox(
  socket: WebSocket,
  callbacks: {
    readonly onTooSlow: (detail: string) => void;
    readonly onError: (error: unknown) => void;
  },
): Outbox {
  const wants: Want[] = [];
  /** Of these, what the node asked for. */
  let asked = 0;
  let isSending = false;

  function fits(bytes: number): boolean {
    if (socket.bufferedAmount + bytes <= LINK_LIMITS.waitingBytes) return true;
    callbacks.onTooSlow(`more than ${LINK_LIMITS.waitingBytes} bytes wait for it`);
    return false;
  }

  /** Resolves when the message was handed to the network. */
  function deliver(message: string | Uint8Array): Promise<void> {
    return new Promise((resolve) => {
      if (socket.readyState !== socket.OPEN || !fits(message.length)) resolve();
      else socket.send(message, { binary: typeof message !== 'string' }, () => resolve());
    });
  }

  function fetch(want: Want): Promise<string | Uint8Array | null> {
    return want().catch((error: unknown) => {
      callbacks.onError(error);
      return null;
    });
  }

  async function drain(): Promise<void> {
    isSending = true;
    for (let want = wants.shift(); want; want = wants.shift()) {
      const message = await fetch(want);
      if (message !== null) await deliver(message);
      // Nothing more is read from the disk for a node that has gone.
      if (socket.readyState !== socket.OPEN) wants.length = 0;
    }
    isSending = false;
  }

  function take(added: readonly Want[]): void {
    wants.push(...added);
    if (!isSending) drain().catch(callbacks.onError);
  }

  return {
    say: (message) => {
      if (socket.readyState === socket.OPEN && fits(message.length)) socket.send(message);
    },
    queue: (want) => {
      if (asked >= LINK_LIMITS.waitingWants) {
        callbacks.onTooSlow(`more than ${LINK_LIMITS.waitingWants} requests wait for it`);
        return;
      }
      asked++;
      take([
        () => {
          asked--;
          return want();
        },
      ]);
    },
    sayInTurn: (messages) => take(messages.map((message) => async () => message)),
  };
}
