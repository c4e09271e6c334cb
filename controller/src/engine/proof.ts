import type { CueId, NodeId } from '@loa/protocol/vocabulary';
import type { Timers } from '@loa/runtime/pure';
import type { Occurrence } from '../domain/playout/occurrence.ts';
import { foldReceipts, type Heard, NOTHING_HEARD } from '../domain/proof/fold-receipts.ts';
import {
  type Foreseen,
  judgePlay,
  type Play,
  REPORT_GRACE_US,
  settledAtUs,
} from '../domain/proof/judge-play.ts';
import type { StoredReceipt } from '../domain/proof/receipt.ts';
import { longestStaggerUs } from '../domain/zoning/acoustic.ts';
import { type CityMap, resolveTargets } from '../domain/zoning/city-map.ts';
import type { EventBus } from './events.ts';
import type { BroadcastView, ProofOfPlay, ProofView } from './facades.ts';
import { createForesight } from './foresight.ts';
import type { Stores, Timeline } from './ports.ts';

export interface ProofDeps {
  readonly stores: Pick<Stores, 'calendar' | 'plan' | 'receipts'>;
  readonly events: EventBus;
  readonly timeline: Timeline;
  readonly timers: Timers;
  readonly map: () => CityMap | null;
  readonly isOnline: (nodeId: NodeId) => boolean;
}

export interface OwnedProof extends ProofOfPlay, Disposable {}

/** What comes of one occurrence on one node. */
interface NodePlay {
  readonly nodeId: NodeId;
  readonly heard: Heard;
  readonly foreseen: Foreseen;
  readonly play: Play;
}

/** How far ahead a broadcast's change by time alone is waited for; the plan's changes wake it too. */
const WAKE_WITHIN_MS = 3_600_000;

/** Planned against heard, for every occurrence and node. */
export function createProof(deps: ProofDeps): OwnedProof {
  const { calendar, plan, receipts } = deps.stores;
  const foresight = createForesight({
    calendar,
    plan,
    events: deps.events,
    map: deps.map,
  });

  function playsOf(occurrence: Occurrence, lines: readonly StoredReceipt[]): NodePlay[] {
    const nowUs = deps.timeline.nowUs();
    const byNode = Map.groupBy(lines, (line) => line.nodeId);
    const map = deps.map();
    const meant = map ? resolveTargets(map, occurrence.targets) : [];
    const nodeIds = [...new Set([...meant, ...byNode.keys()])].sort();
    return nodeIds.map((nodeId) => {
      const own = byNode.get(nodeId);
      const heard = own ? foldReceipts(own) : NOTHING_HEARD;
      const foreseen = foresight.of(occurrence, nodeId);
      const { source, durationFrames, stoppedAtUs } = occurrence;
      const isOnline = deps.isOnline(nodeId);
      const judged = { heard, source, durationFrames, stoppedAtUs, foreseen, isOnline };
      return { nodeId, heard, foreseen, play: judgePlay(judged, nowUs) };
    });
  }

  function viewOf(occurrence: Occurrence, lines: readonly StoredReceipt[]): BroadcastView {
    return broadcastView(occurrence, playsOf(occurrence, lines), deps.timeline.nowUs());
  }

  function proofOf(
    occurrence: Occurrence,
    { nodeId, heard, foreseen, play }: NodePlay,
    sentAtUs: number | undefined,
  ): ProofView {
    const { outcome, reason, cutBy } = foreseen;
    return {
      cueId: occurrence.cueId,
      nodeId,
      title: occurrence.title,
      plannedAtUs: foreseen.startsAtUs,
      durationFrames: occurrence.durationFrames,
      sentAtUs: sentAtUs ?? null,
      startedAtUs: heard.startedAtUs,
      endedAtUs: heard.endedAtUs,
      heardFrames: heard.heardFrames,
      ...play,
      predicted: { outcome, reason, cutBy },
    };
  }

  const news = createNews(deps, (occurrence) => {
    const map = deps.map();
    const nodeIds = map ? resolveTargets(map, occurrence.targets) : [];
    const instants = nodeIds.flatMap((nodeId) => {
      const foreseen = foresight.of(occurrence, nodeId);
      return [foreseen.startsAtUs, settledAtUs({ ...occurrence, foreseen })];
    });
    return [occurrence.startAtUs, ...instants];
  });

  return {
    broadcasts: (fromUs, toUs) => {
      const occurrences = calendar.between(fromUs, toUs);
      const lines = receipts.ofCues(occurrences.map(({ cueId }) => cueId));
      const byCue = Map.groupBy(lines, (line) => line.cueId);
      return occurrences.map((occurrence) => viewOf(occurrence, byCue.get(occurrence.cueId) ?? []));
    },
    broadcast: (cueId) => {
      const occurrence = calendar.get(cueId);
      return occurrence ? viewOf(occurrence, receipts.ofCue(cueId)) : null;
    },
    proofs: (cueId) => {
      const occurrence = calendar.get(cueId);
      if (!occurrence) return [];
      const plays = playsOf(occurrence, receipts.ofCue(cueId));
      const sentAt = plan.sentAt(cueId);
      return plays.map((play) => proofOf(occurrence, play, sentAt.get(play.nodeId)));
    },
    [Symbol.dispose]: () => {
      news[Symbol.dispose]();
      foresight[Symbol.dispose]();
    },
  };
}

