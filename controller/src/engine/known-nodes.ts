import type { CueId, NodeFault, NodeId } from '@loa/protocol/vocabulary';
import type { Clock } from '@loa/runtime/pure';
import type { NodeState } from '../domain/fleet/node-state.ts';
import type { CityMap } from '../domain/zoning/city-map.ts';
import type { NodeHealth, NodeSession } from './facades.ts';
import type { NodeIdentity, Stores } from './ports.ts';

/** What is known of one node while the controller runs. Instants ending in `Us` are monotonic. */
export interface Known {
  identity: NodeIdentity | null;
  session: NodeSession | null;
  heardAtUs: number | null;
  lastSeenMs: number | null;
  touchedAtUs: number;
  health: NodeHealth | null;
  faults: readonly NodeFault[];
  sounding: { readonly cueId: CueId | null; readonly atUs: number };
  state: NodeState;
  sinceMs: number;
  watch: Disposable | null;
  copyNotedAtUs: number | null;
}

/**
 * [FLT32] The nodes in memory, so that nothing that is asked often reads the disk: what a node said is
 * kept here, and which plan it was given and confirmed is read once and followed.
 */
export class KnownNodes {
  private readonly deps: {
    readonly stores: Pick<Stores, 'fleet' | 'plan'>;
    readonly clock: Clock;
    readonly map: () => CityMap | null;
  };
  private readonly known = new Map<NodeId, Known>();
  private published: Map<NodeId, number> | null = null;
  private applied: Map<NodeId, number> | null = null;

  constructor(deps: KnownNodes['deps']) {
    this.deps = deps;
  }

  of(nodeId: NodeId): Known {
    const found = this.known.get(nodeId);
    if (found) return found;
    const identity = this.deps.stores.fleet.identity(nodeId);
    const made: Known = {
      identity,
      session: null,
      heardAtUs: null,
      lastSeenMs: identity?.lastSeenMs ?? null,
      touchedAtUs: 0,
      health: null,
      faults: [],
      sounding: { cueId: null, atUs: 0 },
      state: identity ? 'offline' : 'not-enrolled',
      sinceMs: identity?.lastSeenMs ?? identity?.enrolledAtMs ?? this.deps.clock.nowMs(),
      watch: null,
      copyNotedAtUs: null,
    };
    // Only nodes of the city or with an identity are kept: names that strangers bring are not.
    if (identity || this.deps.map()?.nodes.has(nodeId)) this.known.set(nodeId, made);
    return made;
  }

  all(): Iterable<readonly [NodeId, Known]> {
    return this.known;
  }

  *sessions(): Generator<readonly [NodeId, NodeSession]> {
    for (const [nodeId, { session }] of this.known) if (session) yield [nodeId, session];
  }

  /** The version of the head that was signed last; 0 before the first. */
  publishedOf(nodeId: NodeId): number {
    this.published ??= new Map(
      this.deps.stores.plan.headVersions().map((head) => [head.nodeId, head.version]),
    );
    return this.published.get(nodeId) ?? 0;
  }

  /** The version that the node confirmed last; 0 before the first. */
  appliedOf(nodeId: NodeId): number {
    this.applied ??= new Map(this.deps.stores.plan.appliedVersions());
    return this.applied.get(nodeId) ?? 0;
  }

  hasPublished(nodeIds: readonly NodeId[]): void {
    if (!this.published) return;
    for (const nodeId of nodeIds) {
      this.published.set(nodeId, this.deps.stores.plan.headVersion(nodeId));
    }
  }

  hasApplied(nodeId: NodeId, version: number): void {
    this.applied?.set(nodeId, version);
  }
}
