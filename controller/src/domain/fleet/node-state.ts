import type { NodeFault } from '@loa/protocol/vocabulary';

/**
 * Nothing heard for so long is offline. Pings go out after 1.5 s of silence and a node reports every
 * 5 s, so this is five lost pings; with the time to show it, a dead node is seen within 10 s.
 */
export const OFFLINE_AFTER_US = 8_000_000;

export type NodeState = 'not-enrolled' | 'offline' | 'faulty' | 'well';

/** What is known of a node's presence. Instants are monotonic, µs. */
export interface Presence {
  readonly enrolled: boolean;
  /** When something was last heard over the present connection; null when there is none. */
  readonly heardAtUs: number | null;
  readonly faults: readonly NodeFault[];
}

/** [FLT5] The state a person needs to know first: of several that apply, the most grave. */
export function nodeStateAt(presence: Presence, nowUs: number): NodeState {
  if (!presence.enrolled) return 'not-enrolled';
  if (presence.heardAtUs === null || nowUs - presence.heardAtUs >= OFFLINE_AFTER_US) {
    return 'offline';
  }
  return presence.faults.length > 0 ? 'faulty' : 'well';
}
