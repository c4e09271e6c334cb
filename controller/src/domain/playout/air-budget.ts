import { slotEndUs, type Targets } from '@loa/protocol/playout';
import { BULLETIN_CLASSES, type CueId, type ItemId } from '@loa/protocol/vocabulary';
import type { Steps } from '@loa/runtime/pure';
import { beyondAirTime, type Counted } from '../campaign/air-time.ts';
import type { Rulebook } from '../campaign/rulebook.ts';
import type { Exception } from '../campaign/withheld.ts';
import { exceptionFor } from '../campaign/withheld.ts';
import { entryIdOf } from './entries.ts';
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
  private texts = new Map<string, string>();

  /** The entries for which something else is left than at the last call. */
  *shared(plans: ReadonlyMap<string, Planned>, rules: Rulebook): Steps<readonly Shared[]> {
    const accounts = new Map<string, Account>();
    const refused = new Map<CueId, Exception[]>();
    const budgets = [...rules.budgets()];
    const concerned = budgets.length === 0 ? NOBODY : yield* byBudget(plans, rules);
    for (const sum of budgets) {
      const [unit, ofClass] = sum;
      const name = `${unit} ${ofClass}`;
      const account = yield* this.accountOf(sum, concerned.get(name) ?? [], rules);
      accounts.set(name, account);
      for (const [cueId, rule] of account.beyond) {
        const note = { why: 'air-time', rule } as const;
        const more = rules.exceptionOf(unit, ofClass, note);
        const known = refused.get(cueId);
        if (known) known.push(more);
        else refused.set(cueId, [more]);
      }
      yield;
    }
    const { texts, found } = yield* this.changed(plans, refused, rules);
    // Nothing is kept of a count that was not brought to its end.
    this.accounts = accounts;
    this.texts = texts;
    return found;
  }

  private *accountOf(sum: Sum, concerned: readonly Named[], rules: Rulebook): Steps<Account> {
    const [unit, ofClass, own] = sum;
    const serials = concerned.map(([, { serial }]) => serial).sort((a, b) => a - b);
    const key = JSON.stringify([own, serials]);
    const known = this.accounts.get(`${unit} ${ofClass}`);
    if (known?.key === key) return known;
    const byDay = new Map<string, Counted[]>();
    for (const [, plan] of concerned) {
      for (const sound of soundsOf(plan, sum, rules)) {
        const day = rules.days.dayAt(sound.startAtUs);
        const ofDay = byDay.get(day);
        if (ofDay) ofDay.push(sound);
        else byDay.set(day, [sound]);
      }
      yield;
    }
    // A sound's windows begin on its own day: no day uses the minutes of another.
    const beyond = new Map<CueId, string>();
    const around = (sound: Counted) => rules.windowsAround(unit, ofClass, sound);
    for (const sounds of byDay.values()) {
      for (const [cueId, rule] of beyondAirTime(sounds, around)) beyond.set(cueId, rule);
      yield;
    }
    return { key, beyond };
  }

  private *changed(
    plans: ReadonlyMap<string, Planned>,
    refused: ReadonlyMap<CueId, readonly Exception[]>,
    rules: Rulebook,
  ): Steps<{ readonly texts: Map<string, string>; readonly found: readonly Shared[] }> {
    const found: Shared[] = [];
    const texts = new Map<string, string>();
    const byEntry = Map.groupBy(refused, ([cueId]) => entryIdOf(cueId));
    for (const id of new Set([...this.texts.keys(), ...byEntry.keys()])) {
      yield;
      const plan = plans.get(id);
      const own = byEntry.get(id);
      const text = plan && own ? JSON.stringify([plan.serial, own.sort(byCue)]) : '';
      if (text !== '') texts.set(id, text);
      if (text === (this.texts.get(id) ?? '') || !plan) continue;
      found.push({ id, occurrences: own ? withRefusals(plan, refused, rules) : null });
    }
    return { texts, found };
  }
}

type Named = readonly [string, Planned];

const NOBODY: ReadonlyMap<string, Named[]> = new Map();

function byCue([a]: readonly [CueId, unknown], [b]: readonly [CueId, unknown]): number {
  return a < b ? -1 : 1;
}

/** The entries that are heard where a unit's rules count for a class, by both. */
function* byBudget(
  plans: ReadonlyMap<string, Planned>,
  rules: Rulebook,
): Steps<ReadonlyMap<string, Named[]>> {
  const concerned = new Map<string, Named[]>();
  for (const named of plans) {
    const names = named[1].aims.flatMap((targets) =>
      BULLETIN_CLASSES.flatMap((ofClass) =>
        [...rules.governanceOf(rules.reachOf(targets), ofClass).keys()].map(
          (unit) => `${unit} ${ofClass}`,
        ),
      ),
    );
    for (const name of new Set(names)) {
      const known = concerned.get(name);
      if (known) known.push(named);
      else concerned.set(name, [named]);
    }
    yield;
  }
  return concerned;
}

function withRefusals(
  { own }: Planned,
  refused: ReadonlyMap<CueId, readonly Exception[]>,
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

/** What sounds of the class where the unit's rules count. */
function soundsOf(plan: Planned, [unit, ofClass]: Sum, rules: Rulebook): Counted[] {
  const sounds: Counted[] = [];
  for (const one of plan.own.values()) {
    if (one.withheld || one.class !== ofClass) continue;
    const units = rules.governanceOf(rules.reachOf(one.targets), ofClass).get(unit) ?? [];
    const isHeard = units.some((each) => !exceptionFor(one.exceptions, rules.lineageOf(each)));
    if (!isHeard) continue;
    const isOverridden = one.itemId !== null && plan.overridden.has(one.itemId);
    const { cueId, startAtUs } = one;
    sounds.push({ cueId, startAtUs, endUs: slotEndUs(one), isOverridden });
  }
  return sounds;
}
