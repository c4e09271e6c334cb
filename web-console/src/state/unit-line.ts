import type { Unit } from '@loa/protocol/console-api';

/** A unit and those above it, nearest first. */
export function lineOf(units: readonly Unit[], unitId: string): readonly Unit[] {
  const line: Unit[] = [];
  let next: string | null = unitId;
  while (next !== null && line.length < units.length) {
    const unit: Unit | undefined = units.find((one) => one.unitId === next);
    if (unit === undefined) break;
    line.push(unit);
    next = unit.parentId;
  }
  return line;
}
