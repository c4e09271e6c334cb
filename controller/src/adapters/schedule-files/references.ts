import type { ScheduleFile } from '@loa/protocol/schedule-file';
import { isCivilTime, isTimeZone } from '../../domain/calendar/civil-time.ts';
import { checkDocuments } from './check-documents.ts';
import type { Fault } from './shape.ts';
import { checkSpeech } from './speech-of.ts';

/** Levels from the city down, the city included (protocol/signed). */
const DEEPEST_UNIT = 16;
/** Zones that one node may be in (protocol/signed). */
const ZONES_PER_NODE = 32;

interface Known {
  readonly units: ReadonlySet<string>;
  readonly nodes: ReadonlySet<string>;
  readonly zones: ReadonlySet<string>;
  readonly bulletins: ReadonlySet<string>;
}

/** [CAL20] Everything that a well formed file may still have wrong, in order of the file. */
export function checkReferences(file: ScheduleFile): Fault[] {
  const { nodes = [], zones = [], bulletins = [] } = file;
  const idsOf = (list: readonly { readonly id: string }[]) => new Set(list.map(({ id }) => id));
  const known: Known = {
    units: idsOf(file.units),
    nodes: idsOf(nodes),
    zones: idsOf(zones),
    bulletins: idsOf(bulletins),
  };
  const tree = checkUnits(file);
  return [
    ...checkCity(file, known),
    ...checkSpeech(file),
    ...duplicates('units', file.units),
    ...tree,
    ...duplicates('nodes', nodes),
    ...nodes.flatMap(({ unit }, index) =>
      missing(known.units, 'unit', [unit], () => ['nodes', index, 'unit']),
    ),
    ...nodes.flatMap(({ formerly = [] }, index) =>
      missing(known.units, 'unit', formerly, (at) => ['nodes', index, 'formerly', at]),
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
    ...bulletins.flatMap((bulletin, index) => checkBulletin(bulletin, index, known)),
    // Where units lie is not known while their tree is not one.
    ...(tree.length > 0 ? [] : checkDocuments(file)),
  ];
}

type FileBulletin = NonNullable<ScheduleFile['bulletins']>[number];

function checkBulletin(one: FileBulletin, index: number, known: Known): Fault[] {
  const at = (field: string): FilePath => ['bulletins', index, field];
  const { validFrom, validThrough, versionOf } = one;
  const faults = [
    ...civil(at('validFrom'), validFrom),
    ...civil(at('validThrough'), validThrough),
    ...missing(known.bulletins, 'bulletin', versionOf ? [versionOf] : [], () => at('versionOf')),
  ];
  if (validFrom !== undefined && validThrough !== undefined && validThrough < validFrom) {
    faults.push({ path: at('validThrough'), message: `is before validFrom (${validFrom})` });
  }
  return faults;
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
  known: Pick<ReadonlySet<string>, 'has'>,
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
      ...checkFormerParents(unit.formerly ?? [], { parentOf, path }),
    ];
  });
}

function checkFormerParents(
  formerly: NonNullable<ScheduleFile['units'][number]['formerly']>,
  tree: { readonly parentOf: Pick<ReadonlySet<string>, 'has'>; readonly path: FilePath },
): Fault[] {
  return formerly.flatMap(({ parent, until }, index) => {
    const path: FilePath = [...tree.path, 'formerly', index];
    return [
      ...missing(tree.parentOf, 'unit', [parent], () => [...path, 'parent']),
      ...civil([...path, 'until'], until),
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

function civil(path: FilePath, local: string | undefined): Fault[] {
  if (local === undefined || isCivilTime(local)) return [];
  return [{ path, message: `${local} is not in the calendar` }];
}
