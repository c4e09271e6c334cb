import type { Authorisation } from '@loa/protocol/playout';
import type { AuthorisationId, BulletinId, CueId, ItemId, UnitId } from '@loa/protocol/vocabulary';
import { CivilDays } from '../calendar/civil-days.ts';
import { addDays, civilDayOf } from '../calendar/civil-time.ts';
import type { Item } from '../calendar/item.ts';
import { type Start, startsOn } from '../calendar/occurrences.ts';
import type { Bulletin } from '../library/bulletin.ts';
import { calendarAuthorisation } from './authorise.ts';
import { validUntilOf } from './cue-of.ts';
import type { Occurrence } from './occurrence.ts';
import { isSameOccurrence } from './same-occurrence.ts';
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

/** What to change, a piece at a time. A piece is to be stored as a whole. */
export interface Change {
  readonly put: readonly Occurrence[];
  readonly remove: readonly CueId[];
  /** What the put occurrences cite, by name. */
  readonly authorisations: ReadonlyMap<AuthorisationId, Authorisation>;
}

export interface Materialised extends Change {
  /** Items that cannot be planned because their bulletin is gone. */
  readonly orphans: readonly ItemId[];
}

/** The occurrences that are stored, of any origin: those that start after now, at least. */
export interface Held {
  get(cueId: CueId): Occurrence | undefined;
  keys(): Iterable<CueId>;
  /** To be compared though their items are the same: others changed them. Emptied by comparing. */
  readonly touched: Set<CueId>;
}

export interface PlanningMoment {
  readonly nowUs: number;
  /** Name of an authorisation: base64url SHA-256 of its JSON. */
  nameOf(body: Authorisation): AuthorisationId;
}

/** Occurrences compared between two pauses. */
const COMPARED_AT_ONCE = 500;

/**
 * [CAL7] What to change so that the stored occurrences say what the programme says, from now to the
 * horizon. [CAL8] What has begun, or begins within `SHORT_NOTICE_US`, is left as it is, and so is
 * what a person stopped.
 *
 * @param existing occurrences that start after now or within `SHORT_NOTICE_US` before it, of any origin
 */
export function materialise(
  programme: Programme,
  existing: readonly Occurrence[],
  moment: PlanningMoment,
): Materialised {
  const stored = new Map(existing.map((occurrence) => [occurrence.cueId, occurrence]));
  const held = {
    get: (cueId: CueId) => stored.get(cueId),
    keys: () => stored.keys(),
    touched: new Set<CueId>(),
  };
  const materialiser = new Materialiser();
  const changes = [...materialiser.changes(programme, held, moment)];
  return {
    put: changes.flatMap(({ put }) => put),
    remove: changes.flatMap(({ remove }) => remove),
    authorisations: new Map(changes.flatMap(({ authorisations }) => [...authorisations])),
    orphans: materialiser.orphans,
  };
}

/** What the programme wants of one item, and everything that followed from. */
interface ItemPlan {
  readonly key: string;
  readonly occurrences: ReadonlyMap<CueId, Occurrence>;
  readonly authorisations: ReadonlyMap<AuthorisationId, Authorisation>;
}

/** An item with what its plan follows from. */
interface Entry {
  readonly item: Item;
  readonly bulletin: Bulletin;
  readonly key: string;
  readonly sharing: readonly Item[];
}

/**
 * [CAL41] Remembers what it planned, so that an edit costs what it touches; what it says is what a new
 * one would say that is given the same.
 *
 * Invariants: `plans` holds an item only when its occurrences were compared with what is held, so a
 * caller that stops taking changes loses none.
 */
export class Materialiser {
  orphans: readonly ItemId[] = [];
  private readonly plans = new Map<ItemId, ItemPlan>();
  private city = '';
  private days = new CivilDays('UTC');
  private today = '';
  private hasSeenAll = false;

  *changes(
    programme: Programme,
    held: Held,
    moment: PlanningMoment,
  ): Generator<Change, void, undefined> {
    const entries = this.begin(programme, moment.nowUs);
    for (const entry of entries.values()) {
      const former = this.plans.get(entry.item.itemId);
      if (former?.key === entry.key) continue;
      const plan = this.planOf(entry, programme.city, moment);
      const gone = [...(former?.occurrences.keys() ?? [])].filter(
        (cueId) => !plan.occurrences.has(cueId),
      );
      this.plans.set(entry.item.itemId, plan);
      const compared = this.compared([...plan.occurrences.keys(), ...gone], held, moment.nowUs);
      yield { ...compared, authorisations: plan.authorisations };
    }
    for (const [itemId, { occurrences }] of this.plans) {
      if (entries.has(itemId)) continue;
      for (const cueId of occurrences.keys()) held.touched.add(cueId);
      this.plans.delete(itemId);
    }
    yield* this.compareAll(held.touched, held, moment.nowUs);
    held.touched.clear();
    if (this.hasSeenAll) return;
    const unwanted = [...held.keys()].filter((cueId) => !this.wanted(cueId));
    yield* this.compareAll(unwanted, held, moment.nowUs);
    this.hasSeenAll = true;
  }

