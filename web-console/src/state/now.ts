/** The screen *now*: what sounds, what comes, what has just been, and who is not well. */
import type { Broadcast, NodeStatus } from '@loa/protocol/console-api';
import { usOfFrames } from '@loa/protocol/vocabulary';

const SOON_MS = 24 * 3_600_000;

export interface NowView {
  readonly sounding: readonly Broadcast[];
  readonly next: readonly Broadcast[];
  readonly recent: readonly Broadcast[];
}

export function planNow(broadcasts: Iterable<Broadcast>, nowMs: number): NowView {
  const all = [...broadcasts].sort(byStart);
  return {
    sounding: all.filter((one) => one.state === 'sounding'),
    next: all.filter(
      (one) => one.state === 'planned' && Date.parse(one.startAt) <= nowMs + SOON_MS,
    ),
    recent: all.filter((one) => one.state === 'over' || one.state === 'stopped').reverse(),
  };
}

/**
 * 0 … 1 of a broadcast that sounds: where the nodes last said they are, and what has passed since.
 * Before a node has said anything, as if it had begun when it was due.
 */
export function progressOf(one: Broadcast, nodes: Iterable<NodeStatus>, nowMs: number): number {
  if (one.durationMs <= 0) return 0;
  let positionMs = nowMs - Date.parse(one.startAt);
  for (const { health } of nodes) {
    if (health?.sounding?.cueId !== one.cueId) continue;
    positionMs = usOfFrames(health.sounding.positionFrames) / 1000 + nowMs - health.atUs / 1000;
    break;
  }
  return Math.min(1, Math.max(0, positionMs / one.durationMs));
}

const GRAVITY: Record<NodeStatus['state'], number> = {
  offline: 0,
  faulty: 1,
  'not-enrolled': 2,
  well: 3,
};

/** Nodes that need a person, gravest first, then the longest ill. */
export function unwellNodes(nodes: Iterable<NodeStatus>): readonly NodeStatus[] {
  return [...nodes]
    .filter((node) => node.state !== 'well')
    .sort(
      (a, b) =>
        GRAVITY[a.state] - GRAVITY[b.state] ||
        Date.parse(a.since) - Date.parse(b.since) ||
        a.name.localeCompare(b.name, 'vi'),
    );
}

export interface NodeCounts {
  readonly all: number;
  readonly well: number;
  readonly unwell: number;
  readonly sounding: number;
}

export function countNodes(nodes: Iterable<NodeStatus>): NodeCounts {
  const counts = { all: 0, well: 0, unwell: 0, sounding: 0 };
  for (const node of nodes) {
    counts.all += 1;
    if (node.state === 'well') counts.well += 1;
    else counts.unwell += 1;
    if (node.sounding !== null) counts.sounding += 1;
  }
  return counts;
}

function byStart(a: Broadcast, b: Broadcast): number {
  return Date.parse(a.startAt) - Date.parse(b.startAt) || a.cueId.localeCompare(b.cueId);
}
