import type { Authorisation, Targets } from '@loa/protocol/playout';
import type { UnitId } from '@loa/protocol/vocabulary';
import { instantUsOf } from '../calendar/civil-time.ts';
import type { Item } from '../calendar/item.ts';
import { parseRule } from '../calendar/rule.ts';
import type { Bulletin } from '../library/bulletin.ts';
import { normalTargets } from './targets.ts';

/** Who stands behind what the city's schedule file plans. */
export const SCHEDULE_AUTHOR = 'schedule-file';

/** The most plays an authorisation can allow (protocol/signed). */
const MOST_PLAYS = 100_000;

/** What one authorisation for the calendar covers. */
export interface Grant {
  readonly bulletin: Bulletin;
  readonly targets: Targets;
  /** Civil year of the starts. */
  readonly year: number;
  /** The items that play under it. */
  readonly items: readonly Item[];
}

/**
 * [SGN7] The authorisation of the calendar: one for a revision of a bulletin, its targets and a
 * civil year. Everything in it follows from the programme, so planning again signs nothing new and
 * an edit that is taken back restores the same name. Plays are allowed for twice what the items can
 * reach, rounded up to a power of two, so that small edits need no new signature.
 */
export function calendarAuthorisation(
  city: { readonly cityId: UnitId; readonly timeZone: string },
  grant: Grant,
): Authorisation {
  const { bulletin, year, items } = grant;
  return {
    city: city.cityId,
    bulletin: bulletin.bulletinId,
    revision: bulletin.revision,
    assets: [bulletin.assetId],
    targets: normalTargets(grant.targets),
    class: bulletin.class,
    notBeforeUs: instantUsOf(`${year}-01-01`, city.timeZone),
    // A start on 31 December is valid for a day, whatever the clocks do in it.
    notAfterUs: instantUsOf(`${year + 1}-01-03`, city.timeZone),
    dailyWindows: [],
    utcOffsetMinutes: 0,
    maxPlays: playsAllowed(items),
    maxGainDb: Math.max(0, ...items.map((item) => item.gainDb)),
    approvedBy: SCHEDULE_AUTHOR,
    issuedAtUs: bulletin.createdAtMs * 1000,
  };
}

/** [SGN8] The authorisation of one sending: these targets, once, from its start to its validity's end. */
export function sendAuthorisation(
  city: { readonly cityId: UnitId },
  sending: {
    readonly bulletin: Pick<Bulletin, 'bulletinId' | 'revision' | 'assetId' | 'class'>;
    readonly targets: Targets;
    readonly startAtUs: number;
    readonly validUntilUs: number;
    readonly orderedBy: string;
    readonly issuedAtUs: number;
  },
): Authorisation {
  const { bulletin } = sending;
  return {
    city: city.cityId,
    bulletin: bulletin.bulletinId,
    revision: bulletin.revision,
    assets: [bulletin.assetId],
    targets: normalTargets(sending.targets),
    class: bulletin.class,
    notBeforeUs: sending.startAtUs,
    notAfterUs: sending.validUntilUs,
    dailyWindows: [],
    utcOffsetMinutes: 0,
    maxPlays: 1,
    maxGainDb: 0,
    approvedBy: sending.orderedBy,
    issuedAtUs: sending.issuedAtUs,
  };
}

function playsAllowed(items: readonly Item[]): number {
  const plays = items
    .map((item) => 366 * startsPerDay(item) + (item.extraStarts?.length ?? 0))
    .reduce((sum, n) => sum + n, 0);
  return Math.min(2 ** Math.ceil(Math.log2(2 * plays)), MOST_PLAYS);
}

function startsPerDay(item: Item): number {
  const parsed = item.rrule === null ? null : parseRule(item.rrule);
  return parsed?.outcome === 'parsed' ? parsed.startsPerDay : 1;
}
