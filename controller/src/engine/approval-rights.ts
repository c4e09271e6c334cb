import type { BulletinClass, UnitId } from '@loa/protocol/vocabulary';
import { civilDayOf } from '../domain/calendar/civil-time.ts';
import type { Bulletin } from '../domain/library/bulletin.ts';
import {
  type ApprovalTime,
  amended,
  type BulletinAmendment,
  type ReviewContext,
  stepReview,
} from '../domain/library/review.ts';
import type { Actor } from '../domain/policy/actor.ts';
import {
  approvalTime,
  approversOf,
  maySpeakLive,
  type Person,
} from '../domain/policy/approvers.ts';
import type { CityMap } from '../domain/zoning/city-map.ts';
import type { DocumentStore, Stores } from './ports.ts';

export interface RightsGround {
  readonly documents: DocumentStore;
  /** Null before a city file was applied: nothing is asked for then. */
  readonly map: CityMap | null;
  readonly nowMs: number;
}

function bodies<K extends Parameters<DocumentStore['list']>[0]>(documents: DocumentStore, kind: K) {
  return documents.list(kind).map(({ body }) => body);
}

/** The civil day of the city; UTC's before there is one. */
export function today({ map, nowMs }: Pick<RightsGround, 'map' | 'nowMs'>): string {
  return civilDayOf(nowMs * 1000, map?.timeZone ?? 'UTC');
}

function whenApproved(
  { documents, map }: RightsGround,
  bulletin: { readonly unitId: UnitId; readonly class: BulletinClass },
): ApprovalTime {
  if (map === null) return 'free';
  const rules = bodies(documents, 'approval-rule');
  return approvalTime({ map, ...bulletin, rules, grants: bodies(documents, 'grant') });
}

export function maySpeak({ documents, map, nowMs }: RightsGround, actor: Actor): boolean {
  if (map === null) return false;
  const grants = bodies(documents, 'grant');
  return maySpeakLive({ map, person: actor, day: today({ map, nowMs }), grants });
}

export function approversFor(
  { documents, map, nowMs }: RightsGround,
  { unitId, author, review }: Bulletin,
  people: readonly Person[],
): Person[] {
  if (map === null) return [];
  const broke = review.how === 'break-glass' ? review.decidedBy : null;
  const besides = [author, review.submittedBy, broke];
  const grants = bodies(documents, 'grant');
  return approversOf({ map, unitId, besides, day: today({ map, nowMs }), grants, people });
}

/** What the city says of a step that nobody else has to be asked about. */
export function ownContext(ground: RightsGround, bulletin: Bulletin, actor: Actor): ReviewContext {
  const { templateId } = bulletin.review;
  const template = templateId === null ? null : ground.documents.get('template', templateId)?.body;
  return {
    username: actor.username,
    atMs: ground.nowMs,
    day: today(ground),
    isApprover: false,
    maySpeak: maySpeak(ground, actor),
    heardPermille: 0,
    when: whenApproved(ground, bulletin),
    standing: template?.class === bulletin.class ? template.standing : null,
  };
}

/**
 * [APR25] What is brought in is put forward by that where its unit looks at things afterwards, and a
 * draft where approval comes before; what a voice has spoken is a draft until it was heard.
 */
export function broughtIn(ground: RightsGround, bulletin: Bulletin): Bulletin {
  if (bulletin.state === 'draft') return bulletin;
  const when = whenApproved(ground, bulletin);
  if (when === 'free') return bulletin;
  return putForward(ground, { ...bulletin, state: 'draft' }, bulletin.author);
}

/** [APR10] A change in a unit that looks at things afterwards is put forward again by who made it. */
export function changed(
  ground: RightsGround,
  { former, amendment, by }: { former: Bulletin; amendment: BulletinAmendment; by: string },
): Bulletin {
  const when = whenApproved(ground, { ...former, ...amendment });
  const next = amended(former, amendment, when);
  const wasOnAir = former.state === 'approved' && next.state === 'draft';
  return wasOnAir ? putForward(ground, next, by) : next;
}

function putForward(ground: RightsGround, draft: Bulletin, username: string): Bulletin {
  if (whenApproved(ground, draft) === 'before') return draft;
  const result = stepReview(
    draft,
    { kind: 'submit' },
    {
      ...{ username, atMs: ground.nowMs, day: today(ground), heardPermille: 0 },
      ...{ isApprover: false, maySpeak: false, when: 'afterwards' as const, standing: null },
    },
  );
  return result.outcome === 'stepped' ? result.bulletin : draft;
}

/** All that the city says of the person's steps. */
export function contextFor(
  ground: RightsGround & Pick<Stores, 'library'> & { readonly people: readonly Person[] },
  bulletin: Bulletin,
  actor: Actor,
): ReviewContext {
  const { bulletinId, assetId } = bulletin;
  const { username } = actor;
  const approvers = approversFor(ground, bulletin, ground.people);
  return {
    ...ownContext(ground, bulletin, actor),
    isApprover: approvers.some((one) => one.username === username),
    heardPermille: ground.library.heardPermille({ bulletinId, assetId, username }),
  };
}
