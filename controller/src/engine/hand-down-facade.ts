import type { Distribution } from '@loa/protocol/programme';
import type { BulletinId, UnitId } from '@loa/protocol/vocabulary';
import type { HandDownState, HowScheduled } from '../domain/documents/hand-down.ts';
import type { Bulletin } from '../domain/library/bulletin.ts';
import type { Actor } from '../domain/policy/actor.ts';
import type { Refused } from './refused.ts';

/** What became of a bulletin in one of the units it was handed down to. */
export interface HandDownReport {
  readonly unit: UnitId;
  readonly state: HandDownState;
  readonly reason: string;
  readonly by: string | null;
  /** Times it is or was to sound there. */
  readonly planned: number;
  readonly nodes: number;
  /** Nodes that have sounded it in full at least once. */
  readonly heard: number;
}

export interface HandedDown {
  readonly distribution: Distribution;
  readonly bulletin: Bulletin | null;
  readonly units: readonly HandDownReport[];
}

export interface NewHandDown {
  readonly bulletin: BulletinId;
  readonly to: readonly UnitId[];
  readonly fromDay: string;
  readonly throughDay: string;
  readonly note: string;
}

export interface HandDownAnswer {
  readonly unit: UnitId;
  readonly answer:
    | { readonly kind: 'declined'; readonly reason: string }
    | { readonly kind: 'scheduled'; readonly how: HowScheduled };
}

export interface HandDowns {
  send(actor: Actor, wanted: NewHandDown): HandedDown | Refused;
  /** [APR54] What the person's unit and those below have handed down, newest days first, to its end. */
  sent(actor: Actor): readonly HandedDown[];
  /** [APR50] What units of the person were handed down; only their own units are told of. */
  inbox(actor: Actor): readonly HandedDown[];
  answer(actor: Actor, id: string, answer: HandDownAnswer): HandedDown | Refused;
}
