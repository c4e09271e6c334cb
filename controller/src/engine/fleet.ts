import type { CueId, NodeId } from '@loa/protocol/vocabulary';
import type { Clock, Logger, Random, Timers } from '@loa/runtime/pure';
import { nodeStateAt, OFFLINE_AFTER_US } from '../domain/fleet/node-state.ts';
import type { StoredReceipt } from '../domain/proof/receipt.ts';
import { settingsOf } from '../domain/zoning/acoustic.ts';
import type { CityMap, CityNode } from '../domain/zoning/city-map.ts';
import { createEnrolment } from './enrolment.ts';
import type { EngineEvent, EventBus } from './events.ts';
import type { Fleet, NodeHealth, NodeSession, NodeView, Refused } from './facades.ts';
import { createHeadPushes, type HeadPushes } from './head-pushes.ts';
import { type Known, KnownNodes } from './known-nodes.ts';
import { createLifeSigns, type LifeSigns } from './life-signs.ts';
import { createListening } from './listening.ts';
import { createOrderPushes, type OrderPushes } from './order-pushes.ts';
import type { NodeIdentity, Stores, Timeline } from './ports.ts';
import { Sites } from './sites.ts';

export interface FleetDeps {
  readonly stores: Pick<
    Stores,
    'fleet' | 'plan' | 'calendar' | 'receipts' | 'audit' | 'transactions'
  >;
  readonly events: EventBus;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly timeline: Timeline;
  readonly map: () => CityMap | null;
  /** SHA-256 of text, base64url. */
  readonly digest: (text: string) => string;
  /** Told of a node that holds a newer plan than this database, which came back from a backup. */
  readonly outrun: (nodeId: NodeId, heldVersion: number) => void;
  readonly logger: Logger;
}

/** The fleet as driving adapters see it, and what the rest of the engine asks of it. */
export interface OwnedFleet extends Fleet, Disposable {
  isOnline(nodeId: NodeId): boolean;
  /** The last report of a connected node; costs no look into the store. */
  healthOf(nodeId: NodeId): NodeHealth | null;
}

/** How often a connected node's last sign of life is written down. */
const TOUCH_EVERY_US = 60_000_000;
/** A node that is refused as a copy is noted in the audit log this often at most. */
const NOTE_COPY_EVERY_US = 3_600_000_000;
export function createFleet(deps: FleetDeps): OwnedFleet {
  return new NodeFleet(deps);
}

/** Invariants: at most one session a node; `watch` is armed while a node has a session. */
class NodeFleet implements OwnedFleet {
  private readonly deps: FleetDeps;
  private readonly known: KnownNodes;
  private readonly heads: HeadPushes;
  private readonly orders: OrderPushes;
  private readonly lifeSigns: LifeSigns;
  private readonly enrolment: ReturnType<typeof createEnrolment>;
  private readonly listening: ReturnType<typeof createListening>;
  private readonly sites: Sites;
  private readonly subscription: Disposable;

  constructor(deps: FleetDeps) {
    this.deps = deps;
    this.known = new KnownNodes(deps);
    this.heads = createHeadPushes({ ...deps, push: (nodeId) => this.pushHead(nodeId) });
    this.orders = createOrderPushes(deps);
    this.lifeSigns = createLifeSigns(deps);
    this.enrolment = createEnrolment({
      ...deps,
      enrolled: (identity) => this.enrolled(identity),
    });
    this.listening = createListening({
      timers: deps.timers,
      sessionOf: (nodeId) => (this.isOnline(nodeId) ? this.of(nodeId).session : null),
    });
    this.sites = new Sites(deps);
    this.subscription = deps.events.on((event) => this.hear(event));
  }

  // --- what people see ---

  nodes(): readonly NodeView[] {
    const map = this.deps.map();
    return map ? [...map.nodes.values()].map((node) => this.viewOf(map, node)) : [];
  }

  node(nodeId: NodeId): NodeView | null {
    const map = this.deps.map();
    const node = map?.nodes.get(nodeId);
    return map && node ? this.viewOf(map, node) : null;
  }

  isOnline(nodeId: NodeId): boolean {
    const { state } = this.of(nodeId);
    return state === 'well' || state === 'faulty';
  }

