import type { CueId, NodeId } from '@loa/protocol/vocabulary';
import { parsePageHash } from '@loa/protocol/vocabulary';
import type { Steps } from '@loa/runtime/pure';
import { addDays, civilDayOf, instantUsOf } from '../domain/calendar/civil-time.ts';
import { type Audience, gatherAudiences } from '../domain/playout/audiences.ts';
import { type DayPage, DayPlans, MOST_AIMS } from '../domain/playout/day-plans.ts';
import { type Held, HORIZON_DAYS, Materialiser } from '../domain/playout/materialise.ts';
import type { Occurrence } from '../domain/playout/occurrence.ts';
import type { CityMap } from '../domain/zoning/city-map.ts';
import { isSameCity } from '../domain/zoning/same-city.ts';
import type { CalendarStore, PublishedHead, Stores } from './ports.ts';

/** Later than any occurrence: the end of the wire's range of instants. */
const FAR_US = 7.3e15;

type HeadVersion = Pick<PublishedHead, 'version' | 'contentHash'>;

/**
 * [CAL41] What planning knows between two publications, so that an edit costs what it touches. All of it
 * follows from the stores and may be dropped at any time; whatever fails drops it.
 *
 * Invariants: `occurrences` is what the calendar holds from yesterday on, up to `catchUp`; a node is in
 * `settled` only while its head is published and says what these pages and the map say.
 */
export class PlanMemory implements Held {
  map: CityMap;
  readonly touched = new Set<CueId>();
  readonly materialiser = new Materialiser();
  readonly days: DayPlans;
  readonly heads: Map<NodeId, HeadVersion>;
  /** The pages with which a node's head was last found true; none for a node that left the city. */
  readonly settled = new Map<NodeId, readonly DayPage[]>();
  private readonly stores: Pick<Stores, 'calendar'>;
  private readonly occurrences = new Map<CueId, Occurrence>();
  private audiences: { readonly aimCount: number; readonly list: readonly Audience[] } | null =
    null;
  private inHeads: readonly unknown[] = [];
  private cursor = 0;
  private fromDay = '';
  private isLoaded = false;

  constructor(
    stores: Pick<Stores, 'calendar' | 'plan'>,
    map: CityMap,
    nameOf: (text: string) => string,
  ) {
    this.stores = stores;
    this.map = map;
    const hashOf = (text: string) => parsePageHash(nameOf(text));
    this.days = new DayPlans({ timeZone: map.timeZone, hashOf });
    this.heads = new Map(stores.plan.headVersions().map((head) => [head.nodeId, head]));
  }

  /** Follows a change of the city. False: it is another city, or there is too much to remember. */
  follow(map: CityMap): boolean {
    const { cityId, timeZone } = this.map;
    if (map.cityId !== cityId || map.timeZone !== timeZone) return false;
    if (!isSameCity(this.map, map)) {
      this.audiences = null;
      this.settled.clear();
    }
    this.map = map;
    return this.days.aimCount <= MOST_AIMS;
  }

  /** Follows what stands in heads beside pages: lists are the same until one of their kind is written. */
  followHeads(...decided: readonly [rules: object, mutes: object, spares: string]): void {
    const isSame = decided.every((one, at) => one === this.inHeads[at]);
    if (!isSame) this.settled.clear();
    this.inHeads = decided;
  }

  /** Reads the calendar once, a day at a time. */
  *load(nowUs: number): Generator<void, void, undefined> {
    const { timeZone } = this.map;
    const today = civilDayOf(nowUs, timeZone);
    // What began yesterday may still sound.
    this.moveTo(addDays(today, -1));
    if (this.isLoaded) return;
    const { calendar } = this.stores;
    this.cursor = calendar.changedSince(this.cursor).cursor;
    let fromUs = instantUsOf(this.fromDay, timeZone);
    for (let n = 0; n <= HORIZON_DAYS; n++) {
      const toUs = n < HORIZON_DAYS ? instantUsOf(addDays(today, n), timeZone) : FAR_US;
      for (const one of startingBetween(calendar, fromUs, toUs)) this.set(one);
      fromUs = toUs;
      yield;
    }
    this.isLoaded = true;
  }

  /** Follows what others wrote. False: too much for that, and everything is to be read again. */
  catchUp(): boolean {
    if (this.cursor === 0) return true;
    const { cueIds, cursor } = this.stores.calendar.changedSince(this.cursor);
    this.cursor = cursor;
    if (cueIds === null) return false;
    for (const cueId of cueIds) {
      const now = this.stores.calendar.get(cueId);
      if (now) this.set(now);
      else this.drop(cueId);
      this.touched.add(cueId);
    }
    return true;
  }

  /** Takes over what planning itself has stored. */
  stored(change: { readonly put: readonly Occurrence[]; readonly remove: readonly CueId[] }): void {
    for (const one of change.put) this.set(one);
    for (const cueId of change.remove) this.drop(cueId);
    this.cursor = this.stores.calendar.changedSince(this.cursor).cursor;
  }

  get(cueId: CueId): Occurrence | undefined {
    return this.occurrences.get(cueId);
  }

  keys(): Iterable<CueId> {
    return this.occurrences.keys();
  }

  *audiencesNow(): Steps<readonly Audience[]> {
    const { aimCount } = this.days;
    if (this.audiences?.aimCount === aimCount) return this.audiences.list;
    const list = yield* gatherAudiences(this.map, this.days.aims());
    this.audiences = { aimCount, list };
    return list;
  }

  /** The days that heads list: yesterday through the horizon. */
  listedDays(nowUs: number): string[] {
    const end = addDays(civilDayOf(nowUs, this.map.timeZone), HORIZON_DAYS);
    return this.days.days().filter((day) => day >= this.fromDay && day < end);
  }

  private moveTo(fromDay: string): void {
    if (fromDay === this.fromDay) return;
    this.fromDay = fromDay;
    this.days.forgetBefore(fromDay);
    const fromUs = instantUsOf(fromDay, this.map.timeZone);
    for (const [cueId, { startAtUs }] of this.occurrences) {
      if (startAtUs < fromUs) this.occurrences.delete(cueId);
    }
  }

  private set(occurrence: Occurrence): void {
    const { cueId } = occurrence;
    this.days.replace(this.occurrences.get(cueId), occurrence);
    this.occurrences.set(cueId, occurrence);
  }

  private drop(cueId: CueId): void {
    this.days.replace(this.occurrences.get(cueId), undefined);
    this.occurrences.delete(cueId);
  }
}

function startingBetween(
  calendar: Pick<CalendarStore, 'between'>,
  ...[fromUs, toUs]: [number, number]
): readonly Occurrence[] {
  return calendar.between(fromUs, toUs).filter(({ startAtUs }) => startAtUs >= fromUs);
}
