import { type Layout, layOut } from '@loa/protocol/playout';
import type { CueId, ItemId, NodeId, UnitId, WithheldReason } from '@loa/protocol/vocabulary';
import { audiencesOf } from '../playout/audiences.ts';
import { cueOf } from '../playout/cue-of.ts';
import type { AimId } from '../playout/day-plans.ts';
import { aimOfText, aimTextOf } from '../playout/meant.ts';
import type { Occurrence } from '../playout/occurrence.ts';
import type { CityMap } from '../zoning/city-map.ts';

/** What the plan makes of a playing somewhere. `absent`: it is not planned there at all. */
export type Fortune =
  | 'plays'
  | 'late'
  | 'interrupted' // and heard to its end
  | 'cut'
  | 'crowded-out'
  | 'withheld'
  | 'absent';

/** A playing of the draft itself. */
export interface OwnEffect {
  readonly cueId: CueId;
  readonly title: string;
  readonly startAtUs: number;
  readonly fortune: Fortune;
  /** What is in its way. */
  readonly by: CueId | null;
  readonly withheld: WithheldReason | null;
  readonly document: string | null;
  readonly nodes: number;
}

/** What becomes different for a playing of another item. */
export interface OtherEffect {
  readonly cueId: CueId;
  readonly title: string;
  readonly unit: UnitId;
  readonly startAtUs: number;
  readonly before: Fortune;
  readonly after: Fortune;
  readonly by: CueId | null;
  readonly nodes: number;
}

export interface Effects {
  readonly own: readonly OwnEffect[];
  readonly others: readonly OtherEffect[];
}

interface Fated {
  readonly fortune: Fortune;
  readonly by: CueId | null;
}

const ABSENT: Fated = { fortune: 'absent', by: null };
const WITHHELD: Fated = { fortune: 'withheld', by: null };

/**
 * [EXP22] What a change of the plan makes of an item's own playings and of all others: both plans are
 * laid out once for all nodes that have the same of them, without how neighbours are set off.
 */
export function effectsOf(
  map: CityMap,
  plans: { readonly before: readonly Occurrence[]; readonly after: readonly Occurrence[] },
  item: ItemId,
): Effects {
  const before = planOf(plans.before);
  const after = planOf(plans.after);
  const own = new Map<string, OwnEffect>();
  const others = new Map<string, OtherEffect>();
  for (const audience of audiencesOf(map, aimsOf([before, after]))) {
    const was = layOutFor(before, audience.aims);
    const is = layOutFor(after, audience.aims);
    for (const [cueId, fated] of is) noteOwn(own, { item, cueId, fated, after, audience });
    for (const cueId of new Set([...was.keys(), ...is.keys()])) {
      const one = (after.byId.get(cueId) ?? before.byId.get(cueId)) as Occurrence;
      if (one.itemId === item) continue;
      noteOther(others, one, {
        before: was.get(cueId) ?? lackOf(before.byId.get(cueId)),
        after: is.get(cueId) ?? lackOf(after.byId.get(cueId)),
        nodes: audience.nodeIds.length,
      });
    }
  }
  for (const one of plans.after) {
    if (one.itemId === item && one.withheld) own.set(one.cueId, keptOf(one));
  }
  return { own: sorted(own), others: sorted(others) };
}

interface Plan {
  readonly byId: ReadonlyMap<CueId, Occurrence>;
  readonly byAim: ReadonlyMap<string, readonly Occurrence[]>;
  ids: ReadonlyMap<AimId, string>;
}

function planOf(occurrences: readonly Occurrence[]): Plan {
  const kept = occurrences.filter(({ withheld }) => withheld === null);
  return {
    byId: new Map(occurrences.map((one) => [one.cueId, one])),
    byAim: Map.groupBy(kept, aimTextOf),
    ids: new Map(),
  };
}

