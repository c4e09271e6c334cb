import type { Authorisation } from '@loa/protocol/playout';
import type { AuthorisationId, CueId, ItemId } from '@loa/protocol/vocabulary';
import type { Steps } from '@loa/runtime/pure';
import { CivilDays } from '../calendar/civil-days.ts';
import { addDays, civilDayOf } from '../calendar/civil-time.ts';
import { ProgrammeBench } from '../campaign/bench.ts';
import type { Piece } from '../campaign/piece.ts';
import type { Programme } from '../campaign/programme.ts';
import { Rulebook } from '../campaign/rulebook.ts';
import { ShortNames } from '../campaign/short-names.ts';
import { type SuspendedStart, suspendedStarts } from '../campaign/substitutes.ts';
import { Turns } from '../campaign/turns.ts';
import type { CityMap } from '../zoning/city-map.ts';
import { AirBudget, type Planned } from './air-budget.ts';
import { calendarAuthorisation } from './authorise.ts';
import { type Entry, entryIdOf, gatherEntries, horizonFrom, substituteEntries } from './entries.ts';
import type { Grants } from './grants.ts';
import type { Occurrence } from './occurrence.ts';
import { NO_AUTHORISATION, occurrenceOf } from './occurrence-of.ts';
import { isSameOccurrence } from './same-occurrence.ts';

/** Civil days, today included, for which occurrences and pages exist: 21 whole days and today. */
export const HORIZON_DAYS = 22;

/** What begins within this time keeps its revision; nearer changes travel as orders. */
export const SHORT_NOTICE_US = 30e6;

/** What to change, a piece at a time. A piece is to be stored as a whole. */
export interface Change {
  readonly put: readonly Occurrence[];
  readonly remove: readonly CueId[];
  /** What the put occurrences cite, by name. */
  readonly authorisations: ReadonlyMap<AuthorisationId, Authorisation>;
}

export interface Materialised extends Change {
  /** Campaigns of which a bulletin is gone. */
  readonly orphans: readonly ItemId[];
}

/** The occurrences that are stored, of any origin: those of playings that begin after now, at least. */
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
 * horizon. [CAL8] [CAL98] A playing that has begun, or begins within `SHORT_NOTICE_US`, is left as it is
 * with all its parts, and so is what a person stopped.
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

/** What the programme wants of one entry, and everything that followed from. */
interface EntryPlan extends Planned {
  readonly key: string;
  readonly suspended: readonly SuspendedStart[];
  readonly authorisations: ReadonlyMap<AuthorisationId, Authorisation>;
  /** As its own rules leave it. */
  readonly own: ReadonlyMap<CueId, Occurrence>;
  /** As all rules leave it. */
  occurrences: ReadonlyMap<CueId, Occurrence>;
}

const NOTHING: Change = { put: [], remove: [], authorisations: new Map() };

/** Nothing to change yet at each pause of some work. */
function* pausing<Result>(steps: Steps<Result>): Generator<Change, Result, undefined> {
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) return step.value;
    yield NOTHING;
  }
}

/**
 * [CAL41] Remembers what it planned, so that an edit costs what it touches; what it says is what a new
 * one would say that is given the same.
 *
 * Invariants: an entry is in `fresh` until its occurrences were compared with what is held, so a caller
 * that stops taking changes loses none.
 */
export class Materialiser {
  orphans: readonly ItemId[] = [];
  private readonly plans = new Map<string, EntryPlan>();
  private readonly fresh = new Set<string>();
  private readonly budget = new AirBudget();
  private city = '';
  private days = new CivilDays('UTC');
  private turns = new Turns('UTC');
  private readonly names = new ShortNames();
  private rules: { readonly basis: readonly unknown[]; readonly book: Rulebook } | null = null;
  private planCount = 0;
  private hasSeenAll = false;

  *changes(
    programme: Programme,
    held: Held,
    moment: PlanningMoment,
  ): Generator<Change, void, undefined> {
    const today = civilDayOf(moment.nowUs, programme.map.timeZone);
    const bench = this.begin(programme, today);
    const gathering = gatherEntries(bench, horizonFrom(today, HORIZON_DAYS));
    const { entries, grants, orphans } = yield* pausing(gathering);
    this.orphans = orphans;
    const known = new Set<string>();
    const context = { map: programme.map, grants, moment, held };
    for (const entry of entries) {
      known.add(entry.id);
      this.plan(entry, context);
      yield NOTHING;
    }
    const suspended = [...this.plans].flatMap(([id, plan]) =>
      known.has(id) ? plan.suspended : [],
    );
    for (const entry of substituteEntries(suspended, bench)) {
      known.add(entry.id);
      this.plan(entry, context);
      yield NOTHING;
    }
    this.drop(known, held);
    yield* this.share(bench.rules);
    yield* this.compareFresh(held, moment.nowUs);
    yield* this.compareAll(held.touched, held, moment.nowUs);
    held.touched.clear();
    if (this.hasSeenAll) return;
    yield* this.removeUnwanted(held, moment.nowUs);
    this.hasSeenAll = true;
  }

  private begin(programme: Programme, today: string): ProgrammeBench {
    const { cityId, timeZone } = programme.map;
    const city = `${cityId} ${timeZone}`;
    if (city !== this.city) {
      this.city = city;
      this.days = new CivilDays(timeZone);
      this.turns = new Turns(timeZone);
      this.rules = null;
      this.plans.clear();
      this.fresh.clear();
      this.hasSeenAll = false;
    }
    // Sessions are followed from the Monday before.
    this.days.forgetBefore(addDays(today, -7));
    const { map, suspensions, airRules } = programme;
    const basis = [map, suspensions, airRules, today];
    if (!this.rules || basis.some((one, index) => one !== this.rules?.basis[index])) {
      this.rules = { basis, book: new Rulebook(programme, this.days, this.names) };
    }
    const { days, turns } = this;
    return new ProgrammeBench(programme, { days, turns, rules: this.rules.book });
  }

