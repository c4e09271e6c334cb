import type { NodeId, Role } from '@loa/protocol/vocabulary';
import type { LanReady } from './lan-door.ts';

/**
 * What a controller that was forked tells its parent over the IPC channel once it listens. Only the
 * demo and the tests fork it; a service manager never sees this.
 */
export interface Ready {
  readonly kind: 'ready';
  /** Where the console is, e.g. `http://127.0.0.1:8080`. */
  readonly url: string;
  /** What a node is given as `LOA_CONTROLLER`, e.g. `ws://127.0.0.1:8081/agent`. */
  readonly nodeUrl: string;
  /** How others in the local network are let in, where that was asked for. */
  readonly lan: LanReady | null;
  readonly demo: DemoReady | null;
}

/** The demo city's door keys. Passwords are null where the account existed before. */
export interface DemoReady {
  readonly accounts: readonly {
    readonly username: string;
    readonly name: string;
    readonly role: Role;
    readonly password: string | null;
  }[];
  /** An account of the demo's own, with a new password at every start. */
  readonly driver: { readonly username: string; readonly password: string };
  readonly nodeIds: readonly NodeId[];
  /** One-time codes of the nodes that are not enrolled yet. */
  readonly codes: readonly { readonly nodeId: NodeId; readonly code: string }[];
}
