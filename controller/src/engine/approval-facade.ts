import type { BulletinId, BulletinState } from '@loa/protocol/vocabulary';
import type { Bulletin } from '../domain/library/bulletin.ts';
import type { ReviewStep, ReviewStepKind } from '../domain/library/review.ts';
import type { Actor } from '../domain/policy/actor.ts';
import type { Refused } from './refused.ts';

/** How far a bulletin is, and what the reader has to do with it. */
export interface Standing {
  readonly state: BulletinState;
  readonly awaits: 'approve' | 'look-back' | null;
  /** User names of who may decide about it now. */
  readonly approvers: readonly string[];
  readonly mine: {
    readonly isAuthor: boolean;
    readonly heardPermille: number;
    /** Steps that the reader may take, once they have listened where that is asked. */
    readonly steps: readonly ReviewStepKind[];
  };
}

/** A step about the revision that the person was shown. */
export interface RevisedStep extends ReviewStep {
  readonly revision: number;
}

export interface Approvals {
  /** Asked of many at a time: who is who is read once. */
  standings(actor: Actor): (bulletin: Bulletin) => Standing;
  take(actor: Actor, bulletinId: BulletinId, step: RevisedStep): Bulletin | Refused;
  /** [APR30] Notes how much of its sound the person has heard. */
  heard(
    actor: Actor,
    bulletinId: BulletinId,
    played: { readonly revision: number; readonly permille: number },
  ): Bulletin | Refused;
  /** [APR31] What waits for the person: to be approved, or to be looked at afterwards; oldest first. */
  inbox(actor: Actor): readonly Bulletin[];
}
