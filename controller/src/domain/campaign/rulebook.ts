import type { Targets } from '@loa/protocol/playout';
import type { AirRule, Suspension } from '@loa/protocol/programme';
import type { BulletinClass, UnitId } from '@loa/protocol/vocabulary';
import type { CivilDays } from '../calendar/civil-days.ts';
import type { Bulletin } from '../library/bulletin.ts';
import { type CityMap, isWithin, lineageOf, resolveTargets } from '../zoning/city-map.ts';
import { type AirWindow, windowsAround, windowsOf } from './air-hours.ts';
import type { Carrier } from './piece.ts';
import type { Candidate } from './playing.ts';
import type { Programme } from './programme.ts';
import { type Exception, KEPT, type Verdict, type Withheld } from './withheld.ts';

/** Where targets are heard. */
export interface Reach {
  /** The units in which their nodes stand, in order; without nodes, the units aimed at. */
  readonly units: readonly UnitId[];
  /** These and all above them. */
  readonly within: ReadonlySet<UnitId>;
}

/** A rule's no, in the units it is for. */
interface Refusal {
  readonly exception: Exception;
  readonly isFor: (unit: UnitId) => boolean;
}

type HoursByClass = ReadonlyMap<BulletinClass, readonly AirRule[]>;

/**
 * What keeps a sound from the air, asked of it alone: how far its bulletin is, the days that are
 * different, and the hours of its class. All of it follows from the documents and the map.
 */
export class Rulebook {
  private readonly map: CityMap;
  private readonly days: CivilDays;
  private readonly suspensions: readonly Suspension[];
  private readonly hours: ReadonlyMap<UnitId, HoursByClass>;
  private readonly reaches = new Map<string, Reach>();
  private readonly concerns = new Map<string, string>();
  private readonly windows = new Map<string, readonly AirWindow[]>();

  constructor(programme: Pick<Programme, 'map' | 'suspensions' | 'airRules'>, days: CivilDays) {
    this.map = programme.map;
    this.days = days;
    this.suspensions = [...programme.suspensions].sort(byId);
    this.hours = hoursByUnit([...programme.airRules].sort(byId));
  }

  reachOf(targets: Targets, text: string = JSON.stringify(targets)): Reach {
    const known = this.reaches.get(text);
    if (known) return known;
    const nodes = resolveTargets(this.map, targets);
    const standing = nodes.flatMap((nodeId) => this.map.nodes.get(nodeId)?.unitId ?? []);
    const units = [...new Set(standing.length > 0 ? standing : targets.units)].sort();
    const made = { units, within: new Set(units.flatMap((unit) => lineageOf(this.map, unit))) };
    this.reaches.set(text, made);
    return made;
  }

  /** All that the verdicts on these targets follow from, as text: equal means the same verdicts. */
  concernOf(targets: Targets, text: string): string {
    if (this.suspensions.length === 0 && this.hours.size === 0) return '';
    const known = this.concerns.get(text);
    if (known !== undefined) return known;
    const { units, within } = this.reachOf(targets, text);
    const suspensions = this.suspensions.filter(({ unit }) => within.has(unit));
    const governed = [...this.hours].filter(([unit]) => within.has(unit));
    const made =
      suspensions.length + governed.length === 0
        ? ''
        : JSON.stringify([
            units.map((unit) => lineageOf(this.map, unit)),
            suspensions,
            governed.map(([unit, byClass]) =>
              [...byClass].map((rules) => [unit, rules, this.governedBelow(unit, rules[0])]),
            ),
          ]);
    this.concerns.set(text, made);
    return made;
  }

  /** [CAL86] [CAL87] [CAL89] [CAL91] [CAL92] */
  judge({ carrier, bulletin, ...sound }: Candidate): Verdict {
    const unready = this.unready(bulletin, sound.startAtUs);
    if (unready) return { withheld: { why: unready, rule: null }, exceptions: [] };
    if (bulletin === null || sound.class === 'emergency') return KEPT;
    if (this.suspensions.length === 0 && this.hours.size === 0) return KEPT;
    const reach = this.reachOf(carrier.targets, carrier.targetsText);
    return this.verdict(reach, [
      ...this.suspended(carrier, bulletin, sound),
      ...this.outOfHours(carrier, reach, sound),
    ]);
  }

  /** A further no in units that rules govern, beside the exceptions that are there. */
  refuse(reach: Reach, exceptions: readonly Exception[], more: readonly Exception[]): Verdict {
    const all = [...exceptions, ...more];
    return this.verdict(
      reach,
      all.map((exception) => this.refusalOf(exception)),
    );
  }

  lineageOf(unit: UnitId): UnitId[] {
    return lineageOf(this.map, unit);
  }

  standsWithin(unit: UnitId, above: UnitId): boolean {
    return isWithin(this.map, unit, above);
  }

  /** [CAL89] The unit whose rules count for a class in a unit: the nearest upwards that has any. */
  governorOf(unit: UnitId, ofClass: BulletinClass): UnitId | null {
    if (this.hours.size === 0) return null;
    return lineageOf(this.map, unit).find((above) => this.hours.get(above)?.has(ofClass)) ?? null;
  }

