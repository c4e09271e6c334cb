import type { NodeId } from '@loa/protocol/vocabulary';
import type { Timers } from '@loa/runtime/pure';
import type { Fleet, NodeSession } from './facades.ts';

const LISTENING_LIMITS = {
  /** People who hear one node at a time. */
  perNode: 4,
  /** People who listen in all: 16 kB/s each. */
  inAll: 32,
  /** A node stops by itself after so long, so that a lost stop costs no data plan. */
  grantSeconds: 30,
} as const;

const RENEW_MS = (LISTENING_LIMITS.grantSeconds * 1000) / 2;

interface Listener {
  readonly onSound: (mulaw: Uint8Array) => void;
  readonly onEnd: () => void;
}

interface Heard {
  readonly listeners: Set<Listener>;
  readonly renewal: Disposable;
}

export interface Listening {
  listen: Fleet['listen'];
  sound(nodeId: NodeId, mulaw: Uint8Array): void;
  /** The node is gone or new: everybody who listened to it is told. */
  ended(nodeId: NodeId): void;
}

/** [FLT8] People who listen to nodes: a node is asked for sound while somebody hears it. */
export function createListening(deps: {
  readonly timers: Timers;
  readonly sessionOf: (nodeId: NodeId) => NodeSession | null;
}): Listening {
  const heard = new Map<NodeId, Heard>();

  function ask(nodeId: NodeId, on: boolean): void {
    deps.sessionOf(nodeId)?.setMonitor(on, LISTENING_LIMITS.grantSeconds);
  }

  function open(nodeId: NodeId): Heard {
    const renewal = deps.timers.every(RENEW_MS, () => ask(nodeId, true));
    const made = { listeners: new Set<Listener>(), renewal };
    heard.set(nodeId, made);
    ask(nodeId, true);
    return made;
  }

  function leave(nodeId: NodeId, listener: Listener): void {
    const own = heard.get(nodeId);
    if (!own?.listeners.delete(listener) || own.listeners.size > 0) return;
    own.renewal[Symbol.dispose]();
    heard.delete(nodeId);
    ask(nodeId, false);
  }

  function full(nodeId: NodeId): boolean {
    const all = [...heard.values()].reduce((sum, { listeners }) => sum + listeners.size, 0);
    const here = heard.get(nodeId)?.listeners.size ?? 0;
    return here >= LISTENING_LIMITS.perNode || all >= LISTENING_LIMITS.inAll;
  }

  return {
    listen: (nodeId, onSound, onEnd) => {
      if (!deps.sessionOf(nodeId)) {
        return { outcome: 'refused', code: 'node-offline', detail: `${nodeId} is not connected` };
      }
      if (full(nodeId)) {
        const detail = 'too many people listen already: try again when one has stopped';
        return { outcome: 'refused', code: 'listeners-full', detail };
      }
      const listener = { onSound, onEnd };
      (heard.get(nodeId) ?? open(nodeId)).listeners.add(listener);
      return { outcome: 'listening', [Symbol.dispose]: () => leave(nodeId, listener) };
    },
    sound: (nodeId, mulaw) => {
      for (const { onSound } of heard.get(nodeId)?.listeners ?? []) onSound(mulaw);
    },
    ended: (nodeId) => {
      const own = heard.get(nodeId);
      if (!own) return;
      heard.delete(nodeId);
      own.renewal[Symbol.dispose]();
      for (const { onEnd } of own.listeners) onEnd();
    },
  };
}
