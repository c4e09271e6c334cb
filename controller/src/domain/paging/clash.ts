import { compareRank } from '@loa/protocol/playout';
import type { BulletinClass, CueId, NodeId } from '@loa/protocol/vocabulary';
import { TALK_PRIORITY } from './talk.ts';

/** A talk that is going on. */
export interface OngoingTalk {
  readonly cueId: CueId;
  readonly class: BulletinClass;
  readonly startAtUs: number;
  readonly nodeIds: readonly NodeId[];
}

/**
 * The talk that keeps another from beginning: one on at least one of its nodes which it does not
 * outrank. Of two equals the first keeps the air.
 */
export function clashOf<Talk extends OngoingTalk>(
  ongoing: readonly Talk[],
  wanted: OngoingTalk,
): Talk | null {
  const nodeIds = new Set(wanted.nodeIds);
  const outranks = (talk: Talk) => compareRank(rankOf(wanted), rankOf(talk)) > 0;
  const shares = (talk: Talk) => talk.nodeIds.some((nodeId) => nodeIds.has(nodeId));
  return ongoing.find((talk) => shares(talk) && !outranks(talk)) ?? null;
}

function rankOf({ cueId, class: of, startAtUs }: OngoingTalk) {
  return { cueId, source: 'live', class: of, priority: TALK_PRIORITY, startAtUs } as const;
}
