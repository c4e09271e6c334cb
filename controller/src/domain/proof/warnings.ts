import type { Decision, Distribution } from '@loa/protocol/programme';
import type { BulletinId, CueId, NodeId, UnitId } from '@loa/protocol/vocabulary';
import { handDownState } from '../documents/hand-down.ts';
import { aimTextOf, nodesMeant } from '../playout/meant.ts';
import type { Occurrence } from '../playout/occurrence.ts';
import { type CityMap, lineageOf } from '../zoning/city-map.ts';
import { type Collision, collisionsOf } from './collisions.ts';

const HOUR_US = 3_600_000_000;
const DAY_US = 24 * HOUR_US;
/** How far a unit without anything to sound is looked ahead for, and back. */
export const WEEK_US: number = 7 * DAY_US;
/** More are not listed: who reads them cannot do more today. */
export const WARNINGS_MOST = 300;

/** Something to be seen to before it is due. `id` stays the same as long as it is the same matter. */
export type Warning = { readonly id: string; readonly unit: UnitId } & (
  | { readonly kind: 'empty-day' | 'empty-week' }
  | {
      readonly kind: 'empty-session';
      readonly session: string;
      readonly title: string;
      readonly startAtUs: number;
    }
  | {
      readonly kind: 'not-approved';
      readonly bulletinId: BulletinId;
      readonly cueId: CueId;
      readonly title: string;
      readonly startAtUs: number;
    }
  | { readonly kind: 'sound-not-held'; readonly nodeId: NodeId; readonly title: string }
  | { readonly kind: 'undecided'; readonly collision: Collision }
  | { readonly kind: 'unanswered'; readonly count: number }
);

/** A session that is to begin. */
export interface SessionStart {
  readonly session: string;
  readonly unit: UnitId;
  readonly title: string;
  /** `<session>@<local start>`, as its occurrences have it behind the `~`. */
  readonly place: string;
  readonly startAtUs: number;
}

export interface WarningBasis {
  readonly map: CityMap;
  /** From now through a week. */
  readonly ahead: readonly Occurrence[];
  /** The day of a week ago: what sounded then is expected again. */
  readonly weekAgo: readonly Occurrence[];
  /** Of the next day. */
  readonly sessionStarts: readonly SessionStart[];
  /** Units with a session of their own. */
  readonly sessionUnits: ReadonlySet<UnitId>;
  readonly decisions: readonly Decision[];
  readonly distributions: readonly Distribution[];
  /** The civil day of now. */
  readonly today: string;
}

export interface Warned {
  readonly warnings: readonly Warning[];
  /** When time alone changes them next. */
  readonly nextAtUs: number;
}

/** [EXP30] What is to be seen to, from what is planned and known at an instant. */
export function warningsOf(basis: WarningBasis, nowUs: number): Warned {
  // What a person is asked goes first.
  const all = [
    ...undecided(basis, nowUs),
    ...unanswered(basis),
    ...emptyUnits(basis, nowUs),
    ...emptySessions(basis, nowUs),
    ...unapproved(basis, nowUs),
  ];
  return { warnings: all.slice(0, WARNINGS_MOST), nextAtUs: nextChangeUs(basis, nowUs) };
}

/** [EXP31] Units of which nodes were served a week ago, or that have a session, and now have nothing. */
function emptyUnits(basis: WarningBasis, nowUs: number): Warning[] {
  const { map, ahead, weekAgo, sessionUnits } = basis;
  const kept = ahead.filter((one) => isToSound(one) && one.startAtUs > nowUs);
  const inWeek = unitsServed(map, kept);
  const inDay = unitsServed(
    map,
    kept.filter(({ startAtUs }) => startAtUs < nowUs + DAY_US),
  );
  const before = unitsServed(map, weekAgo.filter(isToSound));
  const expected = [...new Set([...before, ...sessionUnits])].sort();
  const inhabited = new Set(
    [...map.nodes.values()].flatMap(({ unitId }) => lineageOf(map, unitId)),
  );
  return expected.flatMap((unit): Warning[] => {
    if (!inhabited.has(unit)) return [];
    if (!inWeek.has(unit)) return [{ id: `empty-week/${unit}`, kind: 'empty-week', unit }];
    if (inDay.has(unit) || !before.has(unit)) return [];
    return [{ id: `empty-day/${unit}`, kind: 'empty-day', unit }];
  });
}

