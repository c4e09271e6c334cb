import type { CueId, NodeId } from '@loa/protocol/vocabulary';
import type { Clock, Timers } from '@loa/runtime/pure';
import { headBody, headListing } from '../domain/playout/plan-head.ts';
import type { CityMap } from '../domain/zoning/city-map.ts';
import type { EventBus } from './events.ts';
import { PlanMemory } from './plan-memory.ts';
import type { Stores } from './ports.ts';
import { contentOfHead, type PublicationDeps, PublicationRun } from './publication.ts';

/** Requests within this time are one publication. */
const COALESCE_MS = 50;
/** After a publication that failed. */
const RETRY_MS = 5_000;
/** [CAL43] Work between two pauses, and one transaction: each costs a wait for the disk. */
const SLICE_US = 20_000;
/** The pause: everything else that waits has its turn. */
const PAUSE_MS = 1;
/** [CAL44] What is asked for in the middle of a publication starts it afresh this often in a row at most. */
const MOST_RESTARTS = 3;

export interface PlannerDeps extends PublicationDeps {
  readonly stores: PublicationDeps['stores'] & Pick<Stores, 'city' | 'transactions'>;
  readonly clock: Pick<Clock, 'monotonicUs'>;
  readonly timers: Timers;
  readonly events: EventBus;
}

export interface Publication {
  readonly heads: readonly NodeId[];
  readonly occurrences: readonly CueId[];
}

/**
 * Brings what nodes hold into line with what the city wants. Whatever changes the city, the library,
 * the programme or what was sent calls `republish` or `request`.
 */
export interface Planner extends Disposable {
  /**
   * [CAL43] Plans, signs what changed, stores it and tells: at once, as one transaction, as far as a
   * slice of work goes; what is left follows slice by slice. Returns what was published at once.
   *
   * @throws what the stores or the signer throw; nothing of the slice is done, and it is tried again later
   */
  republish(): Publication;
  /** Republishes soon; many requests become one. */
  request(): void;
  /** Resolves when nothing is left to publish; rejects when publishing failed before that. */
  settled(): Promise<void>;
  /**
   * [CAL21] A node holds a head that this controller does not know: its database came back from a
   * backup. The node takes only what is newer, so its head is signed again under a higher version.
   */
  outrun(nodeId: NodeId, heldVersion: number): void;
}

export function createPlanner(deps: PlannerDeps): Planner {
  const planner = new SlicedPlanner(deps);
  return {
    republish: () => planner.republish(),
    request: () => planner.request(),
    settled: () => planner.settled(),
    outrun: (nodeId, heldVersion) => planner.outrun(nodeId, heldVersion),
    [Symbol.dispose]: () => planner[Symbol.dispose](),
  };
}

/**
 * Invariants: `waiting` is armed while `run` is not done or a publication was asked for; `run` belongs
 * to `memory`.
 */
class SlicedPlanner implements Planner {
  private readonly deps: PlannerDeps;
  private memory: PlanMemory | null = null;
  private run: PublicationRun | null = null;
  /** Something changed since `run` began. */
  private isAskedFor = false;
  private restarts = 0;
  private published = 0;
  private waiting: Disposable | null = null;
  private settling: PromiseWithResolvers<void> | null = null;

  constructor(deps: PlannerDeps) {
    this.deps = deps;
  }

  republish(): Publication {
    this.isAskedFor = true;
    return this.advance();
  }

  request(): void {
    this.isAskedFor = true;
    this.wait(COALESCE_MS);
  }

  settled(): Promise<void> {
    if (!this.waiting) return Promise.resolve();
    this.settling ??= Promise.withResolvers();
    return this.settling.promise;
  }

  outrun(nodeId: NodeId, heldVersion: number): void {
    const { stores, events, logger } = this.deps;
    const raised = stores.transactions.run(() => this.raiseVersion(nodeId, heldVersion));
    if (!raised) return;
    logger.warn({ nodeId, heldVersion }, 'a node was ahead of its plan; its head is signed anew');
    events.emit({ kind: 'heads-published', nodeIds: [nodeId] });
  }

