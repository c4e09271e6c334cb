import type { NodePlacement, StandingSettings, Targets } from '@loa/protocol/playout';
import type { NodeId, SiteId, UnitId, UnitKind, ZoneId } from '@loa/protocol/vocabulary';

export interface Place {
  readonly latitude: number;
  readonly longitude: number;
}

/** An administrative unit. `from` (first day) and `until` (first day no more) are civil dates. */
export interface Unit {
  readonly unitId: UnitId;
  readonly kind: UnitKind;
  readonly name: string;
  readonly parentId: UnitId | null;
  /** Below what it stood before, from the latest to the first; nothing unless given. */
  readonly formerParents?: readonly FormerParent[];
  readonly from: string | null;
  readonly until: string | null;
  readonly place: Place | null;
}

/** `until` is the first day on which a unit stood below another. */
export interface FormerParent {
  readonly parentId: UnitId;
  readonly until: string;
}

/** A speaker cluster as it is planned: where it stands and how it sounds. */
export interface CityNode {
  readonly nodeId: NodeId;
  readonly name: string;
  readonly unitId: UnitId;
  /** Units that have ended, in which it stood on their last day; none unless given. */
  readonly formerUnits?: readonly UnitId[];
  readonly place: Place | null;
  /** The local network it shares with others; null where it shares none. */
  readonly siteId: SiteId | null;
  /** As declared; how it is to sound is {@link settingsOf}. */
  readonly settings: Omit<StandingSettings, 'stagger'>;
  /** What a technician set on the spot; null is as declared. */
  readonly tuning: { readonly gainDb: number | null; readonly trimUs: number | null };
}

/** Nothing was set on the spot. */
export const UNTUNED: CityNode['tuning'] = { gainDb: null, trimUs: null };

/**
 * Which nodes of a zone hear each other. Inside a group they sound in step; the groups are delayed
 * against each other, or sound prepared bulletins one after the other. A node is in one group of
 * all zones at most.
 */
export type Acoustic =
  | {
      readonly kind: 'delay';
      readonly groups: readonly { readonly nodeIds: readonly NodeId[]; readonly delayUs: number }[];
    }
  | {
      readonly kind: 'waves';
      readonly gapUs: number;
      readonly groups: readonly { readonly nodeIds: readonly NodeId[] }[];
    };

export interface Zone {
  readonly zoneId: ZoneId;
  readonly name: string;
  readonly nodeIds: readonly NodeId[];
  readonly acoustic: Acoustic | null;
}

/** The city as planning and permissions see it. */
export interface CityMap {
  readonly cityId: UnitId;
  /** IANA name of the zone of its civil time. */
  readonly timeZone: string;
  readonly units: ReadonlyMap<UnitId, Unit>;
  readonly nodes: ReadonlyMap<NodeId, CityNode>;
  readonly zones: ReadonlyMap<ZoneId, Zone>;
}

/** More levels than any country has; a longer chain is a cycle. */
const DEEPEST_UNIT = 16;

/** The unit and every unit above it, nearest first; empty when it is unknown. */
export function lineageOf(map: CityMap, unitId: UnitId): UnitId[] {
  const lineage: UnitId[] = [];
  let next: UnitId | null = unitId;
  while (next !== null && lineage.length < DEEPEST_UNIT) {
    const unit: Unit | undefined = map.units.get(next);
    if (!unit) break;
    lineage.push(unit.unitId);
    next = unit.parentId;
  }
  return lineage;
}

/** Whether `unitId` is `ancestor` or lies below it. */
export function isWithin(map: CityMap, unitId: UnitId, ancestor: UnitId): boolean {
  return lineageOf(map, unitId).includes(ancestor);
}

/** Where a node stands, for `addresses` and `coverageGap`. */
export function placementOf(map: CityMap, node: CityNode): NodePlacement {
  return {
    nodeId: node.nodeId,
    units: standingsOf(map, node),
    zones: zonesByNode(map).get(node.nodeId) ?? [],
  };
}

/** What the wire takes of a node's units: of more, the units that ended longest ago are left out. */
const MOST_STANDINGS = 16;

/**
 * [CAL99] The units by which a node is meant: its own and all above it, and those that have ended in
 * which it stood, with what has ended above them.
 *
 * @param node with its former units from the latest to the first
 */
function standingsOf(map: CityMap, { unitId, formerUnits = [] }: CityNode): UnitId[] {
  const own = lineageOf(map, unitId);
  if (formerUnits.length === 0) return own;
  const ended = formerUnits
    .flatMap((former) => lineageOf(map, former))
    .filter((former) => map.units.get(former)?.until != null);
  return [...new Set([...own, ...ended])].slice(0, MOST_STANDINGS);
}

const memberships = new WeakMap<CityMap, ReadonlyMap<NodeId, readonly ZoneId[]>>();

/** A map never changes, so its zones are turned round once: every order asks for every node. */
function zonesByNode(map: CityMap): ReadonlyMap<NodeId, readonly ZoneId[]> {
  const known = memberships.get(map);
  if (known) return known;
  const zones = new Map<NodeId, ZoneId[]>();
  for (const { zoneId, nodeIds } of [...map.zones.values()].sort(byId)) {
    for (const nodeId of new Set(nodeIds)) {
      const own = zones.get(nodeId);
      if (own) own.push(zoneId);
      else zones.set(nodeId, [zoneId]);
    }
  }
  memberships.set(map, zones);
  return zones;
}

function byId(a: Zone, b: Zone): number {
  return a.zoneId < b.zoneId ? -1 : 1;
}

/** The nodes that targets mean, sorted by id. Unknown units, zones and nodes mean nobody. */
export function resolveTargets(map: CityMap, targets: Targets): NodeId[] {
  const found = new Set<NodeId>(targets.nodes.filter((nodeId) => map.nodes.has(nodeId)));
  for (const zoneId of targets.zones) {
    for (const nodeId of map.zones.get(zoneId)?.nodeIds ?? []) {
      if (map.nodes.has(nodeId)) found.add(nodeId);
    }
  }
  for (const unitId of targets.units) {
    for (const nodeId of nodesByUnit(map).get(unitId) ?? []) found.add(nodeId);
  }
  return [...found].sort();
}

const inhabitants = new WeakMap<CityMap, ReadonlyMap<UnitId, readonly NodeId[]>>();

/** The nodes of each unit and of all below it, those that have ended among them, turned round once a map. */
function nodesByUnit(map: CityMap): ReadonlyMap<UnitId, readonly NodeId[]> {
  const known = inhabitants.get(map);
  if (known) return known;
  const nodes = new Map<UnitId, NodeId[]>();
  const lineages = new Map<UnitId, readonly UnitId[]>();
  const standings = (node: CityNode): readonly UnitId[] => {
    if (node.formerUnits !== undefined) return standingsOf(map, node);
    const known = lineages.get(node.unitId) ?? lineageOf(map, node.unitId);
    lineages.set(node.unitId, known);
    return known;
  };
  for (const node of map.nodes.values()) {
    const { nodeId } = node;
    for (const within of standings(node)) {
      const own = nodes.get(within);
      if (own) own.push(nodeId);
      else nodes.set(within, [nodeId]);
    }
  }
  inhabitants.set(map, nodes);
  return nodes;
}
