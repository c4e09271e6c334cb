import type { Authorisation } from '@loa/protocol/playout';
import type { AuthorisationId, BulletinId, CueId, ItemId, UnitId } from '@loa/protocol/vocabulary';
import { addDays, civilDayOf } from '../calendar/civil-time.ts';
import type { Item } from '../calendar/item.ts';
import { occurrencesOf, type Start } from '../calendar/occurrences.ts';
import type { Bulletin } from '../library/bulletin.ts';
import { calendarAuthorisation } from './authorise.ts';
import { validUntilOf } from './cue-of.ts';
import type { Occurrence } from './occurrence.ts';
import { normalTargets } from './targets.ts';

/** Civil days, today included, for which occurrences and pages exist: 21 whole days and today. */
export const HORIZON_DAYS = 22;

/** What begins within this time keeps its revision; nearer changes travel as orders. */
export const SHORT_NOTICE_US = 30e6;

export interface Programme {
  readonly city: { readonly cityId: UnitId; readonly timeZone: string };
  readonly items: readonly Item[];
  readonly bulletins: ReadonlyMap<BulletinId, Bulletin>;
}

export interface Materialised {
  readonly put: readonly Occurrence[];
  readonly remove: readonly CueId[];
  /** Every authorisation that occurrences of the horizon cite, by name. */
  readonly authorisations: ReadonlyMap<AuthorisationId, Authorisation>;
  /** Items that cannot be planned because their bulletin is gone. */
  readonly orphans: readonly ItemId[];
}

/**
 * [CAL7] What to change so that the stored occurrences say what the programme says, from now to the
 * horizon. [CAL8] What has begun, or begins within `SHORT_NOTICE_US`, is left as it is, and so is
 * what a person stopped.
 *
 * @param existing occurrences that start after now or within `SHORT_NOTICE_US` before it, of any origin
 * @param nameOf name of an authorisation: base64url SHA-256 of its JSON
 */
export function materialise(
  programme: Programme,
  existing: readonly Occurrence[],
  context: { readonly nowUs: number; nameOf(body: Authorisation): AuthorisationId },
): Materialised {
  const { nowUs } = context;
  const stored = new Map(existing.map((occurrence) => [occurrence.cueId, occurrence]));
  const authorisations = new Map<AuthorisationId, Authorisation>();
  const wanted = new Map<CueId, Occurrence>();
  const orphans: ItemId[] = [];
  const grantOf = grants(programme, context, authorisations);
  for (const item of programme.items) {
    const bulletin = programme.bulletins.get(item.bulletinId);
    if (!bulletin) {
      orphans.push(item.itemId);
      continue;
    }
    for (const start of startsWithinHorizon(item, programme.city.timeZone, nowUs)) {
      if (start.startAtUs <= nowUs) continue;
      const authorisationId = grantOf(item, bulletin, Number(start.localStart.slice(0, 4)));
      wanted.set(start.cueId, occurrenceOf(item, bulletin, { ...start, authorisationId }));
    }
  }
  const isFixed = (occurrence: Occurrence) =>
    occurrence.startAtUs <= nowUs + SHORT_NOTICE_US || occurrence.stoppedAtUs !== null;
  return {
    put: [...wanted.values()].filter((occurrence) => {
      const held = stored.get(occurrence.cueId);
      return !held || !(isFixed(held) || isSame(held, occurrence));
    }),
    remove: existing
      .filter((held) => held.origin === 'calendar' && !isFixed(held) && !wanted.has(held.cueId))
      .map((held) => held.cueId),
    authorisations,
    orphans,
  };
}

function startsWithinHorizon(item: Item, timeZone: string, nowUs: number): Start[] {
  const today = civilDayOf(nowUs, timeZone);
  const days = { fromDay: today, throughDay: addDays(today, HORIZON_DAYS - 1) };
  return occurrencesOf(item, days, timeZone);
}

/** Names the authorisation of an item in a year, and collects what it names. */
function grants(
  programme: Programme,
  context: { nameOf(body: Authorisation): AuthorisationId },
  collected: Map<AuthorisationId, Authorisation>,
): (item: Item, bulletin: Bulletin, year: number) => AuthorisationId {
  const keyOf = (item: Item) => `${item.bulletinId} ${JSON.stringify(normalTargets(item.targets))}`;
  const sharing = Map.groupBy(programme.items, keyOf);
  const named = new Map<string, AuthorisationId>();
  return (item, bulletin, year) => {
    const key = `${year} ${keyOf(item)}`;
    const known = named.get(key);
    if (known !== undefined) return known;
    const items = sharing.get(keyOf(item)) ?? [item];
    const body = calendarAuthorisation(programme.city, {
      bulletin,
      targets: item.targets,
      year,
      items,
    });
    const id = context.nameOf(body);
    named.set(key, id);
    collected.set(id, body);
    return id;
  };
}

function occurrenceOf(
  item: Item,
  bulletin: Bulletin,
  start: Start & { readonly authorisationId: AuthorisationId },
): Occurrence {
  const timing = {
    startAtUs: start.startAtUs,
    durationFrames: bulletin.durationFrames,
    lateUs: item.lateUs,
  };
  return {
    cueId: start.cueId,
    origin: 'calendar',
    itemId: item.itemId,
    sentBy: null,
    bulletinId: bulletin.bulletinId,
    title: bulletin.title,
    assetId: bulletin.assetId,
    class: bulletin.class,
    source: 'scheduled',
    priority: item.priority,
    gainDb: item.gainDb,
    whenPreempted: item.whenPreempted,
    ...timing,
    validUntilUs: validUntilOf(timing),
    targets: normalTargets(item.targets),
    authorisationId: start.authorisationId,
    carriedBy: 'page',
    stoppedAtUs: null,
  };
}

function isSame(a: Occurrence, b: Occurrence): boolean {
  return canonical(a) === canonical(b);
}

function canonical(occurrence: Occurrence): string {
  const fields = Object.entries(occurrence).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(fields);
}