  /** Plans an entry again where something has changed for it. */
  private plan(entry: Entry, context: PlanningContext): void {
    const former = this.plans.get(entry.id);
    if (former?.key === entry.key) return;
    const plan = planOf(entry, { ...context, serial: ++this.planCount });
    this.plans.set(entry.id, plan);
    this.fresh.add(entry.id);
    for (const cueId of former?.occurrences.keys() ?? []) {
      if (!plan.occurrences.has(cueId)) context.held.touched.add(cueId);
    }
  }

  /** Forgets the entries that are no more; what they planned is compared. */
  private drop(known: ReadonlySet<string>, held: Held): void {
    for (const [id, { occurrences }] of this.plans) {
      if (known.has(id)) continue;
      for (const cueId of occurrences.keys()) held.touched.add(cueId);
      this.plans.delete(id);
      this.fresh.delete(id);
    }
  }

  /** [CAL90] What the entries have in common: minutes. */
  private *share(rules: Rulebook): Generator<Change, void, undefined> {
    for (const { id, occurrences } of yield* pausing(this.budget.shared(this.plans, rules))) {
      const plan = this.plans.get(id);
      if (!plan) continue;
      plan.occurrences = occurrences ?? plan.own;
      this.fresh.add(id);
    }
  }

  private wanted(cueId: CueId): Occurrence | undefined {
    return this.plans.get(entryIdOf(cueId))?.occurrences.get(cueId);
  }

  private *compareFresh(held: Held, nowUs: number): Generator<Change, void, undefined> {
    for (const id of this.fresh) {
      const plan = this.plans.get(id);
      if (plan) {
        const compared = this.compared(plan.occurrences.keys(), held, nowUs);
        this.fresh.delete(id);
        yield { ...compared, authorisations: plan.authorisations };
      }
    }
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

  /** What is held and nothing plans. */
  private *removeUnwanted(held: Held, nowUs: number): Generator<Change, void, undefined> {
    const all = [...held.keys()];
    for (let at = 0; at < all.length; at += COMPARED_AT_ONCE) {
      const some = all.slice(at, at + COMPARED_AT_ONCE).filter((cueId) => !this.wanted(cueId));
      yield { ...this.compared(some, held, nowUs), authorisations: NOTHING.authorisations };
    }
  }

  private citedBy(cueId: CueId): EntryPlan['authorisations'] | undefined {
    return this.plans.get(entryIdOf(cueId))?.authorisations;
  }

  private compared(cueIds: Iterable<CueId>, held: Held, nowUs: number) {
    const put: Occurrence[] = [];
    const remove: CueId[] = [];
    const settledUs = nowUs + SHORT_NOTICE_US;
    for (const cueId of cueIds) {
      const is = held.get(cueId);
      if (is && (is.blockStartUs <= settledUs || is.stoppedAtUs !== null || isJoined(is))) continue;
      const wanted = this.wanted(cueId);
      if (!wanted) {
        if (is?.origin === 'calendar') remove.push(cueId);
      } else if (is ? !isSameOccurrence(is, wanted) : wanted.blockStartUs > nowUs) put.push(wanted);
    }
    return { put, remove };
  }
}

/** A relay whose stream nodes were told of: it begins within a minute. */
function isJoined({ source, authorisationId }: Occurrence): boolean {
  return source === 'relay' && authorisationId !== NO_AUTHORISATION;
}

interface PlanningContext {
  readonly map: CityMap;
  readonly grants: Grants;
  readonly moment: PlanningMoment;
  readonly held: Held;
}

function planOf(entry: Entry, context: PlanningContext & { readonly serial: number }): EntryPlan {
  const { map, grants, moment, serial } = context;
  const authorisations = new Map<AuthorisationId, Authorisation>();
  const named = new Map<string, AuthorisationId>();
  const grantOf = (piece: Piece): AuthorisationId => {
    const { bulletin, carrier } = piece;
    // [REL2] A relay is authorised when its stream has a key.
    if (piece.withheld || !bulletin || carrier.isRelay) return NO_AUTHORISATION;
    const year = Number(piece.localStart.slice(0, 4));
    const key = `${year} ${piece.class} ${bulletin.bulletinId} ${carrier.targetsText}`;
    const known = named.get(key);
    if (known !== undefined) return known;
    const { targets } = carrier;
    const grant = { bulletin, targets, class: piece.class, year };
    const body = calendarAuthorisation(map, { ...grant, allowance: grants.allowanceFor(piece) });
    const id = moment.nameOf(body);
    named.set(key, id);
    authorisations.set(id, body);
    return id;
  };
  const pieces = entry.pieces();
  const own = new Map(pieces.map((piece) => [piece.cueId, occurrenceOf(piece, grantOf(piece))]));
  return {
    key: entry.key,
    serial,
    suspended: suspendedStarts(pieces),
    aims: [...new Set(pieces.map(({ carrier }) => carrier.targets))],
    overridden: new Set(
      pieces.flatMap(({ carrier }) => (carrier.isOverridden ? [carrier.itemId] : [])),
    ),
    authorisations,
    own,
    occurrences: own,
  };
}
