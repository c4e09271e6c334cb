/** What the controller says of the programme, as driving adapters see it. */
import type { Documents } from '@loa/protocol/programme';
import type { CueId, NodeId, Role } from '@loa/protocol/vocabulary';
import type { Actor } from '../domain/policy/actor.ts';
import type { Collision } from '../domain/proof/collisions.ts';
import type { Effects } from '../domain/proof/effects.ts';
import type { Explanation } from '../domain/proof/explain.ts';
import type { Warning } from '../domain/proof/warnings.ts';
import type { Refused } from './refused.ts';

export interface ExplainedPlay extends Explanation {
  readonly cueId: CueId;
  readonly nodeId: NodeId;
  readonly title: string;
  readonly durationFrames: number;
  /** The document that keeps it back, as people call it; of an air rule, who may go beyond it. */
  readonly rule: { readonly title: string; readonly overridableBy?: readonly Role[] } | null;
  /** Of what it gives way to, where that is known. */
  titleOf(cueId: CueId): string | null;
}

export interface PreviewedEffects extends Effects {
  readonly outcome: 'previewed';
  /** Lines beyond what an answer holds. */
  readonly leftOut: { readonly own: number; readonly others: number };
}

/** Kinds of which it is said beforehand what saving one would do. */
export const PREVIEWED_KINDS = ['campaign', 'suspension', 'air-rule'] as const;
export type PreviewedKind = (typeof PREVIEWED_KINDS)[number];
export type PreviewDraft = {
  [K in PreviewedKind]: { readonly kind: K; readonly body: Documents[K] };
}[PreviewedKind];

export interface Outlook {
  /** What saving a document would do; nothing is saved. */
  preview(actor: Actor, draft: PreviewDraft): PreviewedEffects | Refused;
  /** Why a playing sounds on a node, or does not; null where there is no such playing or node. */
  explain(cueId: CueId, nodeId: NodeId): ExplainedPlay | null;
  /** What is to be seen to before it is due. */
  warnings(): readonly Warning[];
  /** Priority items that meet, as far as it is planned. */
  collisions(): readonly Collision[];
}