  healthOf(nodeId: NodeId): NodeHealth | null {
    return this.isOnline(nodeId) ? this.of(nodeId).health : null;
  }

  // --- enrolment ---

  newCode(...request: Parameters<Fleet['newCode']>): ReturnType<Fleet['newCode']> {
    return this.enrolment.newCode(...request);
  }

  enrol(...request: Parameters<Fleet['enrol']>): ReturnType<Fleet['enrol']> {
    return this.enrolment.enrol(...request);
  }

  publicKeyOf(nodeId: NodeId): string | null {
    return this.of(nodeId).identity?.publicKey ?? null;
  }

  // --- sessions ---

  connected(
    session: NodeSession,
    hello: Parameters<Fleet['connected']>[1],
  ): ReturnType<Fleet['connected']> {
    const { clock, stores, logger } = this.deps;
    const { nodeId } = session;
    const known = this.of(nodeId);
    if (!known.identity) return refused('node-unknown', `${nodeId} is not enrolled`);
    if (hello.connectionEpoch <= known.identity.connectionEpoch) {
      return this.suspectCopy(nodeId, known, hello);
    }
    const published = this.known.publishedOf(nodeId);
    // Before the session counts: its welcome comes first, the head that is signed anew after it.
    if (hello.headVersion > published) this.deps.outrun(nodeId, hello.headVersion);
    const older = known.session;
    known.lastSeenMs = clock.nowMs();
    known.identity = { ...known.identity, connectionEpoch: hello.connectionEpoch };
    stores.fleet.touch(nodeId, hello.connectionEpoch, known.lastSeenMs);
    known.session = session;
    known.touchedAtUs = clock.monotonicUs();
    known.heardAtUs = known.touchedAtUs;
    known.sounding = { cueId: null, atUs: 0 };
    known.faults = [];
    older?.close('superseded', 'a newer connection of this node took over');
    this.listening.ended(nodeId);
    this.watch(nodeId, known);
    this.reckon(nodeId, known);
    logger.info({ nodeId, version: hello.version, sink: hello.sink }, 'node connected');
    this.sites.connected(nodeId, hello, (word) => session.sendSite(word));
    return { outcome: 'welcome', receiptsThrough: stores.receipts.through(nodeId) };
  }

  disconnected(session: NodeSession): void {
    const known = this.of(session.nodeId);
    if (known.session !== session) return;
    this.deps.logger.info({ nodeId: session.nodeId }, 'node disconnected');
    this.drop(session.nodeId, known);
  }

  heardFrom(nodeId: NodeId): void {
    const known = this.of(nodeId);
    if (!known.session) return;
    const nowUs = this.deps.clock.monotonicUs();
    known.heardAtUs = nowUs;
    known.lastSeenMs = this.deps.clock.nowMs();
    if (nowUs - known.touchedAtUs >= TOUCH_EVERY_US) {
      known.touchedAtUs = nowUs;
      this.touch(known);
    }
    if (known.state === 'offline') this.reckon(nodeId, known);
  }

  // --- what nodes report ---

  health(nodeId: NodeId, health: NodeHealth): void {
    const known = this.of(nodeId);
    const isNews = !isSameEssence(known.health, health);
    known.health = health;
    known.faults = health.faults;
    this.sites.reported(nodeId, health.clock?.state === 'synchronised');
    const sounding = health.sounding?.cueId ?? null;
    if (health.atUs >= known.sounding.atUs) {
      if (sounding !== known.sounding.cueId) this.tellBroadcasts(sounding, known.sounding.cueId);
      known.sounding = { cueId: sounding, atUs: health.atUs };
    }
    if (!this.reckon(nodeId, known) && isNews) {
      this.deps.events.emit({ kind: 'node-changed', nodeId });
    }
  }

  planApplied(
    nodeId: NodeId,
    version: number,
    refusedCues: readonly { cueId: CueId; why: string }[],
  ): void {
    const { events, logger, stores, timeline } = this.deps;
    stores.plan.markApplied(nodeId, version, timeline.nowUs());
    this.known.hasApplied(nodeId, version);
    if (refusedCues.length > 0) {
      logger.warn({ nodeId, version, refused: refusedCues }, 'a node refused cues of its plan');
    }
    events.emit({ kind: 'node-changed', nodeId });
  }

