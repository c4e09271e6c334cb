/** Who may reach what: units with all below them, and the nodes that targets come to. */
import type {
  Broadcast,
  Bulletin,
  City,
  Me,
  NodeStatus,
  Unit,
  Zone,
} from '@loa/protocol/console-api';
import type { Targets } from '@loa/protocol/playout';
import type { AirRule } from '@loa/protocol/programme';

/** A unit and everything below it. */
export function unitsWithin(units: readonly Unit[], rootId: string): ReadonlySet<string> {
  const within = new Set([rootId]);
  let grown = true;
  while (grown) {
    grown = false;
    for (const unit of units) {
      if (unit.parentId !== null && within.has(unit.parentId) && !within.has(unit.unitId)) {
        within.add(unit.unitId);
        grown = true;
      }
    }
  }
  return within;
}

/** The nodes that a broadcast to `targets` reaches, each once. */
export function nodesOfTargets(
  targets: Targets,
  city: City,
  nodes: readonly NodeStatus[],
): readonly NodeStatus[] {
  const units = new Set(targets.units.flatMap((id) => [...unitsWithin(city.units, id)]));
  const ids = new Set<string>(targets.nodes);
  for (const zone of city.zones) {
    if (targets.zones.includes(zone.zoneId)) for (const id of zone.nodeIds) ids.add(id);
  }
  return nodes.filter((node) => units.has(node.unitId) || ids.has(node.nodeId));
}

/** What a person may aim at: their own unit and what is below it. */
export interface Scope {
  readonly units: readonly Unit[];
  /** Only zones that lie wholly inside. */
  readonly zones: readonly Zone[];
  readonly nodes: readonly NodeStatus[];
}

export function scopeOf(me: Me, city: City, nodes: readonly NodeStatus[]): Scope {
  const within = unitsWithin(city.units, me.unitId);
  const own = nodes.filter((node) => within.has(node.unitId));
  const ownIds = new Set<string>(own.map((node) => node.nodeId));
  return {
    units: city.units.filter((unit) => within.has(unit.unitId)),
    zones: city.zones.filter(
      (zone) => zone.nodeIds.length > 0 && zone.nodeIds.every((id) => ownIds.has(id)),
    ),
    nodes: own,
  };
}

export function mayBroadcast(me: Me): boolean {
  return me.role === 'broadcaster' || me.role === 'culture-office';
}

/** Set rules, suspensions, volumes and relays: the culture office alone. */
export function mayRule(me: Me): boolean {
  return me.role === 'culture-office';
}

/** The same of a document that belongs to a unit. */
export function mayRuleOver(me: Me, city: City, unitId: string): boolean {
  return mayRule(me) && unitsWithin(city.units, me.unitId).has(unitId);
}

/** Bulletins to the units below. */
export function mayHandDown(me: Me): boolean {
  return me.role === 'culture-office';
}

export function mayEnrol(me: Me): boolean {
  return me.role === 'technician' || me.role === 'admin';
}

/** Rename or delete: what one's own unit, or one below it, made. */
export function mayChangeBulletin(me: Me, bulletin: Bulletin, city: City): boolean {
  return mayBroadcast(me) && unitsWithin(city.units, me.unitId).has(bulletin.unitId);
}

/**
 * A person may stop what sounds on nodes of their own scope only. A ward sees its own nodes alone:
 * where a broadcast has more than those, it is somebody else's too.
 */
export function mayStop(
  world: { readonly me: Me; readonly city: City; readonly nodes: readonly NodeStatus[] },
  broadcast: Broadcast,
): boolean {
  const { me, city, nodes } = world;
  if (!mayBroadcast(me)) return false;
  const own = nodesOfTargets(broadcast.targets, city, scopeOf(me, city, nodes).nodes);
  return own.length > 0 && own.length >= broadcast.counts.nodes;
}

/** The first rule of the hours above or below a unit that a person may not pass; null is none. */
export function overrideDenied(
  world: { readonly me: Me; readonly units: readonly Unit[]; readonly rules: readonly AirRule[] },
  unitId: string,
): AirRule | null {
  const { me, units, rules } = world;
  const below = unitsWithin(units, unitId);
  const isOf = ({ unit }: AirRule): boolean =>
    below.has(unit) || unitsWithin(units, unit).has(unitId);
  return rules.find((rule) => isOf(rule) && !rule.overridableBy.includes(me.role)) ?? null;
}

/** Units with each below its parent, and how deep it stands below the first. */
export function unitsInTreeOrder(
  units: readonly Unit[],
): readonly { readonly unit: Unit; readonly depth: number }[] {
  const ids = new Set<string>(units.map((unit) => unit.unitId));
  const below = (parentId: string | null, depth: number): { unit: Unit; depth: number }[] =>
    units
      .filter((unit) => {
        const parent = unit.parentId !== null && ids.has(unit.parentId) ? unit.parentId : null;
        return parent === parentId;
      })
      .sort((a, b) => a.name.localeCompare(b.name, 'vi'))
      .flatMap((unit) => [{ unit, depth }, ...below(unit.unitId, depth + 1)]);
  return below(null, 0);
}
