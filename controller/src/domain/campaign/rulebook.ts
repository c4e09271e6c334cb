import type { Targets } from '@loa/protocol/playout';
import type { AirRule, Suspension } from '@loa/protocol/programme';
import type { BulletinClass, UnitId } from '@loa/protocol/vocabulary';
import type { CivilDays } from '../calendar/civil-days.ts';
import type { Bulletin } from '../library/bulletin.ts';
import { type CityMap, lineageOf, resolveTargets } from '../zoning/city-map.ts';
import { type AirWindow, windowsAround, windowsOf } from './air-hours.ts';
import type { Carrier } from './piece.ts';
import type { Candidate } from './playing.ts';
import type { Programme } from './programme.ts';
import { ShortNames } from './short-names.ts';
import { type Exception, exceptionFor, KEPT, type Verdict, type Withheld } from './withheld.ts';

/** Where targets are heard. */
export interface Reach {
  /** The units in which their nodes stand, in order; without nodes, the units aimed at. */
  readonly units: readonly UnitId[];
  /** These and all above them. */
  readonly within: ReadonlySet<UnitId>;
}

/** A rule's no, with those of the units reached that it is for. */
interface Refusal {
  readonly exception: Exception;
  readonly units: readonly UnitId[];
}

/** The units reached, by the unit whose rules count in them. */
type Governance = ReadonlyMap<UnitId, readonly UnitId[]>;

type HoursByClass = ReadonlyMap<BulletinClass, readonly AirRule[]>;

/**
 * What keeps a sound from the air, asked of it alone: how far its bulletin is, the days that are
 * different, and the hours of its class. All of it follows from the documents and the map.
 */
export class Rulebook {
  private readonly map: CityMap;
  readonly days: CivilDays;
  private readonly suspensions: readonly Suspension[];
  private readonly hours: ReadonlyMap<UnitId, HoursByClass>;
  private readonly names: ShortNames;
  private readonly lineages = new Map<UnitId, readonly UnitId[]>();
  private readonly reaches = new Map<string, Reach>();
  private readonly reachOfTargets = new WeakMap<Targets, Reach>();
  private readonly governances = new WeakMap<Reach, Map<BulletinClass, Governance>>();
  private readonly below = new Map<string, readonly UnitId[]>();
  private readonly concerns = new Map<string, string>();
  private readonly windows = new Map<string, readonly AirWindow[]>();

  constructor(
    programme: Pick<Programme, 'map' | 'suspensions' | 'airRules'>,
    days: CivilDays,
    names: ShortNames = new ShortNames(),
  ) {
    this.names = names;
    this.map = programme.map;
    this.days = days;
    this.suspensions = [...programme.suspensions].sort(byId);
    this.hours = hoursByUnit([...programme.airRules].sort(byId));
  }

  reachOf(targets: Targets, asText?: string): Reach {
    const found = this.reachOfTargets.get(targets);
    if (found) return found;
    const text = asText ?? JSON.stringify(targets);
    const made = this.reaches.get(text) ?? this.madeReach(targets);
    this.reaches.set(text, made);
    this.reachOfTargets.set(targets, made);
    return made;
  }

  private madeReach(targets: Targets): Reach {
    const nodes = resolveTargets(this.map, targets);
    const standing = nodes.flatMap((nodeId) => this.map.nodes.get(nodeId)?.unitId ?? []);
    const units = [...new Set(standing.length > 0 ? standing : targets.units)].sort();
    return { units, within: new Set(units.flatMap((unit) => this.lineageOf(unit))) };
  }

