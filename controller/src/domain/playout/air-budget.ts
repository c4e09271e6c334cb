import { slotEndUs, type Targets } from '@loa/protocol/playout';
import type { AirRule } from '@loa/protocol/programme';
import type { BulletinClass, CueId, ItemId, UnitId } from '@loa/protocol/vocabulary';
import { beyondAirTime, type Counted } from '../campaign/air-time.ts';
import type { Reach, Rulebook } from '../campaign/rulebook.ts';
import type { Exception } from '../campaign/withheld.ts';
import { exceptionFor } from '../campaign/withheld.ts';
import type { Occurrence } from './occurrence.ts';
import { NO_AUTHORISATION } from './occurrence-of.ts';

/** What an entry plans, as far as minutes are concerned. */
export interface Planned {
  /** Another number means another plan. */
  readonly serial: number;
  readonly own: ReadonlyMap<CueId, Occurrence>;
  /** All that they are aimed at. */
  readonly aims: readonly Targets[];
  /** Items that pass the hours of their class. */
  readonly overridden: ReadonlySet<ItemId>;
}

interface Shared {
  readonly id: string;
  /** Null is as it was planned. */
  readonly occurrences: ReadonlyMap<CueId, Occurrence> | null;
}

/** A unit with minutes for a class, and what went beyond them. */
interface Account {
  readonly key: string;
  readonly beyond: ReadonlyMap<CueId, string>;
}

type Sum = ReturnType<Rulebook['budgets']> extends Generator<infer T> ? T : never;

/**
 * [CAL90] The minutes that units have for a class are shared by all entries. Counted again only for those
 * of which an entry or a rule has changed.
 */
export class AirBudget {
  private accounts = new Map<string, Account>();
  private readonly texts = new Map<string, string>();

  /** The entries for which something else is left than at the last call. */
  shared(plans: ReadonlyMap<string, Planned>, rules: Rulebook): Shared[] {
    const accounts = new Map<string, Account>();
    const refused = new Map<string, Exception[]>();
    for (const sum of rules.budgets()) {
      const account = this.accountOf(sum, plans, rules);
      const [unit, ofClass] = sum;
      accounts.set(`${unit} ${ofClass}`, account);
      for (const [cueId, rule] of account.beyond) {
        const note = { why: 'air-time', rule } as const;
        const more = rules.exceptionOf(unit, ofClass, note);
        refused.set(cueId, [...(refused.get(cueId) ?? []), more]);
      }
    }
    this.accounts = accounts;
    return this.changed(plans, refused, rules);
  }

  private accountOf(sum: Sum, plans: ReadonlyMap<string, Planned>, rules: Rulebook): Account {
    const [unit, ofClass, own] = sum;
    const concerned = [...plans].filter(([, plan]) => concerns(plan, sum, rules));
    const serials = concerned.map(([id, { serial }]) => `${id} ${serial}`).sort();
    const key = JSON.stringify([own as readonly AirRule[], serials]);
    const known = this.accounts.get(`${unit} ${ofClass}`);
    if (known?.key === key) return known;
    const sounds = concerned.flatMap(([, plan]) => soundsOf(plan, sum, rules));
    const around = (sound: Counted) => rules.windowsAround(unit, ofClass, sound);
    return { key, beyond: beyondAirTime(sounds, around) };
  }

  private changed(
    plans: ReadonlyMap<string, Planned>,
    refused: ReadonlyMap<string, readonly Exception[]>,
    rules: Rulebook,
  ): Shared[] {
    const found: Shared[] = [];
    for (const id of this.texts.keys()) if (!plans.has(id)) this.texts.delete(id);
    if (refused.size === 0 && this.texts.size === 0) return found;
    for (const [id, plan] of plans) {
      const own = [...plan.own].filter(([cueId]) => refused.has(cueId));
      const text = own.length === 0 ? '' : JSON.stringify([plan.serial, refusalsOf(own, refused)]);
      if (text === (this.texts.get(id) ?? '')) continue;
      if (text === '') this.texts.delete(id);
      else this.texts.set(id, text);
      found.push({ id, occurrences: own.length === 0 ? null : withRefusals(plan, refused, rules) });
    }
    return found;
  }
}

function refusalsOf(
  own: readonly (readonly [CueId, Occurrence])[],
  refused: ReadonlyMap<string, readonly Exception[]>,
): unknown {
  return own.map(([cueId]) => [cueId, refused.get(cueId)]);
}

function withRefusals(
  { own }: Planned,
  refused: ReadonlyMap<string, readonly Exception[]>,
  rules: Rulebook,
): Map<CueId, Occurrence> {
  return new Map(
    [...own].map(([cueId, one]) => {
      const more = refused.get(cueId);
      if (!more) return [cueId, one];
      const verdict = rules.refuse(rules.reachOf(one.targets), one.exceptions, more);
      const authorisationId = verdict.withheld ? NO_AUTHORISATION : one.authorisationId;
      return [cueId, { ...one, ...verdict, authorisationId }];
    }),
  );
}

function concerns({ aims }: Planned, [unit, ofClass]: Sum, rules: Rulebook): boolean {
  return aims.some(
    (targets) => governedUnits(rules.reachOf(targets), unit, ofClass, rules).length > 0,
  );
}

function governedUnits(
  reach: Reach,
  ...[unit, ofClass, rules]: [UnitId, BulletinClass, Rulebook]
): UnitId[] {
  if (!reach.within.has(unit)) return [];
  return reach.units.filter((one) => rules.governorOf(one, ofClass) === unit);
}

/** What sounds of the class where the unit's rules count. */
function soundsOf(plan: Planned, [unit, ofClass]: Sum, rules: Rulebook): Counted[] {
  const sounds: Counted[] = [];
  for (const one of plan.own.values()) {
    if (one.withheld || one.class !== ofClass) continue;
    const units = governedUnits(rules.reachOf(one.targets), unit, ofClass, rules);
    const isHeard = units.some((each) => !exceptionFor(one.exceptions, rules.lineageOf(each)));
    if (!isHeard) continue;
    const isOverridden = one.itemId !== null && plan.overridden.has(one.itemId);
    const { cueId, startAtUs } = one;
    sounds.push({ cueId, startAtUs, endUs: slotEndUs(one), isOverridden });
  }
  return sounds;
}
