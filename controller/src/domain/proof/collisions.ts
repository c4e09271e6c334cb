import { compareOrder, slotEndUs } from '@loa/protocol/playout';
import type { Decision } from '@loa/protocol/programme';
import type { CueId, NodeId, UnitId } from '@loa/protocol/vocabulary';
import { aimTextOf, nodesMeant } from '../playout/meant.ts';
import type { Occurrence } from '../playout/occurrence.ts';
import { type CityMap, isWithin } from '../zoning/city-map.ts';

/** Two priority items that meet: whose user is to decide, and how it stands. */
export interface Collision {
  /** The two starts, the unit's own first. */
  readonly cue: CueId;
  readonly against: CueId;
  /** Whose user decides. */
  readonly unit: UnitId;
  readonly title: string;
  readonly againstTitle: string;
  /** When they meet first. */
  readonly meetAtUs: number;
  /** Where they do. */
  readonly nodeIds: readonly NodeId[];
  /** What goes first as it stands. */
  readonly first: CueId;
  /** The decision that made it so; null where nobody has decided. */
  readonly decision: string | null;
}

/** More are not looked for: each is to be decided by a person. */
export const COLLISIONS_MOST = 200;

/**
 * [EXP20] Pairs of priority items of the calendar that want the same node at the same time (Thông tư
 * 39/2020: the ward's user decides their order). One for two starts, however many of their parts meet.
 *
 * @param occurrences any, in any order
 */
export function collisionsOf(
  map: CityMap,
  occurrences: readonly Occurrence[],
  decisions: readonly Decision[],
): Collision[] {
  const aimOf = createAims(map);
  const byStart = occurrences.filter(isConcerned).sort(compareStart);
  const found = new Map<string, Collision>();
  let around: Aimed[] = [];
  for (const one of byStart) {
    const aim = aimOf(one);
    around = around.filter((other) => slotEndUs(other.one) > one.startAtUs);
    for (const { one: other, aim: otherAim } of around) {
      if (other.itemId === one.itemId) continue;
      const nodeIds = meeting(aim, otherAim);
      if (nodeIds.length === 0) continue;
      const key = [startOf(one.cueId), startOf(other.cueId)].sort().join(' ');
      if (found.has(key)) continue;
      found.set(key, collisionOf(map, [one, other], { nodeIds, decisions }));
      if (found.size >= COLLISIONS_MOST) return [...found.values()];
    }
    around.push({ one, aim });
  }
  return [...found.values()];
}

function isConcerned(one: Occurrence): boolean {
  return (
    one.class === 'priority' &&
    one.source === 'scheduled' &&
    one.origin === 'calendar' &&
    one.withheld === null &&
    one.stoppedAtUs === null
  );
}

function collisionOf(
  map: CityMap,
  [later, earlier]: readonly [Occurrence, Occurrence],
  rest: { readonly nodeIds: readonly NodeId[]; readonly decisions: readonly Decision[] },
): Collision {
  const first = compareOrder(later, earlier) > 0 ? later : earlier;
  const own = ownOf(map, [later, earlier], first);
  const other = own === later ? earlier : later;
  const cue = startOf(own.cueId);
  const against = startOf(other.cueId);
  const starts = [cue, against];
  const decision = rest.decisions.find(
    (one) => starts.includes(startOf(one.cue)) && starts.includes(startOf(one.against)),
  );
  return {
    cue,
    against,
    unit: own.unitId,
    title: own.title,
    againstTitle: other.title,
    meetAtUs: later.startAtUs,
    nodeIds: rest.nodeIds,
    first: startOf(first.cueId),
    decision: decision?.id ?? null,
  };
}

/** [EXP21] That of the lower unit; of one unit, or of two beside each other, the one that gives way. */
function ownOf(
  map: CityMap,
  [one, other]: readonly [Occurrence, Occurrence],
  first: Occurrence,
): Occurrence {
  if (one.unitId !== other.unitId) {
    if (isWithin(map, one.unitId, other.unitId)) return one;
    if (isWithin(map, other.unitId, one.unitId)) return other;
  }
  return first === one ? other : one;
}

function compareStart(a: Occurrence, b: Occurrence): number {
  return a.startAtUs - b.startAtUs || (a.cueId < b.cueId ? -1 : a.cueId > b.cueId ? 1 : 0);
}

/** The identity of a start: that of its first bulletin. */
function startOf(cueId: CueId): CueId {
  return cueId.replace(/\.[^.@]*$/, '') as CueId;
}

/** What many occurrences are aimed at, and where that meets other aims, found once for each two. */
interface Aim {
  readonly nodeIds: ReadonlySet<NodeId>;
  readonly met: Map<Aim, readonly NodeId[]>;
}

interface Aimed {
  readonly one: Occurrence;
  readonly aim: Aim;
}

function createAims(map: CityMap): (one: Occurrence) => Aim {
  const known = new Map<string, Aim>();
  return (one) => {
    const key = aimTextOf(one);
    const aim = known.get(key) ?? { nodeIds: new Set(nodesMeant(map, one)), met: new Map() };
    known.set(key, aim);
    return aim;
  };
}

function meeting(one: Aim, other: Aim): readonly NodeId[] {
  const known = one.met.get(other);
  if (known) return known;
  const nodeIds = [...one.nodeIds].filter((nodeId) => other.nodeIds.has(nodeId));
  one.met.set(other, nodeIds);
  return nodeIds;
}