  [Symbol.dispose](): void {
    this.waiting?.[Symbol.dispose]();
    this.waiting = null;
  }

  /** One slice, from where the last one stopped or afresh. */
  private advance(): Publication {
    this[Symbol.dispose]();
    const { clock, logger, stores } = this.deps;
    try {
      const run = this.currentRun();
      if (!run) return this.rest({ heads: [], occurrences: [] });
      const endUs = clock.monotonicUs() + SLICE_US;
      stores.transactions.run(() => run.advance(() => clock.monotonicUs() < endUs));
      const slice = run.take();
      this.tell(slice);
      if (!run.isDone) this.wait(PAUSE_MS);
      else {
        if (this.published > 0) logger.info({ heads: this.published }, 'plan published');
        this.run = null;
        this.restarts = 0;
        this.published = 0;
        if (this.isAskedFor) this.wait(PAUSE_MS);
        else return this.rest(slice);
      }
      return slice;
    } catch (error) {
      this.fail(error);
      throw error;
    }
  }

  /** Null before there is a city. */
  private currentRun(): PublicationRun | null {
    // Outside a transaction the city is kept by its store and costs nothing.
    const map = this.deps.stores.city.load();
    if (!map) return null;
    const memory = this.memoryOf(map);
    const isFresh = this.run === null;
    if (this.isAskedFor && (isFresh || this.restarts < MOST_RESTARTS)) {
      if (!isFresh) this.restarts += 1;
      this.run = null;
      this.isAskedFor = false;
    }
    this.run ??= new PublicationRun(this.deps, memory);
    return this.run;
  }

  private memoryOf(map: CityMap): PlanMemory {
    const { memory } = this;
    const isSameMap = memory?.map === map;
    if (memory?.follow(map) && memory.catchUp()) {
      // What is under way knows the nodes of another map.
      if (!isSameMap) this.run = null;
      return memory;
    }
    this.run = null;
    this.memory = new PlanMemory(this.deps.stores, map, this.deps.nameOf);
    return this.memory;
  }

  private tell(slice: ReturnType<PublicationRun['take']>): void {
    const { events } = this.deps;
    const { occurrences, heads, dueAtUs } = slice;
    this.published += heads.length;
    if (occurrences.length > 0) events.emit({ kind: 'broadcasts-changed', cueIds: occurrences });
    if (heads.length > 0) {
      const due = dueAtUs === null ? {} : { dueAtUs };
      events.emit({ kind: 'heads-published', nodeIds: heads, ...due });
    }
  }

  private rest(published: Publication): Publication {
    this.isAskedFor = false;
    this.settling?.resolve();
    this.settling = null;
    return { heads: published.heads, occurrences: published.occurrences };
  }

  /** What is remembered may be ahead of what was stored: it is found out again. */
  private fail(error: unknown): void {
    this.memory = null;
    this.run = null;
    this.isAskedFor = true;
    this.settling?.reject(error);
    this.settling = null;
    this.wait(RETRY_MS);
  }

  private wait(delayMs: number): void {
    this.waiting ??= this.deps.timers.after(delayMs, () => {
      this.waiting = null;
      try {
        this.advance();
      } catch (error) {
        this.deps.logger.error({ err: error }, 'planning failed; it is tried again');
      }
    });
  }

  private raiseVersion(nodeId: NodeId, heldVersion: number): boolean {
    const { stores, signer, timeline } = this.deps;
    const former = stores.plan.head(nodeId);
    if (!former || former.version >= heldVersion) return false;
    const version = heldVersion + 1;
    const { contentHash } = former;
    const issue = { version, issuedAtUs: timeline.nowUs() };
    const { envelope } = signer.planHead(
      headBody(headListing(contentOfHead(former.envelope)), issue),
    );
    stores.plan.putHeads([{ nodeId, version, envelope, contentHash }]);
    this.memory?.heads.set(nodeId, { version, contentHash });
    return true;
  }
}
