/**
 * What the consoles see, kept once for all of them: nodes, broadcasts and jobs as the engine has
 * them now. `update` compares with the last picture and tells what differs.
 */
import type { Broadcast, NodeStatus } from '@loa/protocol/console-api';
import type { CueId, NodeId, UnitId } from '@loa/protocol/vocabulary';
import type { BroadcastView, Engine } from '../../engine/facades.ts';
import { broadcastView, type NameOf, nodeView } from '../../presentation/views.ts';
import { FEED_LIMITS } from './limits.ts';

export interface SeenNode {
  readonly unitId: UnitId;
  readonly status: NodeStatus;
}

export interface SeenBroadcast {
  /** What it was made of: the engine gives the same again while nothing has changed. */
  readonly view: BroadcastView;
  readonly nodeIds: readonly NodeId[];
  readonly broadcast: Broadcast;
  /** When it starts or ends next, Unix ms; Infinity when both have passed. */
  readonly turnsAtMs: number;
}

export interface PictureChange {
  readonly nodes: readonly SeenNode[];
  readonly broadcasts: readonly SeenBroadcast[];
  /** Gone from the window or withdrawn, as they were last seen. */
  readonly removed: readonly SeenBroadcast[];
}

/** What to look at again. */
export interface Dirty {
  readonly nodes: ReadonlySet<NodeId>;
  readonly broadcasts: ReadonlySet<CueId> | 'all';
  /** Also tell nodes of which only figures changed. */
  readonly withFigures: boolean;
}

export interface Picture {
  readonly nodes: ReadonlyMap<NodeId, SeenNode>;
  readonly broadcasts: ReadonlyMap<CueId, SeenBroadcast>;
  update(dirty: Dirty, nowMs: number): PictureChange;
  /** Drops the nodes that the city has no more. */
  keepOnly(nodes: ReadonlyMap<NodeId, unknown>): void;
  /** The next instant at which a broadcast starts or ends. */
  nextTurnMs(): number;
}

export function createPicture(engine: Engine): Picture {
  const nodes = new Map<NodeId, SeenNode>();
  const broadcasts = new Map<CueId, SeenBroadcast>();
  /** What was told of a node last, without its figures. */
  const told = new Map<NodeId, string>();
  const nameOf: NameOf = (username) => engine.accounts.nameOf(username);
  const titleOf = (cueId: CueId) =>
    broadcasts.get(cueId)?.broadcast.title ?? engine.proof.broadcast(cueId)?.title ?? '';

  function updateNodes(dirty: Dirty): SeenNode[] {
    const views = [...dirty.nodes].flatMap((nodeId) => engine.fleet.node(nodeId) ?? []);
    const changed: SeenNode[] = [];
    for (const view of views) {
      const seen = { unitId: view.node.unitId, status: nodeView(view, titleOf) };
      const nodeId = view.node.nodeId;
      const essence = essenceOf(seen.status);
      const isSame = JSON.stringify(nodes.get(nodeId)?.status) === JSON.stringify(seen.status);
      nodes.set(nodeId, seen);
      if (told.get(nodeId) === essence && (isSame || !dirty.withFigures)) continue;
      told.set(nodeId, essence);
      changed.push(seen);
    }
    return changed;
  }

  function updateBroadcasts(
    dirty: Dirty,
    nowMs: number,
  ): Pick<PictureChange, 'broadcasts' | 'removed'> {
    const window = {
      fromUs: (nowMs - FEED_LIMITS.beforeMs) * 1000,
      toUs: (nowMs + FEED_LIMITS.aheadMs) * 1000,
    };
    const views =
      dirty.broadcasts === 'all'
        ? engine.proof.broadcasts(window.fromUs, window.toUs)
        : [...dirty.broadcasts].flatMap((cueId) => engine.proof.broadcast(cueId) ?? []);
    const shown = new Map(
      views.filter((view) => touches(view, window)).map((view) => [view.cueId, view]),
    );
    const looked = dirty.broadcasts === 'all' ? [...broadcasts.keys()] : [...dirty.broadcasts];
    const removed = looked.flatMap((cueId) =>
      shown.has(cueId) ? [] : (broadcasts.get(cueId) ?? []),
    );
    for (const { broadcast } of removed) broadcasts.delete(broadcast.cueId);
    return { broadcasts: take(shown.values(), nowMs), removed };
  }

  /** Takes over what the engine shows; returns what differs from the last time. */
  function take(views: Iterable<BroadcastView>, nowMs: number): SeenBroadcast[] {
    const changed: SeenBroadcast[] = [];
    for (const view of views) {
      const before = broadcasts.get(view.cueId);
      if (before?.view === view && before.turnsAtMs > nowMs) continue;
      const seen = seenBroadcast(view, nowMs, nameOf);
      broadcasts.set(view.cueId, seen);
      if (JSON.stringify(before?.broadcast) !== JSON.stringify(seen.broadcast)) changed.push(seen);
    }
    return changed;
  }

  return {
    nodes,
    broadcasts,
    keepOnly: (kept) => {
      for (const nodeId of nodes.keys()) {
        if (kept.has(nodeId)) continue;
        nodes.delete(nodeId);
        told.delete(nodeId);
      }
    },
    update: (dirty, nowMs) => {
      const changed = updateBroadcasts(dirty, nowMs);
      return { nodes: updateNodes(dirty), ...changed };
    },
    nextTurnMs: () => {
      let next = Number.POSITIVE_INFINITY;
      for (const { turnsAtMs } of broadcasts.values()) next = Math.min(next, turnsAtMs);
      return next;
    },
  };
}

function seenBroadcast(view: BroadcastView, nowMs: number, nameOf: NameOf): SeenBroadcast {
  const startMs = view.startAtUs / 1000;
  const endMs = endUs(view) / 1000;
  const turns = [startMs, endMs].filter((instantMs) => instantMs > nowMs);
  const broadcast = broadcastView(view, nameOf);
  return { view, nodeIds: view.nodeIds, broadcast, turnsAtMs: Math.min(...turns) };
}

function endUs(view: BroadcastView): number {
  return view.startAtUs + Math.ceil((view.durationFrames * 125) / 6);
}

function touches(view: BroadcastView, window: { fromUs: number; toUs: number }): boolean {
  const isOpen = view.state === 'sounding';
  return view.startAtUs < window.toUs && (isOpen || endUs(view) > window.fromUs);
}

/** Everything of a node but the figures that change all the time. */
function essenceOf(status: NodeStatus): string {
  const { health, lastSeen: _, ...rest } = status;
  const clock = health?.clock.state ?? null;
  const sink = health?.sink.state ?? null;
  return JSON.stringify({ ...rest, hasHealth: health !== null, clock, sink });
}