function broadcastView(
  occurrence: Occurrence,
  plays: readonly NodePlay[],
  nowUs: number,
): BroadcastView {
  const count = (outcome: Play['outcome']): number =>
    plays.filter(({ play }) => play.outcome === outcome).length;
  const counts = {
    nodes: plays.length,
    sounding: count('sounding'),
    full: count('full'),
    part: count('part'),
    missed: count('missed'),
    unknown: count('unknown'),
  };
  const { startAtUs, stoppedAtUs } = occurrence;
  // A stop that comes before the start leaves nothing to wait for, whenever it takes effect.
  const isStopped = stoppedAtUs !== null && stoppedAtUs <= Math.max(nowUs, startAtUs);
  const isPlanned = nowUs < startAtUs || count('planned') > 0;
  return {
    cueId: occurrence.cueId,
    bulletinId: occurrence.bulletinId,
    title: occurrence.title,
    class: occurrence.class,
    source: occurrence.source,
    origin: occurrence.origin,
    startAtUs: occurrence.startAtUs,
    durationFrames: occurrence.durationFrames,
    targets: occurrence.targets,
    nodeIds: plays.map(({ nodeId }) => nodeId),
    sentBy: occurrence.sentBy,
    state: isStopped
      ? 'stopped'
      : counts.sounding > 0
        ? 'sounding'
        : isPlanned
          ? 'planned'
          : 'over',
    counts,
  };
}

/**
 * Tells of broadcasts that change by time alone: when they are due, and when the wait for the last
 * report of a silent node is over. Sleeps until the next such instant or a change of the plan.
 */
function createNews(
  deps: ProofDeps,
  instantsOf: (occurrence: Occurrence) => readonly number[],
): Disposable {
  let sleep: Disposable | null = null;
  let toldThroughUs = deps.timeline.nowUs();

  function wake(): void {
    sleep?.[Symbol.dispose]();
    const nowUs = deps.timeline.nowUs();
    const cueIds: CueId[] = [];
    let nextUs = nowUs + WAKE_WITHIN_MS * 1000;
    // Everything has settled a grace after its validity ended.
    const map = deps.map();
    const sinceUs = toldThroughUs - REPORT_GRACE_US - (map ? longestStaggerUs(map) : 0);
    for (const occurrence of deps.stores.calendar.between(sinceUs, nextUs)) {
      const instants = instantsOf(occurrence);
      if (instants.some((atUs) => atUs > toldThroughUs && atUs <= nowUs)) {
        cueIds.push(occurrence.cueId);
      }
      nextUs = Math.min(nextUs, ...instants.filter((atUs) => atUs > nowUs));
    }
    toldThroughUs = nowUs;
    sleep = deps.timers.after(Math.max(1, Math.ceil((nextUs - nowUs) / 1000)), wake);
    if (cueIds.length > 0) deps.events.emit({ kind: 'broadcasts-changed', cueIds });
  }

  const subscription = deps.events.on(({ kind }) => {
    if (kind === 'heads-published' || kind === 'order-issued' || kind === 'city-changed') wake();
  });
  sleep = deps.timers.after(1, wake);
  return {
    [Symbol.dispose]: () => {
      subscription[Symbol.dispose]();
      sleep?.[Symbol.dispose]();
    },
  };
}
