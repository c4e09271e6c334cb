import type { Receipt } from '@loa/protocol/agent-link';
import type { NodeId } from '@loa/protocol/vocabulary';
import type { StoredReceipt } from '../../domain/proof/receipt.ts';

/** A line of the wire in the domain's words. */
export function storedReceipt(nodeId: NodeId, line: Receipt): StoredReceipt {
  const { kind, sequence, cueId, atUs } = line;
  return {
    nodeId,
    sequence,
    kind,
    cueId,
    atUs,
    positionFrames: kind === 'missed' ? 0 : line.positionFrames,
    why: kind === 'started' ? null : line.why,
    cutBy: kind === 'started' ? null : line.cutBy,
  };
}
