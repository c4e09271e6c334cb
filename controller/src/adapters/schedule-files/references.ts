import type { ScheduleFile } from '@loa/protocol/schedule-file';
import { LIMITS } from '@loa/protocol/vocabulary';
import { isCivilTime, isTimeZone } from '../../domain/calendar/civil-time.ts';
import { firstStart } from '../../domain/calendar/occurrences.ts';
import { parseRule } from '../../domain/calendar/rule.ts';
import type { Fault } from './shape.ts';

/** Levels from the city down, the city included (protocol/signed). */
const DEEPEST_UNIT = 16;
/** Zones that one node may be in (protocol/signed). */
const ZONES_PER_NODE = 32;
/** Bytes of an authorisation that its targets may take; the rest is its other fields. */
const TARGET_BYTES = LIMITS.authorisationBytes - 700;

interface Known {
  readonly units: ReadonlySet<string>;
  readonly nodes: ReadonlySet<string>;
  readonly zones: ReadonlySet<string>;
  readonly bulletins: ReadonlySet<string>;
}

/** [CAL20] Everything that a well formed file may still have wrong, in order of the file. */
export function checkReferences(file: ScheduleFile): Fault[] {
  const { nodes = [], zones = [], bulletins = [], programme = [] } = file;
  const idsOf = (list: readonly { readonly id: string }[]) => new Set(list.map(({ id }) => id));
  const known: Known = {
    units: idsOf(file.units),
    nodes: idsOf(nodes),
    zones: idsOf(zones),
    bulletins: idsOf(bulletins),
  };
  return [
    ...checkCity(file, known),
    ...duplicates('units', file.units),
    ...checkUnits(file),
    ...duplicates('nodes', nodes),
    ...nodes.flatMap(({ unit }, index) =>
      missing(known.units, 'unit', [unit], () => ['nodes', index, 'unit']),
    ),
    ...duplicates('zones', zones),
    ...zones.flatMap(({ nodes: ids }, index) =>
      missing(known.nodes, 'node', ids, (at) => ['zones', index, 'nodes', at]),
    ),
    ...crowdedNodes(zones),
    ...checkGroups(zones),
    ...duplicates('bulletins', bulletins),
    ...bulletins.flatMap(({ unit }, index) =>
      missing(known.units, 'unit', unit === undefined ? [] : [unit], () => [
        'bulletins',
        index,
        'unit',
      ]),
    ),
    ...duplicates('programme', programme),
    ...programme.flatMap((item, index) => checkItem(item, ['programme', index], known)),
  ];
}

type FilePath = (string | number)[];

function duplicates(list: string, entries: readonly { readonly id: string }[]): Fault[] {
  const seen = new Set<string>();
  return entries.flatMap(({ id }, index) => {
    if (!seen.has(id)) {
      seen.add(id);
      return [];
    }
    return [{ path: [list, index, 'id'], message: `${id} stands twice; give each its own id` }];
  });
}

function missing(
  known: ReadonlySet<string>,
  what: string,
  ...[ids, pathOf]: [readonly string[], (index: number) => FilePath]
): Fault[] {
  return ids.flatMap((id, index) =>
    known.has(id)
      ? []
      : [{ path: pathOf(index), message: `there is no ${what} ${id}; declare it or mend the id` }],
  );
}

function checkCity({ city, units }: ScheduleFile, known: Known): Fault[] {
  const faults = missing(known.units, 'unit', [city.unit], () => ['city', 'unit']);
  const top = units.find(({ id }) => id === city.unit);
  if (top?.parent !== undefined) {
    faults.push({
      path: ['city', 'unit'],
      message: `${city.unit} has a parent; name the top unit`,
    });
  }
  if (!isTimeZone(city.timeZone)) {
    faults.push({
      path: ['city', 'timeZone'],
      message: `${city.timeZone} is not an IANA time zone, e.g. Asia/Ho_Chi_Minh`,
    });
  }
  return faults;
}

function checkUnits({ city, units }: ScheduleFile): Fault[] {
  const parentOf = new Map(
    units.map(({ id, parent }) => [id as string, parent as string | undefined]),
  );
  return units.flatMap((unit, index) => {
    const path: FilePath = ['units', index];
    return [
      ...civil([...path, 'from'], unit.from),
      ...civil([...path, 'until'], unit.until),
      ...(unit.from !== undefined && unit.until !== undefined && unit.until <= unit.from
        ? [{ path: [...path, 'until'], message: `must be after from (${unit.from})` }]
        : []),
      ...checkAncestry(unit.id, { top: city.unit, parentOf, path }),
    ];
  });
}

