/** What the controller says of the programme, as driving adapters see it. */
import type { CueId, NodeId } from '@loa/protocol/vocabulary';
import type { Collision } from '../domain/proof/collisions.ts';
import type { Explanation } from '../domain/proof/explain.ts';
import type { Warning } from '../domain/proof/warnings.ts';

export interface ExplainedPlay extends Explanation {
  readonly cueId: CueId;
  readonly nodeId: NodeId;
  readonly title: string;
  readonly durationFrames: number;
  /** Of what it gives way to, where that is known. */
  titleOf(cueId: CueId): string | null;
}

export interface Outlook {
  /** Why a playing sounds on a node, or does not; null where there is no such playing or node. */
  explain(cueId: CueId, nodeId: NodeId): ExplainedPlay | null;
  /** What is to be seen to before it is due. */
  warnings(): readonly Warning[];
  /** Priority items that meet, as far as it is planned. */
  collisions(): readonly Collision[];
}