  orderApplied(...[nodeId, sequence, outcome, why]: Parameters<Fleet['orderApplied']>): void {
    const { events, logger, stores, timeline } = this.deps;
    stores.plan.markOrderApplied(sequence, nodeId, outcome, timeline.nowUs());
    if (outcome === 'refused') logger.warn({ nodeId, sequence, why }, 'a node refused an order');
    const cueIds = this.orders.cuesOf(sequence);
    if (cueIds.length > 0) events.emit({ kind: 'broadcasts-changed', cueIds });
  }

  receipts(nodeId: NodeId, receipts: readonly StoredReceipt[]): number {
    const { events, stores } = this.deps;
    const through = stores.receipts.append(nodeId, receipts);
    const known = this.of(nodeId);
    const before = known.sounding.cueId;
    for (const line of receipts) {
      if (line.atUs < known.sounding.atUs || line.kind === 'missed') continue;
      if (line.kind === 'started') known.sounding = { cueId: line.cueId, atUs: line.atUs };
      else if (known.sounding.cueId === line.cueId) {
        known.sounding = { cueId: null, atUs: line.atUs };
      }
    }
    if (known.sounding.cueId !== before) events.emit({ kind: 'node-changed', nodeId });
    const cueIds = [...new Set(receipts.map((line) => line.cueId))];
    const heard = new Set(receipts.flatMap((line) => (line.kind === 'started' ? line.cueId : [])));
    const lost = [...heard].filter((cueId) => stores.calendar.get(cueId) === null);
    if (lost.length > 0) stores.calendar.restoreWithdrawn(lost);
    events.emit({ kind: 'broadcasts-changed', cueIds });
    return through;
  }

  monitorFrame(nodeId: NodeId, frame: { readonly mulaw: Uint8Array }): void {
    this.listening.sound(nodeId, frame.mulaw);
  }

  listen(...request: Parameters<Fleet['listen']>): ReturnType<Fleet['listen']> {
    return this.listening.listen(...request);
  }

  [Symbol.dispose](): void {
    this.subscription[Symbol.dispose]();
    this.sites[Symbol.dispose]();
    this.heads[Symbol.dispose]();
    for (const [nodeId, known] of this.known.all()) {
      known.watch?.[Symbol.dispose]();
      known.watch = null;
      this.listening.ended(nodeId);
    }
    this.lifeSigns[Symbol.dispose]();
  }

  // --- inside ---

  private viewOf(map: CityMap, node: CityNode): NodeView {
    const { nodeId } = node;
    const known = this.of(nodeId);
    const online = this.isOnline(nodeId);
    return {
      node,
      settings: settingsOf(map, node),
      state: known.state,
      sinceMs: known.sinceMs,
      lastSeenMs: known.lastSeenMs,
      health: known.health,
      faults: online ? known.faults : [],
      sounding: online ? known.sounding.cueId : null,
      planPublished: this.known.publishedOf(nodeId),
      planApplied: this.known.appliedOf(nodeId),
    };
  }

  /** A session under the former key ends. */
  private enrolled(identity: NodeIdentity): void {
    const known = this.of(identity.nodeId);
    known.identity = identity;
    known.session?.close('superseded', 'the node was enrolled anew');
    this.drop(identity.nodeId, known);
  }

  /** A copied card tries again and again; it is noted once in a while. */
  private suspectCopy(
    nodeId: NodeId,
    known: Known,
    hello: { readonly connectionEpoch: number; readonly bootId: string },
  ): Refused {
    const { clock, logger } = this.deps;
    const expectedAbove = known.identity?.connectionEpoch ?? 0;
    const { connectionEpoch, bootId } = hello;
    const nowUs = clock.monotonicUs();
    logger.warn({ nodeId, connectionEpoch, expectedAbove }, 'a copy of a node connected');
    if (known.copyNotedAtUs === null || nowUs - known.copyNotedAtUs >= NOTE_COPY_EVERY_US) {
      known.copyNotedAtUs = nowUs;
      const detail = { connectionEpoch, expectedAbove, bootId };
      this.note('node', 'node.clone-suspected', nodeId, detail);
    }
    return refused(
      'superseded',
      `connection epoch ${connectionEpoch} is not above ${expectedAbove}: a copied or restored ` +
        'card? Enrol the node anew',
    );
  }

