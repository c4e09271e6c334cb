import type { NodeId, PageHash } from '@loa/protocol/vocabulary';
import { type AimId, DayPlans } from './day-plans.ts';
import type { Occurrence } from './occurrence.ts';
import type { DayPageText } from './page-text.ts';

/** Pages of every node, in order of day. Nodes with the same cues on a day share the same pages. */
type PagesByNode = ReadonlyMap<NodeId, readonly DayPageText[]>;

/**
 * [CAL10] The day pages of all nodes. The same occurrences give the same bytes, in whatever order
 * they come: fields in one order, cues by start and then by id.
 *
 * @param nodesOf the nodes that an occurrence is aimed at
 * @param hashOf base64url SHA-256 of a page's text
 */
export function buildDayPages(
  occurrences: readonly Occurrence[],
  context: {
    readonly timeZone: string;
    nodesOf(occurrence: Occurrence): readonly NodeId[];
    hashOf(text: string): PageHash;
  },
): PagesByNode {
  const plans = new DayPlans(context);
  const aims = new Map<NodeId, Set<AimId>>();
  for (const occurrence of occurrences) {
    plans.replace(undefined, occurrence);
    const aim = plans.aimOf(occurrence);
    for (const nodeId of context.nodesOf(occurrence)) {
      const known = aims.get(nodeId);
      if (known) known.add(aim);
      else aims.set(nodeId, new Set([aim]));
    }
  }
  const days = plans.days();
  const pages = new Map<NodeId, readonly DayPageText[]>();
  for (const [nodeId, own] of aims) {
    const sorted = [...own].sort((a, b) => a - b);
    const ofNode = plans.pagesOf(sorted, days).flatMap((page) => plans.textsOf(page));
    if (ofNode.length > 0) pages.set(nodeId, ofNode);
  }
  return pages;
}
