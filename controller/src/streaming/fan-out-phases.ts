export const PHASE_LIMITS = {
  /** Nodes that are written to in one go; more are spread over the length of a chunk. */
  nodesAtOnce: 1_000,
  /** Nodes in one slot where they are spread. */
  slotNodes: 500,
  /** From one slot to the next. */
  slotUs: 10_000,
} as const;

/**
 * [LNK44] In how many slots one chunk goes out. Written to all at once, the last of ten thousand
 * would wait for the nine thousand before it, and the receivers' network for all of them; a node
 * keeps its slot, so that its chunks come evenly.
 */
export function slotsFor(nodes: number, chunkUs: number): number {
  if (nodes <= PHASE_LIMITS.nodesAtOnce) return 1;
  const most = Math.max(1, Math.floor(chunkUs / PHASE_LIMITS.slotUs));
  return Math.min(most, Math.ceil(nodes / PHASE_LIMITS.slotNodes));
}
