/**
 * Administrative units move: they merge, split, get another name or another parent, from a day on.
 * What has ended stays in the tree with its last day, every node remembers the units it stood in and
 * every unit what it stood below, so that history stays with the unit of its time and what is aimed at a unit that has ended means the
 * nodes that stood in it.
 */
import type { NodeId, UnitId, UnitKind } from '@loa/protocol/vocabulary';
import { type CityMap, type CityNode, isWithin, lineageOf, type Unit } from './city-map.ts';

export interface NewUnit {
  readonly unitId: UnitId;
  readonly kind: UnitKind;
  readonly name: string;
  /** Null is that of what it comes from. */
  readonly parentId: UnitId | null;
}

export type UnitChange =
  | {
      readonly kind: 'merge';
      readonly from: readonly UnitId[];
      /** New, or one that there is, which goes on. */
      readonly into: NewUnit | { readonly unitId: UnitId; readonly name: null };
    }
  | {
      readonly kind: 'split';
      readonly from: UnitId;
      /** Every node and unit that stood right below is in one of them. */
      readonly into: readonly (NewUnit & {
        readonly nodes: readonly NodeId[];
        readonly units: readonly UnitId[];
      })[];
    }
  | { readonly kind: 'rename'; readonly unit: UnitId; readonly name: string }
  | { readonly kind: 're-parent'; readonly unit: UnitId; readonly parent: UnitId };

export interface Reform {
  /** It happens to a city once. */
  readonly reformId: string;
  readonly cityId: UnitId;
  /** First day on which things are so. */
  readonly day: string;
  readonly changes: readonly UnitChange[];
}

export interface ReformFault {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

export type Reformed =
  | { readonly outcome: 'reformed'; readonly map: CityMap }
  | { readonly outcome: 'refused'; readonly faults: readonly ReformFault[] };

/** [DOC30] The city after a reform; its changes follow one another. All of them, or none. */
export function reformed(map: CityMap, reform: Reform): Reformed {
  const draft = new Draft(map, reform.day);
  for (const [index, change] of reform.changes.entries()) {
    const at = (...rest: (string | number)[]) => ['changes', index, ...rest];
    const faults = draft.apply(change).map(({ path, message }) => ({ path: at(...path), message }));
    if (faults.length > 0) return { outcome: 'refused', faults };
  }
  return { outcome: 'reformed', map: draft.map };
}

const fault = (path: ReformFault['path'], message: string): ReformFault => ({ path, message });

class Draft {
  map: CityMap;
  private readonly day: string;

  constructor(map: CityMap, day: string) {
    this.map = map;
    this.day = day;
  }

  apply(change: UnitChange): ReformFault[] {
    switch (change.kind) {
      case 'merge':
        return this.merge(change);
      case 'split':
        return this.split(change);
      case 'rename':
        return this.standing(change.unit, ['unit'], (unit) => {
          this.put({ ...unit, name: change.name });
          return [];
        });
      case 're-parent':
        return this.standing(change.unit, ['unit'], (unit) => this.reParent(unit, change.parent));
    }
  }

  private merge({ from, into }: Extract<UnitChange, { kind: 'merge' }>): ReformFault[] {
    const gone = from.flatMap((id, index) => this.mayEnd(id, ['from', index]));
    if (gone.length > 0) return gone;
    if (from.includes(into.unitId)) return [fault(['into'], 'is one of those that end')];
    const above = from.find((id) => isWithin(this.map, into.unitId, id));
    if (above) return [fault(['into'], `lies below ${above}, which ends; re-parent it before`)];
    const parentId = this.map.units.get(from[0] as UnitId)?.parentId ?? null;
    const made =
      into.name === null ? this.mustStand(into.unitId, ['into']) : this.make(into, parentId);
    if (made.length > 0) return made;
    for (const id of from) {
      this.end(id);
      this.move(id, { nodes: () => into.unitId, units: () => into.unitId });
    }
    return [];
  }

  private split({ from, into }: Extract<UnitChange, { kind: 'split' }>): ReformFault[] {
    const gone = this.mayEnd(from, ['from']);
    if (gone.length > 0) return gone;
    const heirOfNode = new Map(
      into.flatMap(({ unitId, nodes }) => nodes.map((id) => [id, unitId])),
    );
    const heirOfUnit = new Map(
      into.flatMap(({ unitId, units }) => units.map((id) => [id, unitId])),
    );
    const lost = this.unassigned(from, { heirOfNode, heirOfUnit });
    if (lost.length > 0) return lost;
    const parentId = this.map.units.get(from)?.parentId ?? null;
    const made = into.flatMap((heir, index) =>
      this.make(heir, parentId).map(({ message }) => fault(['into', index, 'id'], message)),
    );
    if (made.length > 0) return made;
    this.end(from);
    this.move(from, { nodes: (id) => heirOfNode.get(id), units: (id) => heirOfUnit.get(id) });
    return [];
  }