function checkAncestry(
  id: string,
  tree: {
    readonly top: string;
    readonly parentOf: ReadonlyMap<string, string | undefined>;
    readonly path: FilePath;
  },
): Fault[] {
  const path = [...tree.path, 'parent'];
  const line = [id];
  for (let next = tree.parentOf.get(id); next !== undefined; next = tree.parentOf.get(next)) {
    if (!tree.parentOf.has(next)) {
      const isOwn = line.length === 1;
      return isOwn
        ? [{ path, message: `there is no unit ${next}; declare it or mend the id` }]
        : [];
    }
    if (line.includes(next)) {
      const isInCycle = next === id;
      return isInCycle
        ? [{ path, message: `the units go round: ${[...line, next].join(' → ')}` }]
        : [];
    }
    line.push(next);
  }
  if (line.length > DEEPEST_UNIT) {
    return [{ path, message: `${line.length} levels deep; at most ${DEEPEST_UNIT}` }];
  }
  if (line.at(-1) !== tree.top) {
    return [{ path, message: `${id} is not below the city's unit ${tree.top}; give its parent` }];
  }
  return [];
}

function crowdedNodes(zones: NonNullable<ScheduleFile['zones']>): Fault[] {
  const counts = new Map<string, number>();
  return zones.flatMap(({ nodes }, index) =>
    nodes.flatMap((id, at) => {
      const count = (counts.get(id) ?? 0) + 1;
      counts.set(id, count);
      if (count !== ZONES_PER_NODE + 1) return [];
      const message = `${id} is in more than ${ZONES_PER_NODE} zones`;
      return [{ path: ['zones', index, 'nodes', at], message }];
    }),
  );
}

/** [PLY76] A group's nodes belong to its zone, and no node hears two groups of any zones. */
function checkGroups(zones: NonNullable<ScheduleFile['zones']>): Fault[] {
  const places = new Map<string, string>();
  return zones.flatMap(({ id: zone, nodes, acoustic }, index) => {
    const members = new Set<string>(nodes);
    return (acoustic?.groups ?? []).flatMap((group, groupIndex) =>
      group.nodes.flatMap((id, at): Fault[] => {
        const path = ['zones', index, 'acoustic', 'groups', groupIndex, 'nodes', at];
        const before = places.get(id);
        places.set(id, `group ${groupIndex + 1} of ${zone}`);
        if (!members.has(id)) {
          return [{ path, message: `${id} is not in ${zone}; add it to the zone's nodes` }];
        }
        if (before === undefined) return [];
        return [{ path, message: `${id} is in ${before} already; a node is in one group only` }];
      }),
    );
  });
}

type FileItem = NonNullable<ScheduleFile['programme']>[number];

function checkItem(item: FileItem, path: FilePath, known: Known): Fault[] {
  const { units = [], zones = [], nodes = [] } = item.targets;
  const at = (...rest: FilePath): FilePath => [...path, ...rest];
  const faults = [
    ...missing(known.bulletins, 'bulletin', [item.bulletin], () => at('bulletin')),
    ...missing(known.units, 'unit', units, (index) => at('targets', 'units', index)),
    ...missing(known.zones, 'zone', zones, (index) => at('targets', 'zones', index)),
    ...missing(known.nodes, 'node', nodes, (index) => at('targets', 'nodes', index)),
    ...civil(at('start'), item.start),
    ...civil(at('until'), item.until),
    ...(item.except ?? []).flatMap((day, index) => civil(at('except', index), day)),
  ];
  if (units.length + zones.length + nodes.length === 0) {
    faults.push({
      path: at('targets'),
      message: 'is aimed at nothing; give units, zones or nodes',
    });
  }
  if (JSON.stringify({ units, zones, nodes }).length > TARGET_BYTES) {
    faults.push({ path: at('targets'), message: 'names too many; make a zone of them' });
  }
  if (item.until !== undefined && item.until < item.start.slice(0, 10)) {
    faults.push({ path: at('until'), message: `is before the start (${item.start})` });
  }
  if (faults.length > 0) return faults;
  return checkRule(item, at('rrule'));
}

function checkRule(item: FileItem, path: FilePath): Fault[] {
  if (item.rrule === undefined) return [];
  const parsed = parseRule(item.rrule);
  if (parsed.outcome === 'refused') return [{ path, message: parsed.message }];
  const timing = {
    itemId: item.id,
    start: item.start,
    rrule: item.rrule,
    until: item.until ?? null,
    except: item.except ?? [],
  };
  return firstStart(timing) === null ? [{ path, message: 'never occurs; mend the rule' }] : [];
}

function civil(path: FilePath, local: string | undefined): Fault[] {
  if (local === undefined || isCivilTime(local)) return [];
  return [{ path, message: `${local} is not in the calendar` }];
}