  private of(nodeId: NodeId): Known {
    return this.known.of(nodeId);
  }

  private hear(event: EngineEvent): void {
    switch (event.kind) {
      case 'heads-published':
        this.known.hasPublished(event.nodeIds);
        this.heads.add(event.nodeIds, event.dueAtUs);
        return;
      case 'order-issued':
        this.orders.push(event.sequence, this.known.sessions());
        return;
      case 'city-changed':
        this.sites.cityChanged();
        return;
      case 'library-changed':
      case 'documents-changed':
      case 'job-changed':
      case 'node-changed':
      case 'broadcasts-changed':
        return;
    }
  }

  /** The newest head to its node; the rest hear of theirs at hello. */
  private pushHead(nodeId: NodeId): boolean {
    const { session } = this.of(nodeId);
    const head = session && this.deps.stores.plan.head(nodeId);
    if (head) session.sendHead(head.envelope);
    return session !== null;
  }

  /** One timer a node, moved forward only when it fires: hearing from a node costs no timer. */
  private watch(nodeId: NodeId, known: Known): void {
    known.watch?.[Symbol.dispose]();
    const silentUs = this.deps.clock.monotonicUs() - (known.heardAtUs ?? 0);
    const delayMs = Math.max(1, Math.ceil((OFFLINE_AFTER_US - silentUs) / 1000));
    known.watch = this.deps.timers.after(delayMs, () => {
      this.reckon(nodeId, known);
      known.watch = null;
      if (known.state !== 'offline') this.watch(nodeId, known);
      else {
        this.tellBroadcasts(known.sounding.cueId);
        this.listening.ended(nodeId);
      }
    });
  }

  private drop(nodeId: NodeId, known: Known): void {
    known.watch?.[Symbol.dispose]();
    known.watch = null;
    known.session = null;
    known.heardAtUs = null;
    this.sites.disconnected(nodeId);
    this.touch(known);
    this.tellBroadcasts(known.sounding.cueId, null);
    this.listening.ended(nodeId);
    this.reckon(nodeId, known);
  }

  private touch({ identity, lastSeenMs }: Known): void {
    if (!identity || lastSeenMs === null) return;
    this.lifeSigns.note(identity.nodeId, identity.connectionEpoch, lastSeenMs);
  }

  /** Brings `state` up to date; true when it changed, which was then told. */
  private reckon(nodeId: NodeId, known: Known): boolean {
    const { clock, events } = this.deps;
    const presence = {
      enrolled: known.identity !== null,
      heardAtUs: known.session ? known.heardAtUs : null,
      faults: known.faults,
    };
    const state = nodeStateAt(presence, clock.monotonicUs());
    if (state === known.state) return false;
    known.state = state;
    known.sinceMs = clock.nowMs();
    if (known.session && state !== 'offline' && known.watch === null) this.watch(nodeId, known);
    events.emit({ kind: 'node-changed', nodeId });
    return true;
  }

  private tellBroadcasts(...cues: (CueId | null)[]): void {
    const cueIds = cues.filter((cueId) => cueId !== null);
    if (cueIds.length > 0) this.deps.events.emit({ kind: 'broadcasts-changed', cueIds });
  }

  private note(...[actor, action, subject, detail]: [string, string, string, object]): void {
    const atMs = this.deps.clock.nowMs();
    this.deps.stores.audit.append({ atMs, actor, action, subject, detail });
  }
}

/**
 * [FLT33] Whether two reports say the same of what people look at. Figures change with every report, two
 * thousand times a second in a province: whoever shows them asks for them.
 */
function isSameEssence(former: NodeHealth | null, health: NodeHealth): boolean {
  return (
    former !== null &&
    former.clock?.state === health.clock?.state &&
    sinkStateOf(former) === sinkStateOf(health) &&
    former.sounding?.cueId === health.sounding?.cueId &&
    former.faults.join() === health.faults.join()
  );
}

function sinkStateOf({ sink }: NodeHealth): unknown {
  return typeof sink === 'object' && sink !== null && 'state' in sink ? sink.state : null;
}

function refused(code: Refused['code'], detail: string): Refused {
  return { outcome: 'refused', code, detail };
}
