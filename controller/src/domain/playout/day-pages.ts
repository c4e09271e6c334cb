import type { Cue } from '@loa/protocol/playout';
import { type CueId, LIMITS, type NodeId, type PageHash } from '@loa/protocol/vocabulary';
import { civilDayOf } from '../calendar/civil-time.ts';
import { cueOf } from './cue-of.ts';
import { SHORT_NOTICE_US } from './materialise.ts';
import type { Occurrence } from './occurrence.ts';

/** The text of one day page, named by its hash. */
export interface DayPageText {
  readonly day: string;
  readonly hash: PageHash;
  readonly text: string;
}

/** Pages of every node, in order of day. Nodes with the same cues on a day share the same pages. */
export type PagesByNode = ReadonlyMap<NodeId, readonly DayPageText[]>;

/**
 * [CAL12] Whether an occurrence stands in the day pages. One that was stopped well before its start
 * leaves them; one stopped later stays, and an order says that it was stopped.
 */
export function isOnPages(occurrence: Occurrence): boolean {
  const { stoppedAtUs, startAtUs, carriedBy } = occurrence;
  return (
    carriedBy === 'page' && (stoppedAtUs === null || stoppedAtUs > startAtUs - SHORT_NOTICE_US)
  );
}

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
  const ordered = occurrences.filter(isOnPages).sort(byStart);
  const pages = new Map<NodeId, DayPageText[]>();
  const days = Map.groupBy(ordered, (one) => civilDayOf(one.startAtUs, context.timeZone));
  for (const [day, ofDay] of [...days].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const sharedBy = new Map<string, NodeId[]>();
    for (const [nodeId, indices] of indicesByNode(ofDay, context.nodesOf)) {
      const key = indices.join();
      sharedBy.set(key, [...(sharedBy.get(key) ?? []), nodeId]);
    }
    for (const [key, nodeIds] of sharedBy) {
      const cues = key.split(',').map((index) => cueOf(ofDay[Number(index)] as Occurrence));
      const texts = splitPages(day, cues).map((text) => ({
        day,
        hash: context.hashOf(text),
        text,
      }));
      for (const nodeId of nodeIds) pages.set(nodeId, [...(pages.get(nodeId) ?? []), ...texts]);
    }
  }
  return pages;
}

function byStart(a: Occurrence, b: Occurrence): number {
  return a.startAtUs - b.startAtUs || compareIds(a.cueId, b.cueId);
}

function compareIds(a: CueId, b: CueId): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function indicesByNode(
  occurrences: readonly Occurrence[],
  nodesOf: (occurrence: Occurrence) => readonly NodeId[],
): Map<NodeId, number[]> {
  const byNode = new Map<NodeId, number[]>();
  occurrences.forEach((occurrence, index) => {
    for (const nodeId of nodesOf(occurrence)) {
      const indices = byNode.get(nodeId);
      if (indices) indices.push(index);
      else byNode.set(nodeId, [index]);
    }
  });
  return byNode;
}

/** [CAL11] As many pages as the limits of one page ask for. Cues are ASCII, so length is bytes. */
function splitPages(day: string, cues: readonly Cue[]): string[] {
  const open = `{"day":"${day}","cues":[`;
  const pages: string[] = [];
  let held: string[] = [];
  let bytes = open.length + 2;
  const flush = () => {
    if (held.length > 0) pages.push(`${open}${held.join(',')}]}`);
    held = [];
    bytes = open.length + 2;
  };
  for (const cue of cues) {
    const text = JSON.stringify(cue);
    if (held.length === LIMITS.pageCues || bytes + text.length + 1 > LIMITS.pageBytes) flush();
    held.push(text);
    bytes += text.length + 1;
  }
  flush();
  return pages;
}
