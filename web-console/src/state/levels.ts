/** How loud each class is through the day, by the volume rules that hold in a unit. */
import type { Unit } from '@loa/protocol/console-api';
import type { VolumeRule } from '@loa/protocol/programme';
import { BULLETIN_CLASSES, type BulletinClass } from '@loa/protocol/vocabulary';
import { lineOf } from './unit-line.ts';

export interface LevelRow {
  /** `HH:MM`; the last row of a day ends at 24:00. */
  readonly from: string;
  readonly to: string;
  /** dB over a node's own volume; 0 is as usual. */
  readonly gainsDb: Readonly<Record<BulletinClass, number>>;
}

export interface Levels {
  readonly rows: readonly LevelRow[];
  /** Other rules are for some nodes of the unit only. */
  readonly hasSome: boolean;
}

/** The farthest unit's rules first, then by id: the last that fits counts, as on a node. */
export function levelsIn(
  units: readonly Unit[],
  unitId: string,
  volumes: readonly VolumeRule[],
): Levels {
  const line = lineOf(units, unitId).map((unit) => unit.unitId as string);
  const near = volumes
    .filter(({ unit }) => line.includes(unit))
    .sort((a, b) => line.indexOf(b.unit) - line.indexOf(a.unit) || (a.id < b.id ? -1 : 1));
  const isForAll = ({ units: aimed, zones, nodes }: VolumeRule['targets']) =>
    aimed.some((id) => line.includes(id)) || aimed.length + zones.length + nodes.length === 0;
  const whole = near.filter(({ targets }) => isForAll(targets));
  const isSome = ({ unit, targets }: VolumeRule) =>
    unit === unitId || targets.zones.length + targets.nodes.length > 0;
  return {
    rows: rowsOf(whole),
    hasSome: near.some((rule) => !whole.includes(rule) && isSome(rule)),
  };
}

function rowsOf(rules: readonly VolumeRule[]): LevelRow[] {
  const edges = [...new Set(['00:00', ...rules.flatMap(({ from, to }) => [from, to])])]
    .filter((time) => time !== '24:00')
    .sort();
  const rows = edges.map((from, index): LevelRow => {
    const entries = BULLETIN_CLASSES.map((of) => [of, gainDbAt(rules, of, from)]);
    return { from, to: edges[index + 1] ?? '24:00', gainsDb: Object.fromEntries(entries) };
  });
  const joined: LevelRow[] = [];
  for (const row of rows) {
    const last = joined.at(-1);
    if (last !== undefined && isSame(last, row))
      joined[joined.length - 1] = { ...last, to: row.to };
    else joined.push(row);
  }
  return joined;
}

function gainDbAt(rules: readonly VolumeRule[], of: BulletinClass, time: string): number {
  return rules.findLast((rule) => rule.classes.includes(of) && holdsAt(rule, time))?.gainDb ?? 0;
}

function holdsAt({ from, to }: VolumeRule, time: string): boolean {
  return from < to ? from <= time && time < to : from <= time || time < to;
}

function isSame(a: LevelRow, b: LevelRow): boolean {
  return BULLETIN_CLASSES.every((of) => a.gainsDb[of] === b.gainsDb[of]);
}
