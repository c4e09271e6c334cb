import type { DocumentKind, Documents } from '@loa/protocol/programme';
import type { UnitId } from '@loa/protocol/vocabulary';
import type { Actor } from '../domain/policy/actor.ts';
import type { UnitRights } from '../domain/policy/unit-rights.ts';
import type { Account, StoredDocument } from './ports.ts';
import type { Refused } from './refused.ts';

/** What a change is based on. */
export type Basis =
  | { readonly kind: 'any' }
  /** It is not there yet. */
  | { readonly kind: 'new' }
  /** It is there, as it was changed at that instant; null is whenever. */
  | { readonly kind: 'version'; readonly changedAtMs: number | null };

export interface PutDocument<K extends DocumentKind> {
  readonly kind: K;
  readonly body: Documents[K];
  readonly basis: Basis;
}

export interface DocumentDesk {
  /** What grants and rules come to in a unit today; null before there is a city. */
  rightsIn(unitId: UnitId): UnitRights<Account> | null;
  /** [DOC10] Those that the person may see, by id. */
  list<K extends DocumentKind>(actor: Actor, kind: K): readonly StoredDocument<K>[];
  get<K extends DocumentKind>(actor: Actor, kind: K, id: string): StoredDocument<K> | null;
  put<K extends DocumentKind>(
    actor: Actor,
    change: PutDocument<K>,
  ): { readonly outcome: 'put'; readonly document: StoredDocument<K> } | Refused;
  remove<K extends DocumentKind>(
    actor: Actor,
    kind: K,
    which: { readonly id: string; readonly basis: Basis },
  ): { readonly outcome: 'removed'; readonly document: StoredDocument<K> } | Refused;
}
