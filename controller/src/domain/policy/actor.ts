import type { Language, Role, UnitId } from '@loa/protocol/vocabulary';

/** A person who is logged in: what the policy function decides about. */
export interface Actor {
  readonly username: string;
  readonly name: string;
  readonly role: Role;
  /** Bounds what they may touch: this unit and all below it. */
  readonly unitId: UnitId;
  readonly language: Language;
}