  private begin(programme: Programme, nowUs: number): ReadonlyMap<ItemId, Entry> {
    const { cityId, timeZone } = programme.city;
    const city = `${cityId} ${timeZone}`;
    if (city !== this.city) {
      this.city = city;
      this.days = new CivilDays(timeZone);
      this.plans.clear();
      this.hasSeenAll = false;
    }
    this.today = civilDayOf(nowUs, timeZone);
    this.days.forgetBefore(this.today);
    const { entries, orphans } = entriesOf(programme, this.today);
    this.orphans = orphans;
    return entries;
  }

  private planOf(
    { item, bulletin, key, sharing }: Entry,
    city: Programme['city'],
    { nowUs, nameOf }: PlanningMoment,
  ): ItemPlan {
    const authorisations = new Map<AuthorisationId, Authorisation>();
    const named = new Map<number, AuthorisationId>();
    const grantOf = (year: number): AuthorisationId => {
      const known = named.get(year);
      if (known !== undefined) return known;
      const { targets } = item;
      const body = calendarAuthorisation(city, { bulletin, targets, year, items: sharing });
      const id = nameOf(body);
      named.set(year, id);
      authorisations.set(id, body);
      return id;
    };
    const span = { fromDay: this.today, throughDay: addDays(this.today, HORIZON_DAYS - 1) };
    const make = occurrencesFrom(item, bulletin);
    const occurrences = new Map<CueId, Occurrence>();
    for (const start of startsOn(item, span, this.days)) {
      if (start.startAtUs <= nowUs) continue;
      occurrences.set(start.cueId, make(start, grantOf(Number(start.localStart.slice(0, 4)))));
    }
    return { key, occurrences, authorisations };
  }

  private wanted(cueId: CueId): Occurrence | undefined {
    const itemId = cueId.slice(0, cueId.indexOf('@')) as ItemId;
    return this.plans.get(itemId)?.occurrences.get(cueId);
  }

  private *compareAll(
    cueIds: Iterable<CueId>,
    held: Held,
    nowUs: number,
  ): Generator<Change, void, undefined> {
    const all = [...cueIds];
    for (let at = 0; at < all.length; at += COMPARED_AT_ONCE) {
      const some = all.slice(at, at + COMPARED_AT_ONCE);
      const cited = some.flatMap((cueId) => [...(this.citedBy(cueId) ?? [])]);
      yield { ...this.compared(some, held, nowUs), authorisations: new Map(cited) };
    }
  }

  private citedBy(cueId: CueId): ItemPlan['authorisations'] | undefined {
    return this.plans.get(cueId.slice(0, cueId.indexOf('@')) as ItemId)?.authorisations;
  }

  private compared(cueIds: readonly CueId[], held: Held, nowUs: number) {
    const put: Occurrence[] = [];
    const remove: CueId[] = [];
    for (const cueId of cueIds) {
      const is = held.get(cueId);
      if (is && (is.startAtUs <= nowUs + SHORT_NOTICE_US || is.stoppedAtUs !== null)) continue;
      const wanted = this.wanted(cueId);
      if (!wanted) {
        if (is?.origin === 'calendar') remove.push(cueId);
      } else if (is ? !isSameOccurrence(is, wanted) : wanted.startAtUs > nowUs) put.push(wanted);
    }
    return { put, remove };
  }
}

/** The items that can be planned, with a text of all that their plans follow from. */
function entriesOf(
  { items, bulletins }: Programme,
  today: string,
): { readonly entries: ReadonlyMap<ItemId, Entry>; readonly orphans: readonly ItemId[] } {
  const sharing = new Map<string, Item[]>();
  const groups = items.map((item) => {
    const key = `${item.bulletinId} ${JSON.stringify(normalTargets(item.targets))}`;
    const group = sharing.get(key) ?? [];
    if (group.push(item) === 1) sharing.set(key, group);
    return group;
  });
  const texts = new Map([...sharing.values()].map((group) => [group, JSON.stringify(group)]));
  const entries = new Map<ItemId, Entry>();
  const orphans: ItemId[] = [];
  items.forEach((item, index) => {
    const bulletin = bulletins.get(item.bulletinId);
    if (!bulletin) {
      orphans.push(item.itemId);
      return;
    }
    const group = groups[index] as Item[];
    const key = [today, JSON.stringify(item), JSON.stringify(bulletin), texts.get(group)].join(
      '\n',
    );
    entries.set(item.itemId, { item, bulletin, key, sharing: group });
  });
  return { entries, orphans };
}

const NONE: readonly never[] = [];

function occurrencesFrom(
  item: Item,
  bulletin: Bulletin,
): (start: Start, authorisationId: AuthorisationId) => Occurrence {
  const targets = normalTargets(item.targets);
  return (start, authorisationId) => {
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
      category: bulletin.category,
      unitId: bulletin.unitId,
      assetId: bulletin.assetId,
      class: bulletin.class,
      source: 'scheduled',
      priority: item.priority,
      gainDb: item.gainDb,
      whenPreempted: item.whenPreempted,
      ...timing,
      validUntilUs: validUntilOf(timing),
      targets,
      blockStartUs: start.startAtUs,
      exceptions: NONE,
      withheld: null,
      authorisationId,
      carriedBy: 'page',
      stoppedAtUs: null,
    };
  };
}
