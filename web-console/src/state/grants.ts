/** Rights that are given and passed on: what stands when, and what a form comes to. */
import type { Me } from '@loa/protocol/console-api';
import type { Grant } from '@loa/protocol/programme';
import type { UnitId } from '@loa/protocol/vocabulary';

export type GrantPhase = 'running' | 'coming' | 'over';
export const GRANT_PHASES = ['running', 'coming', 'over'] as const satisfies readonly GrantPhase[];

export function grantPhase({ fromDay, throughDay }: Grant, today: string): GrantPhase {
  if (throughDay !== null && throughDay < today) return 'over';
  return fromDay !== null && fromDay > today ? 'coming' : 'running';
}

/**
 * What ends a right before its last day: it was in force through yesterday. Null where it began
 * today or later: then it is removed instead.
 */
export function endedGrant(grant: Grant, today: string): Grant | null {
  const yesterday = new Date(Date.parse(`${today}T00:00Z`) - 86_400_000).toISOString().slice(0, 10);
  if (grant.fromDay !== null && grant.fromDay > yesterday) return null;
  return { ...grant, throughDay: yesterday };
}

export interface GrantDraft {
  readonly account: string;
  readonly right: Grant['right'];
  readonly unit: UnitId;
  readonly fromDay: string;
  readonly throughDay: string;
}
export type GrantGap = 'account' | 'days' | 'until' | 'past';
export type GrantOutcome =
  | { readonly outcome: 'ready'; readonly body: Omit<Grant, 'id'> }
  | { readonly outcome: 'gap'; readonly gap: GrantGap };

/** The culture office gives rights; a broadcaster passes on what they hold, between two days. */
export function planGrant(draft: GrantDraft, me: Me, today: string): GrantOutcome {
  const { account, right, unit, fromDay, throughDay } = draft;
  const isPassedOn = me.role !== 'culture-office';
  if (account === '') return { outcome: 'gap', gap: 'account' };
  if (isPassedOn && (fromDay === '' || throughDay === '')) return { outcome: 'gap', gap: 'days' };
  if (fromDay !== '' && throughDay !== '' && throughDay < fromDay) {
    return { outcome: 'gap', gap: 'until' };
  }
  if (throughDay !== '' && throughDay < today) return { outcome: 'gap', gap: 'past' };
  const body = {
    ...{ account, right, unit },
    fromDay: fromDay || null,
    throughDay: throughDay || null,
    delegatedBy: isPassedOn ? me.username : null,
  };
  return { outcome: 'ready', body };
}

/** Rights of a person's own that they may pass on: not those that were passed on to them. */
export function ownRights(grants: readonly Grant[], me: Me, today: string): readonly Grant[] {
  return grants.filter(
    (grant) =>
      grant.account === me.username &&
      grant.delegatedBy === null &&
      grantPhase(grant, today) !== 'over',
  );
}
