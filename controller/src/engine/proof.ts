import type { NodeId } from '@loa/protocol/vocabulary';
import type { Timers } from '@loa/runtime/pure';
import { nodesMeant } from '../domain/playout/meant.ts';
import type { Occurrence } from '../domain/playout/occurrence.ts';
import { settledAtUs } from '../domain/proof/judge-play.ts';
import type { CityMap } from '../domain/zoning/city-map.ts';
import { createBroadcastNews } from './broadcast-news.ts';
import { createBroadcastViews, type NodePlay } from './broadcast-views.ts';
import type { EventBus } from './events.ts';
import type { ProofOfPlay, ProofView } from './facades.ts';
import { createForesight } from './foresight.ts';
import type { Stores, Timeline } from './ports.ts';

export interface ProofDeps {
  readonly stores: Pick<Stores, 'calendar' | 'plan' | 'documents' | 'receipts'>;
  readonly events: EventBus;
  readonly timeline: Timeline;
  readonly timers: Timers;
  readonly map: () => CityMap | null;
  readonly isOnline: (nodeId: NodeId) => boolean;
}

export interface OwnedProof extends ProofOfPlay, Disposable {}

/** Planned against heard, for every occurrence and node. */
export function createProof(deps: ProofDeps): OwnedProof {
  const { calendar, plan, documents, receipts } = deps.stores;
  const foresight = createForesight({
    calendar,
    plan,
    documents,
    events: deps.events,
    map: deps.map,
  });

  const views = createBroadcastViews({ ...deps, foresight });

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

  const news = createBroadcastNews(deps, (occurrence) => {
    const map = deps.map();
    const nodeIds = map ? nodesMeant(map, occurrence) : [];
    const foreseen = new Set(nodeIds.map((nodeId) => foresight.of(occurrence, nodeId)));
    const instants = [...foreseen].flatMap((one) => [
      one.startsAtUs,
      settledAtUs({ ...occurrence, foreseen: one }),
    ]);
    return [occurrence.startAtUs, ...instants];
  });

  return {
    broadcasts: (fromUs, toUs) => views.of(calendar.between(fromUs, toUs)),
    broadcast: (cueId) => {
      const occurrence = calendar.get(cueId);
      return occurrence ? (views.of([occurrence])[0] ?? null) : null;
    },
    proofs: (cueId) => {
      const occurrence = calendar.get(cueId);
      if (!occurrence) return [];
      const plays = views.playsOf(occurrence, receipts.ofCue(cueId));
      const sentAt = plan.sentAt(cueId);
      return plays.map((play) => proofOf(occurrence, play, sentAt.get(play.nodeId)));
    },
    [Symbol.dispose]: () => {
      news[Symbol.dispose]();
      views[Symbol.dispose]();
      foresight[Symbol.dispose]();
    },
  };
}
