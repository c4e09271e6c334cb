import type { CueId, NodeId } from '@loa/protocol/vocabulary';
import { aimTextOf, nodesMeant } from '../domain/playout/meant.ts';
import type { Occurrence } from '../domain/playout/occurrence.ts';
import { foldReceipts, type Heard, NOTHING_HEARD } from '../domain/proof/fold-receipts.ts';
import {
  type Foreseen,
  judgePlay,
  type Play,
  type PlayOutcome,
  settledAtUs,
} from '../domain/proof/judge-play.ts';
import type { StoredReceipt } from '../domain/proof/receipt.ts';
import type { CityMap } from '../domain/zoning/city-map.ts';
import type { EventBus } from './events.ts';
import type { BroadcastView } from './facades.ts';
import type { Foresight } from './foresight.ts';
import type { Stores, Timeline } from './ports.ts';

/** Views kept; beyond it all are made again: several days of a province. */
const KEPT_VIEWS = 20_000;

/** What comes of one occurrence on one node. */
export interface NodePlay {
  readonly nodeId: NodeId;
  readonly heard: Heard;
  readonly foreseen: Foreseen;
  readonly play: Play;
}

export interface BroadcastViewsDeps {
  readonly stores: Pick<Stores, 'receipts'>;
  readonly events: EventBus;
  readonly timeline: Timeline;
  readonly foresight: Foresight;
  readonly map: () => CityMap | null;
  readonly isOnline: (nodeId: NodeId) => boolean;
}

export interface BroadcastViews extends Disposable {
  /** Views of occurrences, in their order. */
  of(occurrences: readonly Occurrence[]): readonly BroadcastView[];
  /** Node by node, never kept. */
  playsOf(occurrence: Occurrence, lines: readonly StoredReceipt[]): readonly NodePlay[];
}

interface Kept {
  readonly view: BroadcastView;
  /** From here on it is to be looked at again. */
  readonly untilUs: number;
}

/**
 * [FLT35] A broadcast that nothing has been heard of before its start, and one of which nothing more is
 * to come, are looked at once: their view is kept until something is told of them. Between the two it
 * depends on every node and is made whenever it is asked for.
 */
export function createBroadcastViews(deps: BroadcastViewsDeps): BroadcastViews {
  const { stores, events, timeline, foresight } = deps;
  const kept = new Map<CueId, Kept>();
  const meantBy = createMeaning(deps.map);
  const subscription = events.on((event) => {
    if (event.kind === 'city-changed') kept.clear();
    if (event.kind === 'broadcasts-changed') for (const cueId of event.cueIds) kept.delete(cueId);
  });

  function playsOf(occurrence: Occurrence, lines: readonly StoredReceipt[]): NodePlay[] {
    const nowUs = timeline.nowUs();
    const byNode = Map.groupBy(lines, (line) => line.nodeId);
    const meant = meantBy(occurrence);
    const nodeIds = byNode.size === 0 ? meant : [...new Set([...meant, ...byNode.keys()])].sort();
    const { source, durationFrames, stoppedAtUs } = occurrence;
    const withheld = occurrence.withheld?.why ?? null;
    const judge = (heard: Heard, foreseen: Foreseen, isOnline: boolean): Play =>
      judgePlay(
        { heard, source, durationFrames, stoppedAtUs, foreseen, isOnline, withheld },
        nowUs,
      );
    // Most nodes have said nothing, and the plan says the same of them.
    const silent = new Map<Foreseen, [Play, Play]>();
    return nodeIds.map((nodeId) => {
      const own = byNode.get(nodeId);
      const foreseen = foresight.of(occurrence, nodeId);
      const isOnline = deps.isOnline(nodeId);
      if (own) {
        const heard = foldReceipts(own);
        return { nodeId, heard, foreseen, play: judge(heard, foreseen, isOnline) };
      }
      const heard = NOTHING_HEARD;
      const both: [Play, Play] = silent.get(foreseen) ?? [
        judge(heard, foreseen, true),
        judge(heard, foreseen, false),
      ];
      silent.set(foreseen, both);
      return { nodeId, heard, foreseen, play: both[isOnline ? 0 : 1] };
    });
  }

  function keep(cueId: CueId, one: Kept): void {
    if (kept.size >= KEPT_VIEWS) kept.clear();
    kept.set(cueId, one);
  }

  function viewOf(occurrence: Occurrence, lines: readonly StoredReceipt[]): BroadcastView {
    const nowUs = timeline.nowUs();
    if (nowUs < occurrence.startAtUs && lines.length === 0) {
      const view = viewAhead(occurrence, meantBy(occurrence), nowUs);
      keep(occurrence.cueId, { view, untilUs: occurrence.startAtUs });
      return view;
    }
    const plays = playsOf(occurrence, lines);
    const nodeIds = plays.map(({ nodeId }) => nodeId);
    const view = broadcastView(occurrence, { nodeIds, counts: tally(plays) }, nowUs);
    if (isSettled(occurrence, plays, nowUs)) {
      keep(occurrence.cueId, { view, untilUs: Number.POSITIVE_INFINITY });
    }
    return view;
  }

  function keptOf({ cueId }: Occurrence, nowUs: number): BroadcastView | null {
    const found = kept.get(cueId);
    return found && nowUs < found.untilUs ? found.view : null;
  }

  return {
    of: (occurrences) => {
      const nowUs = timeline.nowUs();
      const unknown = occurrences.filter((occurrence) => !keptOf(occurrence, nowUs));
      const lines = stores.receipts.ofCues(unknown.map(({ cueId }) => cueId));
      const byCue = Map.groupBy(lines, (line) => line.cueId);
      return occurrences.map(
        (one) => keptOf(one, nowUs) ?? viewOf(one, byCue.get(one.cueId) ?? []),
      );
    },
    playsOf,
    [Symbol.dispose]: () => subscription[Symbol.dispose](),
  };
}

