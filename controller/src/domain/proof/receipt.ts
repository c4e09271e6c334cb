import type { CueId, MissedReason, NodeId } from '@loa/protocol/vocabulary';

/** One line of a node's receipt log, as the controller keeps it. Positions in frames at 48 kHz. */
export interface StoredReceipt {
  readonly nodeId: NodeId;
  readonly sequence: number;
  readonly kind: 'started' | 'ended' | 'missed';
  readonly cueId: CueId;
  readonly atUs: number;
  readonly positionFrames: number;
  readonly why: 'finished' | 'restarted' | MissedReason | null;
  readonly cutBy: CueId | null;
}