/** Every aim of both plans, under a number that both go by. */
function aimsOf(plans: readonly Plan[]) {
  const texts = [...new Set(plans.flatMap(({ byAim }) => [...byAim.keys()]))];
  const ids = new Map(texts.map((text, id) => [id as AimId, text]));
  for (const plan of plans) plan.ids = ids;
  return texts.map((text, id) => [id as AimId, aimOfText(text)] as const);
}

function layOutFor({ byAim, ids }: Plan, aims: readonly AimId[]): Map<CueId, Fated> {
  const own = aims.flatMap((aim) => byAim.get(ids.get(aim) ?? '') ?? []);
  const stops = own.flatMap(({ cueId, stoppedAtUs: atUs }) =>
    atUs === null ? [] : [{ atUs, what: { kind: 'cues' as const, cueIds: [cueId] } }],
  );
  const layout = layOut(own.map(cueOf), stops);
  const segments = Map.groupBy(layout.segments, ({ cue }) => cue.cueId);
  return new Map(own.map((one) => [one.cueId, fateOf(one, layout, segments.get(one.cueId) ?? [])]));
}

function fateOf(one: Occurrence, layout: Layout, stretches: Layout['segments']): Fated {
  const fate = layout.fates.get(one.cueId);
  const [first] = stretches;
  if (!fate || !first) return { fortune: 'crowded-out', by: fate?.cutBy ?? null };
  if (fate.outcome === 'part') return { fortune: 'cut', by: fate.cutBy };
  if (stretches.length > 1) return { fortune: 'interrupted', by: holderAt(layout, first.toUs) };
  if (first.fromUs > one.startAtUs) {
    return { fortune: 'late', by: holderAt(layout, one.startAtUs) };
  }
  return { fortune: 'plays', by: null };
}

/** What nodes do not have of a playing that is planned is kept from them. */
function lackOf(one: Occurrence | undefined): Fated {
  return one && (one.withheld || one.exceptions.length > 0) ? WITHHELD : ABSENT;
}

function holderAt({ segments }: Layout, atUs: number): CueId | null {
  const holder = segments.find(({ fromUs, toUs }) => fromUs <= atUs && atUs < toUs);
  return holder?.cue.cueId ?? null;
}

function noteOwn(
  own: Map<string, OwnEffect>,
  found: {
    readonly item: ItemId;
    readonly cueId: CueId;
    readonly fated: Fated;
    readonly after: Plan;
    readonly audience: { readonly nodeIds: readonly NodeId[] };
  },
): void {
  const { cueId, fated, after, audience } = found;
  const one = after.byId.get(cueId);
  if (one?.itemId !== found.item) return;
  const key = `${cueId} ${fated.fortune} ${fated.by}`;
  const nodes = (own.get(key)?.nodes ?? 0) + audience.nodeIds.length;
  const { title, startAtUs } = one;
  own.set(key, { cueId, title, startAtUs, ...fated, withheld: null, document: null, nodes });
}

function keptOf({ cueId, title, startAtUs, withheld }: Occurrence): OwnEffect {
  const { why, rule } = withheld ?? { why: null, rule: null };
  return { cueId, title, startAtUs, ...WITHHELD, withheld: why, document: rule, nodes: 0 };
}

function noteOther(
  others: Map<string, OtherEffect>,
  one: Occurrence,
  change: { readonly before: Fated; readonly after: Fated; readonly nodes: number },
): void {
  const { cueId, title, unitId: unit, startAtUs } = one;
  const { after } = change;
  const { fortune: before } = change.before;
  if (before === after.fortune) return;
  const key = `${cueId} ${before} ${after.fortune} ${after.by}`;
  const nodes = (others.get(key)?.nodes ?? 0) + change.nodes;
  const { fortune, by } = after;
  others.set(key, { cueId, title, unit, startAtUs, before, after: fortune, by, nodes });
}

function sorted<One extends OwnEffect | OtherEffect>(found: ReadonlyMap<string, One>): One[] {
  return [...found.values()].sort(
    (a, b) => a.startAtUs - b.startAtUs || (a.cueId < b.cueId ? -1 : a.cueId > b.cueId ? 1 : 0),
  );
}