type Aimed = Pick<Occurrence, 'targets' | 'exceptions'>;

/** Thousands of broadcasts are aimed at a few hundred sets of nodes. */
function createMeaning(mapNow: () => CityMap | null): (one: Aimed) => readonly NodeId[] {
  let known: { readonly map: CityMap; readonly nodes: Map<string, readonly NodeId[]> } | null =
    null;
  return (occurrence) => {
    const map = mapNow();
    if (!map) return [];
    if (known?.map !== map) known = { map, nodes: new Map() };
    const key = aimTextOf(occurrence);
    const nodeIds = known.nodes.get(key) ?? nodesMeant(map, occurrence);
    known.nodes.set(key, nodeIds);
    return nodeIds;
  };
}

/** Before the start, and before anything was heard, the same is to be said of every node. */
function viewAhead(
  occurrence: Occurrence,
  nodeIds: readonly NodeId[],
  nowUs: number,
): BroadcastView {
  const { source, durationFrames, stoppedAtUs, startAtUs } = occurrence;
  const instants = { startsAtUs: startAtUs, endsAtUs: startAtUs };
  const foreseen: Foreseen = { outcome: 'full', reason: null, cutBy: null, ...instants };
  const cue = { source, durationFrames, stoppedAtUs, foreseen };
  const play = judgePlay({ ...cue, heard: NOTHING_HEARD, isOnline: true }, nowUs);
  const counts = { ...NOBODY, [play.outcome]: nodeIds.length };
  return broadcastView(occurrence, { nodeIds, counts }, nowUs);
}

/** Nothing but news changes it any more. */
function isSettled(
  { startAtUs, durationFrames }: Occurrence,
  plays: readonly NodePlay[],
  nowUs: number,
): boolean {
  const foreseen = new Set(plays.map((play) => play.foreseen));
  return (
    nowUs >= startAtUs &&
    [...foreseen].every((one) => nowUs >= settledAtUs({ durationFrames, foreseen: one }))
  );
}

type Tally = Readonly<Record<PlayOutcome, number>>;

const NOBODY: Tally = { planned: 0, sounding: 0, full: 0, part: 0, missed: 0, unknown: 0 };

function tally(plays: readonly NodePlay[]): Tally {
  const counts: Record<PlayOutcome, number> = { ...NOBODY };
  for (const { play } of plays) counts[play.outcome] += 1;
  return counts;
}

function broadcastView(
  occurrence: Occurrence,
  reached: { readonly nodeIds: readonly NodeId[]; readonly counts: Tally },
  nowUs: number,
): BroadcastView {
  const { nodeIds } = reached;
  const { planned, ...heard } = occurrence.withheld ? NOBODY : reached.counts;
  const counts = { nodes: nodeIds.length, ...heard };
  const { startAtUs, stoppedAtUs } = occurrence;
  // A stop that comes before the start leaves nothing to wait for, whenever it takes effect.
  const isStopped = stoppedAtUs !== null && stoppedAtUs <= Math.max(nowUs, startAtUs);
  const isPlanned = nowUs < startAtUs || planned > 0;
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
    nodeIds,
    sentBy: occurrence.sentBy,
    withheld: occurrence.withheld,
    exceptions: occurrence.exceptions,
    state: occurrence.withheld
      ? 'withheld'
      : isStopped
        ? 'stopped'
        : counts.sounding > 0
          ? 'sounding'
          : isPlanned
            ? 'planned'
            : 'over',
    counts,
  };
}