  private unassigned(
    from: UnitId,
    heirs: {
      readonly heirOfNode: ReadonlyMap<NodeId, UnitId>;
      readonly heirOfUnit: ReadonlyMap<UnitId, UnitId>;
    },
  ): ReformFault[] {
    const nodes = [...this.map.nodes.values()].filter(({ unitId }) => unitId === from);
    const units = [...this.map.units.values()].filter(
      ({ parentId, until }) => parentId === from && until === null,
    );
    return [
      ...nodes.filter(({ nodeId }) => !heirs.heirOfNode.has(nodeId)).map(({ nodeId }) => nodeId),
      ...units.filter(({ unitId }) => !heirs.heirOfUnit.has(unitId)).map(({ unitId }) => unitId),
    ].map((id) => fault(['into'], `${id} of ${from} is in none of them; say which takes it`));
  }

  private reParent(unit: Unit, parent: UnitId): ReformFault[] {
    if (unit.parentId === null) return [fault(['unit'], 'is the city itself, which has no parent')];
    const missing = this.mustStand(parent, ['parent']);
    if (missing.length > 0) return missing;
    if (isWithin(this.map, parent, unit.unitId)) {
      return [fault(['parent'], `${parent} lies below ${unit.unitId}`)];
    }
    this.put(this.below(unit, parent));
    return [];
  }

  private standing(
    unitId: UnitId,
    path: ReformFault['path'],
    act: (unit: Unit) => ReformFault[],
  ): ReformFault[] {
    const unit = this.map.units.get(unitId);
    const missing = this.mustStand(unitId, path);
    return unit && missing.length === 0 ? act(unit) : missing;
  }

  private mustStand(unitId: UnitId, path: ReformFault['path']): ReformFault[] {
    const unit = this.map.units.get(unitId);
    if (!unit) return [fault(path, `there is no unit ${unitId}; mend the id`)];
    if (unit.until === null) return [];
    return [fault(path, `${unitId} has ended on ${unit.until}; name the unit that took its place`)];
  }

  private mayEnd(unitId: UnitId, path: ReformFault['path']): ReformFault[] {
    const missing = this.mustStand(unitId, path);
    if (missing.length > 0) return missing;
    if (unitId === this.map.cityId) {
      return [
        fault(path, `${unitId} is the city itself, whose name all that is signed bears; rename it`),
      ];
    }
    const from = this.map.units.get(unitId)?.from ?? null;
    if (from === null || from < this.day) return [];
    return [fault(path, `${unitId} begins on ${from}; it cannot end on ${this.day}`)];
  }

  private make(made: NewUnit, usualParent: UnitId | null): ReformFault[] {
    const { unitId, kind, name } = made;
    if (this.map.units.has(unitId)) {
      return [fault(['into'], `there is a unit ${unitId} already; choose another id`)];
    }
    const parentId = made.parentId ?? usualParent;
    if (parentId === null || lineageOf(this.map, parentId).at(-1) !== this.map.cityId) {
      return [fault(['into'], `${unitId} is not below the city; give its parent`)];
    }
    this.put({ unitId, kind, name, parentId, from: this.day, until: null, place: null });
    return [];
  }

  private put(unit: Unit): void {
    this.map = { ...this.map, units: new Map([...this.map.units, [unit.unitId, unit]]) };
  }

  /** The unit under another parent; it remembers the one it had the day before. */
  private below(unit: Unit, parent: UnitId): Unit {
    const { parentId, formerParents = [] } = unit;
    if (parentId === null || parentId === parent) return unit;
    const isOfToday = formerParents[0]?.until === this.day;
    const stood = { parentId, until: this.day };
    const former = isOfToday ? formerParents : [stood, ...formerParents];
    return { ...unit, parentId: parent, formerParents: former };
  }

  private end(unitId: UnitId): void {
    const unit = this.map.units.get(unitId);
    if (unit) this.put({ ...unit, until: this.day });
  }

  /** What stood in a unit goes to its heirs; every node below remembers that it stood there. */
  private move(
    from: UnitId,
    heirs: {
      nodes(nodeId: NodeId): UnitId | undefined;
      units(unitId: UnitId): UnitId | undefined;
    },
  ): void {
    const { map } = this;
    const remember = (node: CityNode): CityNode => {
      if (!isWithin(map, node.unitId, from)) return node;
      const unitId = node.unitId === from ? (heirs.nodes(node.nodeId) ?? from) : node.unitId;
      return { ...node, unitId, formerUnits: [from, ...(node.formerUnits ?? [])] };
    };
    const adopt = (unit: Unit): Unit => {
      if (unit.parentId !== from || unit.until !== null) return unit;
      return this.below(unit, heirs.units(unit.unitId) ?? from);
    };
    this.map = {
      ...map,
      nodes: new Map([...map.nodes].map(([id, node]) => [id, remember(node)])),
      units: new Map([...map.units].map(([id, unit]) => [id, adopt(unit)])),
    };
  }
}
