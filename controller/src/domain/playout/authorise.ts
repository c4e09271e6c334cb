import type { Authorisation, Targets } from '@loa/protocol/playout';
import type { BulletinClass, UnitId } from '@loa/protocol/vocabulary';
import { instantUsOf } from '../calendar/civil-time.ts';
import type { Bulletin } from '../library/bulletin.ts';
import { normalTargets } from '../zoning/targets.ts';

/** Who stands behind what the city file plans. */
export const SCHEDULE_AUTHOR = 'schedule-file';

/** The most plays an authorisation can allow (protocol/signed). */
const MOST_PLAYS = 100_000;

/** What one authorisation for the calendar covers. */
export interface Grant {
  readonly bulletin: Bulletin;
  readonly targets: Targets;
  /** Of the cues: a chime has that of what it announces. */
  readonly class: BulletinClass;
  /** Civil year of the starts. */
  readonly year: number;
  readonly allowance: Allowance;
}

/** What may be done under a grant. */
export interface Allowance {
  readonly maxPlays: number;
  readonly maxGainDb: number;
}

/**
 * [SGN7] The authorisation of the calendar: one for a revision of a bulletin, its targets, its class
 * and a civil year. Everything in it follows from the programme, so planning again signs nothing new
 * and an edit that is taken back restores the same name.
 */
export function calendarAuthorisation(
  city: { readonly cityId: UnitId; readonly timeZone: string },
  grant: Grant,
): Authorisation {
  const { bulletin, year, allowance } = grant;
  return {
    city: city.cityId,
    bulletin: bulletin.bulletinId,
    revision: bulletin.revision,
    assets: [bulletin.assetId],
    targets: normalTargets(grant.targets),
    class: grant.class,
    notBeforeUs: instantUsOf(`${year}-01-01`, city.timeZone),
    // A start on 31 December is valid for a day, whatever the clocks do in it.
    notAfterUs: instantUsOf(`${year + 1}-01-03`, city.timeZone),
    dailyWindows: [],
    utcOffsetMinutes: 0,
    maxPlays: allowance.maxPlays,
    maxGainDb: allowance.maxGainDb,
    approvedBy: SCHEDULE_AUTHOR,
    issuedAtUs: bulletin.createdAtMs * 1000,
  };
}

/**
 * What the programme may reach in a year: plays are allowed for twice that, rounded up to a power of
 * two, so that small edits need no new signature.
 */
export function allowanceOf(
  uses: readonly { readonly playsAYear: number; readonly gainDb: number }[],
): Allowance {
  const plays = uses.reduce((sum, { playsAYear }) => sum + playsAYear, 0);
  return {
    maxPlays: Math.min(2 ** Math.ceil(Math.log2(2 * plays)), MOST_PLAYS),
    maxGainDb: Math.max(0, ...uses.map(({ gainDb }) => gainDb)),
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