  /** Units whose minutes are counted, with the classes for which they are. */
  *budgets(): Generator<readonly [UnitId, BulletinClass, readonly AirRule[]]> {
    for (const [unit, byClass] of this.hours) {
      for (const [ofClass, rules] of byClass) {
        const counts = rules.some(({ windows }) => windows.some(({ minutes }) => minutes !== null));
        if (counts) yield [unit, ofClass, rules];
      }
    }
  }

  /** The windows of a unit for a class that a sound lies in wholly. */
  windowsAround(unit: UnitId, ofClass: BulletinClass, sound: Stretch): AirWindow[] {
    const day = this.days.dayAt(sound.startAtUs);
    const { nextDay } = this.days.of(day);
    const stretch = { startUs: sound.startAtUs, endUs: sound.endUs };
    const on = (which: string) => this.windowsOn(unit, ofClass, which);
    return windowsAround(stretch, on(day), on(nextDay));
  }

  /** A no by the rules of a unit: not where others govern the class. */
  exceptionOf(unit: UnitId, ofClass: BulletinClass, note: Withheld): Exception {
    return { units: [unit], but: this.governedBelow(unit, ofClass), ...note };
  }

  private unready(bulletin: Bulletin | null, startAtUs: number) {
    if (bulletin === null || bulletin.durationFrames === 0) return 'no-sound';
    if (bulletin.state !== 'approved') return 'not-approved';
    const { validFrom, validThrough } = bulletin;
    if (validFrom === null && validThrough === null) return null;
    const day = this.days.dayAt(startAtUs);
    const isValid =
      (validFrom === null || day >= validFrom) && (validThrough === null || day <= validThrough);
    return isValid ? null : 'bulletin-expired';
  }

  private suspended(carrier: Carrier, bulletin: Bulletin, sound: Sound): Refusal[] {
    if (this.suspensions.length === 0 || carrier.isSubstitute) return [];
    const day = this.days.dayAt(sound.startAtUs);
    return this.suspensions
      .filter(
        ({ fromDay, throughDay, classes, categories, exceptions }) =>
          day >= fromDay &&
          day <= throughDay &&
          classes.some((one) => one === sound.class) &&
          (categories.length === 0 || categories.includes(bulletin.category)) &&
          !exceptions.includes(carrier.itemId),
      )
      .map(({ id, unit }) =>
        this.refusalOf({ units: [unit], but: [], why: 'suspended', rule: id }),
      );
  }

  private outOfHours(carrier: Carrier, reach: Reach, sound: Sound): Refusal[] {
    if (carrier.isOverridden || this.hours.size === 0) return [];
    const governors = new Set(reach.units.map((unit) => this.governorOf(unit, sound.class)));
    return [...governors]
      .filter((unit) => unit !== null)
      .sort()
      .filter((unit) => this.windowsAround(unit, sound.class, sound).length === 0)
      .map((unit) => {
        const rule = this.hours.get(unit)?.get(sound.class)?.[0]?.id ?? null;
        return this.refusalOf(this.exceptionOf(unit, sound.class, { why: 'quiet-hours', rule }));
      });
  }

  /** Withheld where every unit reached has a rule against it. */
  private verdict(reach: Reach, refusals: readonly Refusal[]): Verdict {
    const touching = refusals.filter(({ isFor }) => reach.units.some(isFor));
    const [first] = touching;
    if (!first) return KEPT;
    const isOff = (unit: UnitId) => touching.some(({ isFor }) => isFor(unit));
    if (!reach.units.every(isOff)) {
      return { withheld: null, exceptions: touching.map(({ exception }) => exception) };
    }
    const { why, rule } = first.exception;
    return { withheld: { why, rule }, exceptions: [] };
  }

  private refusalOf(exception: Exception): Refusal {
    const isIn = (unit: UnitId, units: readonly UnitId[]) =>
      units.some((one) => isWithin(this.map, unit, one));
    return {
      exception,
      isFor: (unit) => isIn(unit, exception.units) && !isIn(unit, exception.but),
    };
  }

  /** Units below one that has rules for a class, with rules of their own. */
  private governedBelow(unit: UnitId, ofClass: BulletinClass): UnitId[] {
    return [...this.hours]
      .filter(([below, byClass]) => byClass.has(ofClass) && below !== unit)
      .map(([below]) => below)
      .filter((below) => isWithin(this.map, below, unit))
      .sort();
  }

  private windowsOn(unit: UnitId, ofClass: BulletinClass, day: string): readonly AirWindow[] {
    const key = `${unit} ${ofClass} ${day}`;
    const known = this.windows.get(key);
    if (known) return known;
    const made = windowsOf(this.hours.get(unit)?.get(ofClass) ?? [], day, this.days);
    this.windows.set(key, made);
    return made;
  }
}

type Sound = Pick<Candidate, 'class' | 'startAtUs' | 'endUs'>;
type Stretch = Pick<Candidate, 'startAtUs' | 'endUs'>;

function hoursByUnit(rules: readonly AirRule[]): Map<UnitId, Map<BulletinClass, AirRule[]>> {
  const hours = new Map<UnitId, Map<BulletinClass, AirRule[]>>();
  for (const rule of rules) {
    const byClass = hours.get(rule.unit) ?? new Map<BulletinClass, AirRule[]>();
    hours.set(rule.unit, byClass);
    for (const one of rule.classes) byClass.set(one, [...(byClass.get(one) ?? []), rule]);
  }
  return hours;
}

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
