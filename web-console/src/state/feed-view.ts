/** What the live feed has told: a snapshot folded with the changes that followed it. */
import type { Broadcast, FeedMessage, IngestJob, NodeStatus } from '@loa/protocol/console-api';

export interface FeedView {
  readonly sequence: number;
  /** The controller's clock when it last spoke, Unix ms. */
  readonly controllerMs: number;
  /** This page's monotonic clock at that moment, ms. */
  readonly receivedMs: number;
  readonly nodes: ReadonlyMap<string, NodeStatus>;
  readonly broadcasts: ReadonlyMap<string, Broadcast>;
  readonly jobs: ReadonlyMap<string, IngestJob>;
}

export type FoldOutcome =
  | { readonly outcome: 'applied'; readonly view: FeedView }
  /** A number was skipped: something was missed, so nothing more may be believed. */
  | { readonly outcome: 'gap' };

/** @param atMs the page's monotonic clock at the arrival of the message */
export function foldFeed(view: FeedView | null, message: FeedMessage, atMs: number): FoldOutcome {
  if (message.kind === 'feed/snapshot') {
    return {
      outcome: 'applied',
      view: {
        sequence: message.sequence,
        controllerMs: message.nowMs,
        receivedMs: atMs,
        nodes: new Map(message.nodes.map((node) => [node.nodeId, node])),
        broadcasts: new Map(message.broadcasts.map((one) => [one.cueId, one])),
        jobs: new Map(message.jobs.map((job) => [job.jobId, job])),
      },
    };
  }
  if (view === null || message.sequence !== view.sequence + 1) return { outcome: 'gap' };
  const broadcasts = replaced(view.broadcasts, message.broadcasts, (one) => one.cueId);
  return {
    outcome: 'applied',
    view: {
      sequence: message.sequence,
      controllerMs: message.nowMs,
      receivedMs: atMs,
      nodes: replaced(view.nodes, message.nodes, (node) => node.nodeId),
      broadcasts: without(broadcasts, message.removedBroadcasts),
      jobs: replaced(view.jobs, message.jobs, (job) => job.jobId),
    },
  };
}

/** The controller's clock now, so that a phone with a wrong clock still counts down truly. */
export function controllerNowMs(view: FeedView, monotonicMs: number): number {
  return view.controllerMs + Math.max(0, monotonicMs - view.receivedMs);
}

function replaced<Item>(
  held: ReadonlyMap<string, Item>,
  changed: readonly Item[] | undefined,
  idOf: (item: Item) => string,
): ReadonlyMap<string, Item> {
  if (changed === undefined || changed.length === 0) return held;
  const next = new Map(held);
  for (const item of changed) next.set(idOf(item), item);
  return next;
}

function without<Item>(
  held: ReadonlyMap<string, Item>,
  ids: readonly string[] | undefined,
): ReadonlyMap<string, Item> {
  if (ids === undefined || ids.length === 0) return held;
  const gone = new Set(ids);
  return new Map([...held].filter(([id]) => !gone.has(id)));
}