/** [EXP32] Opening and closing alone are no programme. */
function emptySessions({ ahead, sessionStarts }: WarningBasis, nowUs: number): Warning[] {
  const filled = new Set(
    ahead.filter(isToSound).flatMap(({ cueId, itemId }) => {
      const place = cueId.slice(cueId.indexOf('~') + 1).replace(/\.[^.@]*$/, '');
      return place.startsWith(`${itemId}@`) ? [] : [place];
    }),
  );
  return sessionStarts
    .filter(({ startAtUs, place }) => startAtUs > nowUs && !filled.has(place))
    .map(({ session, unit, title, place, startAtUs }) => {
      const about = { session, title, startAtUs };
      return { id: `empty-session/${place}`, kind: 'empty-session', unit, ...about };
    });
}

/** [EXP33] One for each bulletin, at the first of its playings. */
function unapproved({ ahead }: WarningBasis, nowUs: number): Warning[] {
  const first = new Map<BulletinId, Occurrence>();
  for (const one of ahead) {
    if (one.withheld?.why !== 'not-approved') continue;
    if (one.startAtUs <= nowUs || one.startAtUs >= nowUs + DAY_US) continue;
    const known = first.get(one.bulletinId);
    if (!known || one.startAtUs < known.startAtUs) first.set(one.bulletinId, one);
  }
  return [...first.values()].map(({ bulletinId, cueId, title, unitId: unit, startAtUs }) => {
    const about = { bulletinId, cueId, title, startAtUs };
    return { id: `not-approved/${bulletinId}`, kind: 'not-approved', unit, ...about };
  });
}

/** [EXP34] @param nodeIds connected nodes that lack sound due within the hour */
export function soundWarnings(map: CityMap, nodeIds: readonly NodeId[]): Warning[] {
  return nodeIds.slice(0, WARNINGS_MOST).flatMap((nodeId): Warning[] => {
    const node = map.nodes.get(nodeId);
    if (!node) return [];
    const { unitId: unit, name: title } = node;
    return [{ id: `sound-not-held/${nodeId}`, kind: 'sound-not-held', unit, nodeId, title }];
  });
}

/** [EXP35] A reminder until somebody decides. */
function undecided({ map, ahead, decisions }: WarningBasis, nowUs: number): Warning[] {
  return collisionsOf(map, ahead, decisions)
    .filter(({ decision, meetAtUs }) => decision === null && meetAtUs > nowUs)
    .map((collision) => {
      const id = `undecided/${collision.cue}/${collision.against}`;
      return { id, kind: 'undecided', unit: collision.unit, collision };
    });
}

/** [EXP39] One for each unit that has something from above to schedule or to decline. */
function unanswered({ distributions, today }: WarningBasis): Warning[] {
  const waiting = new Map<UnitId, number>();
  for (const one of distributions) {
    for (const unit of one.to) {
      if (handDownState(one, unit, today) !== 'waiting') continue;
      waiting.set(unit, (waiting.get(unit) ?? 0) + 1);
    }
  }
  return [...waiting].map(([unit, count]) => {
    return { id: `unanswered/${unit}`, kind: 'unanswered', unit, count };
  });
}

/** [EXP36] A start comes within a day, or passes. */
function nextChangeUs({ ahead, sessionStarts }: WarningBasis, nowUs: number): number {
  const starts = [...ahead, ...sessionStarts].map(({ startAtUs }) => startAtUs);
  const instants = starts.flatMap((at) => [at, at - DAY_US]).filter((at) => at > nowUs);
  return instants.reduce((least, at) => Math.min(least, at), nowUs + HOUR_US);
}

function isToSound({ withheld, stoppedAtUs, startAtUs }: Occurrence): boolean {
  return withheld === null && (stoppedAtUs === null || stoppedAtUs > startAtUs);
}

/** Units with a node that one of them means, and all above these. */
function unitsServed(map: CityMap, occurrences: readonly Occurrence[]): Set<UnitId> {
  const units = new Set<UnitId>();
  const seen = new Set<string>();
  for (const one of occurrences) {
    const aim = aimTextOf(one);
    if (seen.has(aim)) continue;
    seen.add(aim);
    for (const nodeId of nodesMeant(map, one)) {
      const node = map.nodes.get(nodeId);
      for (const unit of node ? lineageOf(map, node.unitId) : []) units.add(unit);
    }
  }
  return units;
}