  /** Stands for all that the verdicts on these targets follow from: equal means the same verdicts. */
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
        : this.names.of(
            JSON.stringify([
              units.map((unit) => this.lineageOf(unit)),
              suspensions,
              governed.map(([unit, byClass]) =>
                [...byClass].map((rules) => [unit, rules, this.governedBelow(unit, rules[0])]),
              ),
            ]),
          );
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
      ...this.suspended({ carrier, bulletin, reach }, sound),
      ...this.outOfHours(carrier, reach, sound),
    ]);
  }

  /** A further no in units that rules govern, beside the exceptions that are there. */
  refuse(reach: Reach, exceptions: readonly Exception[], more: readonly Exception[]): Verdict {
    const all = [...exceptions, ...more];
    return this.verdict(
      reach,
      all.map((exception) => this.refusalOf(exception, reach)),
    );
  }

  lineageOf(unit: UnitId): readonly UnitId[] {
    const known = this.lineages.get(unit);
    if (known) return known;
    const made = lineageOf(this.map, unit);
    this.lineages.set(unit, made);
    return made;
  }

  standsWithin(unit: UnitId, above: UnitId): boolean {
    return this.lineageOf(unit).includes(above);
  }

  /** [CAL89] The unit whose rules count for a class in a unit: the nearest upwards that has any. */
  governorOf(unit: UnitId, ofClass: BulletinClass): UnitId | null {
    if (this.hours.size === 0) return null;
    return this.lineageOf(unit).find((above) => this.hours.get(above)?.has(ofClass)) ?? null;
  }

  /** Of the units reached, those in which anybody's rules count for a class, by whose. */
  governanceOf(reach: Reach, ofClass: BulletinClass): Governance {
    const byClass = this.governances.get(reach) ?? new Map<BulletinClass, Governance>();
    this.governances.set(reach, byClass);
    const known = byClass.get(ofClass);
    if (known) return known;
    const made = new Map<UnitId, UnitId[]>();
    for (const unit of reach.units) {
      const governor = this.governorOf(unit, ofClass);
      const own = governor === null ? undefined : made.get(governor);
      if (own) own.push(unit);
      else if (governor !== null) made.set(governor, [unit]);
    }
    byClass.set(ofClass, made);
    return made;
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

  private suspended(
    what: { readonly carrier: Carrier; readonly bulletin: Bulletin; readonly reach: Reach },
    sound: Sound,
  ): Refusal[] {
    const { carrier, bulletin, reach } = what;
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
        this.refusalOf({ units: [unit], but: [], why: 'suspended', rule: id }, reach),
      );
  }

  private outOfHours(carrier: Carrier, reach: Reach, sound: Sound): Refusal[] {
    if (carrier.isOverridden || this.hours.size === 0) return [];
    return [...this.governanceOf(reach, sound.class)]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .filter(([unit]) => this.windowsAround(unit, sound.class, sound).length === 0)
      .map(([unit, units]) => {
        const rule = this.hours.get(unit)?.get(sound.class)?.[0]?.id ?? null;
        const note = { why: 'quiet-hours', rule } as const;
        return { exception: this.exceptionOf(unit, sound.class, note), units };
      });
  }

  /** Withheld where every unit reached has a rule against it. */
  private verdict(reach: Reach, refusals: readonly Refusal[]): Verdict {
    const touching = refusals.filter(({ units }) => units.length > 0);
    const [first] = touching;
    if (!first) return KEPT;
    const off = new Set(touching.flatMap(({ units }) => units));
    if (off.size < reach.units.length) {
      return { withheld: null, exceptions: touching.map(({ exception }) => exception) };
    }
    const { why, rule } = first.exception;
    return { withheld: { why, rule }, exceptions: [] };
  }

  private refusalOf(exception: Exception, { units }: Reach): Refusal {
    const isFor = (unit: UnitId) => exceptionFor([exception], this.lineageOf(unit)) !== null;
    return { exception, units: units.filter(isFor) };
  }

  /** Units below one that has rules for a class, with rules of their own. */
  private governedBelow(unit: UnitId, ofClass: BulletinClass): readonly UnitId[] {
    const key = `${unit} ${ofClass}`;
    const known = this.below.get(key);
    if (known) return known;
    const made = [...this.hours]
      .filter(([below, byClass]) => byClass.has(ofClass) && below !== unit)
      .map(([below]) => below)
      .filter((below) => this.standsWithin(below, unit))
      .sort();
    this.below.set(key, made);
    return made;
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
