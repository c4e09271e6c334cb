/**
 * Who may change which document. A person's unit bounds what they reach; the kind says which role it
 * takes; some fields need more: whoever sets them stands behind them with their own name.
 */
import type { AirRule, DocumentKind, Documents, Grant } from '@loa/protocol/programme';
import type { Role } from '@loa/protocol/vocabulary';
import type { Actor } from '../policy/actor.ts';
import { isSourceOf } from '../policy/approvers.ts';
import { type CityMap, isWithin, lineageOf } from '../zoning/city-map.ts';
import { type DocumentFault, fault } from './known.ts';

const SPEAKERS: readonly Role[] = ['broadcaster', 'culture-office'];
const OFFICE: readonly Role[] = ['culture-office'];

const ROLES_OF: Record<DocumentKind, readonly Role[]> = {
  campaign: SPEAKERS,
  session: SPEAKERS,
  'day-order': SPEAKERS,
  'air-rule': OFFICE,
  volume: OFFICE,
  suspension: OFFICE,
  mute: SPEAKERS,
  relay: OFFICE,
  // A broadcaster may pass on a right of their own, and nothing else.
  grant: SPEAKERS,
  'approval-rule': OFFICE,
  template: SPEAKERS,
  decision: SPEAKERS,
  distribution: OFFICE,
};

/** What the decision needs beside the document. */
export interface RightsContext {
  readonly map: CityMap;
  readonly airRules: readonly AirRule[];
  readonly grants: readonly Grant[];
}

/** A change of one document: null before is new, null after is removed. */
export interface DocumentChange<K extends DocumentKind> {
  readonly kind: K;
  readonly before: Documents[K] | null;
  readonly after: Documents[K] | null;
}

export type Right =
  | 'allowed'
  | {
      readonly refused: 'not-allowed';
      readonly why: DocumentFault;
      /** The air rule that stands against it. */
      readonly against?: Pick<AirRule, 'title' | 'overridableBy'>;
    };

/** [DOC10] A person sees the documents of their unit, of those below and of those above it. */
export function maySee(map: CityMap, actor: Actor, unit: Documents[DocumentKind]['unit']): boolean {
  return isWithin(map, unit, actor.unitId) || lineageOf(map, actor.unitId).includes(unit);
}

export function mayChange<K extends DocumentKind>(
  actor: Actor,
  change: DocumentChange<K>,
  context: RightsContext,
): Right {
  const { kind, before, after } = change;
  for (const body of [before, after]) {
    if (body === null) continue;
    // A unit that is gone belongs to who answers for the whole city.
    const unit = context.map.units.has(body.unit) ? body.unit : context.map.cityId;
    if (!isWithin(context.map, unit, actor.unitId)) {
      return refuse(['unit'], `${body.unit} is outside the unit you answer for`);
    }
  }
  if (!ROLES_OF[kind].includes(actor.role)) {
    return refuse(['unit'], `documents of this kind are made by ${ROLES_OF[kind].join(', ')}`);
  }
  return fieldRight(actor, change, context);
}

function fieldRight<K extends DocumentKind>(
  actor: Actor,
  { kind, before, after }: DocumentChange<K>,
  context: RightsContext,
): Right {
  switch (kind) {
    case 'campaign':
      return overrideRight(actor, context, {
        before: before as Documents['campaign'] | null,
        after: after as Documents['campaign'] | null,
      });
    case 'template':
      return standingRight(actor, {
        before: before as Documents['template'] | null,
        after: after as Documents['template'] | null,
      });
    case 'decision':
      return signed(actor, ['by'], (after as Documents['decision'] | null)?.by ?? null);
    case 'grant':
      return grantRight(actor, context, {
        before: before as Grant | null,
        after: after as Grant | null,
      });
    default:
      return 'allowed';
  }
}

/** [DOC12] Sounding outside the hours of a class takes a role that every air rule there names. */
function overrideRight(
  actor: Actor,
  { map, airRules }: RightsContext,
  { before, after }: { before: Documents['campaign'] | null; after: Documents['campaign'] | null },
): Right {
  if (!after?.override || isSame(before?.override, after.override)) return 'allowed';
  const governing = airRules.filter(
    ({ unit }) => isWithin(map, after.unit, unit) || isWithin(map, unit, after.unit),
  );
  const denying = governing.find(({ overridableBy }) => !overridableBy.includes(actor.role));
  if (denying) {
    const may = denying.overridableBy.join(', ') || 'nobody';
    const why = fault(['override'], `"${denying.title}" (${denying.id}) may be passed by: ${may}`);
    return { refused: 'not-allowed', why, against: denying };
  }
  return signed(actor, ['override', 'by'], after.override.by);
}

/**
 * [DOC13] What is made from a template with a standing approval is not looked at beforehand: giving
 * one, or changing what is said under it, takes the culture office, in its own name.
 */
function standingRight(
  actor: Actor,
  { before, after }: { before: Documents['template'] | null; after: Documents['template'] | null },
): Right {
  if (!after?.standing) return 'allowed';
  const said = ({ text, class: of, standing }: Documents['template']) => ({ text, of, standing });
  if (before && isSame(said(before), said(after))) return 'allowed';
  if (actor.role !== 'culture-office') {
    return refuse(['standing'], 'is given by the culture office; leave it out and ask there');
  }
  return signed(actor, ['standing', 'by'], after.standing.by);
}

/** [DOC14] The culture office grants rights; who holds one passes it on for a time, in their own name. */
function grantRight(
  actor: Actor,
  { map, grants }: RightsContext,
  { before, after }: { readonly before: Grant | null; readonly after: Grant | null },
): Right {
  const isPassedOn = (grant: Grant) => grants.some((one) => isSourceOf(map, one, grant));
  if (actor.role === 'culture-office') {
    if (after === null || after.delegatedBy === null || isPassedOn(after)) return 'allowed';
    const remedy = 'leave it out to grant the right itself';
    return refuse(['delegatedBy'], `${after.delegatedBy} does not hold it there; ${remedy}`);
  }
  for (const grant of [before, after]) {
    if (grant !== null && grant.delegatedBy !== actor.username) {
      return refuse(['delegatedBy'], `must be ${actor.username}: only your own right is passed on`);
    }
  }
  if (after === null) return 'allowed';
  if (after.fromDay === null || after.throughDay === null) {
    return refuse(['throughDay'], 'is needed with fromDay: a right is passed on for a time');
  }
  if (isPassedOn(after)) return 'allowed';
  return refuse(['right'], `you do not hold the right to ${after.right} there`);
}

function signed(actor: Actor, path: DocumentFault['path'], by: string | null): Right {
  if (by === null || by === actor.username) return 'allowed';
  return refuse(path, `must be ${actor.username}: nobody decides in another's name`);
}

function refuse(path: DocumentFault['path'], message: string): Right {
  return { refused: 'not-allowed', why: fault(path, message) };
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
}
