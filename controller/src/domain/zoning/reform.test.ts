/** Units that merge, split, are renamed and move, and what becomes of nodes and targets. */
import { parseNodeId, parseUnitId } from '@loa/protocol/vocabulary';
import { describe, expect, test } from 'vitest';
import { type CityMap, resolveTargets, UNTUNED, type Unit } from './city-map.ts';
import { type Reform, reformed, type UnitChange } from './reform.ts';

const id = parseUnitId;
const unit = (unitId: string, parentId: string | null): [string, Unit] => [
  unitId,
  {
    ...{ unitId: id(unitId), kind: 'ward', name: unitId, from: null, until: null, place: null },
    parentId: parentId === null ? null : id(parentId),
  } as Unit,
];
const node = (nodeId: string, unitId: string) => [
  nodeId,
  {
    ...{ nodeId: parseNodeId(nodeId), name: nodeId, unitId: id(unitId), place: null },
    ...{ siteId: null, tuning: UNTUNED },
    settings: { gainDb: 0, emergencyGainDb: 0, maxGainDb: 0, trimUs: 0 },
  },
];
const MAP = {
  ...{ cityId: id('city'), timeZone: 'Asia/Ho_Chi_Minh', zones: new Map() },
  units: new Map([
    unit('city', null),
    unit('a', 'city'),
    unit('b', 'city'),
    unit('c', 'city'),
    unit('a-1', 'a'),
  ]),
  nodes: new Map([
    node('n-a', 'a'),
    node('n-a1', 'a-1'),
    node('n-b', 'b'),
    node('n-c', 'c'),
  ] as never),
} as unknown as CityMap;

const DAY = '2025-07-01';
const after = (...changes: UnitChange[]) => {
  const reform: Reform = { reformId: 'r', cityId: id('city'), day: DAY, changes };
  return reformed(MAP, reform);
};
const good = (...changes: UnitChange[]): CityMap => {
  const result = after(...changes);
  if (result.outcome === 'refused') throw new Error(JSON.stringify(result.faults));
  return result.map;
};
const faults = (...changes: UnitChange[]) => {
  const result = after(...changes);
  return result.outcome === 'refused' ? result.faults.map(({ path }) => path.join('.')) : [];
};
const made = (unitId: string) => ({
  unitId: id(unitId),
  kind: 'ward' as const,
  name: unitId,
  parentId: null,
});
const meant = (map: CityMap, ...units: string[]) =>
  resolveTargets(map, { units: units.map(id), zones: [], nodes: [] });
const merge: UnitChange = { kind: 'merge', from: [id('a'), id('b')], into: made('ab') };

describe('[DOC30] units', () => {
  test('merge: the old ones end, their nodes and units go over and are remembered', () => {
    const map = good(merge);
    expect(map.units.get(id('a'))).toMatchObject({ until: DAY, parentId: 'city' });
    expect(map.units.get(id('ab'))).toMatchObject({ from: DAY, until: null, parentId: 'city' });
    expect(map.units.get(id('a-1'))).toMatchObject({ parentId: 'ab', until: null });
    const at = (nodeId: string) => map.nodes.get(parseNodeId(nodeId));
    expect(at('n-a')).toMatchObject({ unitId: 'ab', formerUnits: ['a'] });
    expect(at('n-a1')).toMatchObject({ unitId: 'a-1', formerUnits: ['a'] });
    expect(at('n-c')).not.toHaveProperty('formerUnits');
  });

  test('[DOC31] what is aimed at one that has ended means the nodes that stood in it, nobody else', () => {
    const map = good(merge);
    expect(meant(map, 'a')).toEqual(['n-a', 'n-a1']);
    expect(meant(map, 'b')).toEqual(['n-b']);
    expect(meant(map, 'ab')).toEqual(['n-a', 'n-a1', 'n-b']);
    expect(meant(map, 'city')).toEqual(['n-a', 'n-a1', 'n-b', 'n-c']);
    const twice = good(merge, {
      kind: 'merge',
      from: [id('c')],
      into: { unitId: id('ab'), name: null },
    });
    expect(meant(twice, 'ab')).toEqual(['n-a', 'n-a1', 'n-b', 'n-c']);
    expect(meant(twice, 'c')).toEqual(['n-c']);
  });

  test('split: every node and unit goes where it is said to', () => {
    const into = (nodes: string[], units: string[]) => ({
      ...{ nodes: nodes.map(parseNodeId), units: units.map(id) },
    });
    const split = (...second: string[]): UnitChange => ({
      kind: 'split',
      from: id('a'),
      into: [
        { ...made('a-east'), ...into(['n-a'], []) },
        { ...made('a-west'), ...into([], second) },
      ],
    });
    const map = good(split('a-1'));
    expect(meant(map, 'a-east')).toEqual(['n-a']);
    expect(meant(map, 'a-west')).toEqual(['n-a1']);
    expect(meant(map, 'a')).toEqual(['n-a', 'n-a1']);
    expect(faults(split())).toEqual(['changes.0.into']);
  });

  test('are renamed and get another parent, and go on', () => {
    const map = good(
      { kind: 'rename', unit: id('city'), name: 'Thành phố mới' },
      { kind: 're-parent', unit: id('b'), parent: id('a') },
    );
    expect(map.units.get(id('city'))?.name).toBe('Thành phố mới');
    expect(meant(map, 'a')).toEqual(['n-a', 'n-a1', 'n-b']);
    expect(map.units.get(id('b'))?.formerParents).toEqual([{ parentId: 'city', until: DAY }]);
    expect(map.nodes.get(parseNodeId('n-b'))).not.toHaveProperty('formerUnits');
  });

  test.each<[string, UnitChange[], string]>([
    ['an unknown unit', [{ kind: 'rename', unit: id('x'), name: 'X' }], 'changes.0.unit'],
    ['one that has ended', [merge, { kind: 'rename', unit: id('a'), name: 'A' }], 'changes.1.unit'],
    [
      'the end of the city',
      [{ kind: 'merge', from: [id('city')], into: made('x') }],
      'changes.0.from.0',
    ],
    [
      'one that ends in itself',
      [{ kind: 'merge', from: [id('a')], into: { unitId: id('a'), name: null } }],
      'changes.0.into',
    ],
    [
      'an heir below what ends',
      [{ kind: 'merge', from: [id('a')], into: { unitId: id('a-1'), name: null } }],
      'changes.0.into',
    ],
    [
      'an id that is taken',
      [{ kind: 'merge', from: [id('a')], into: made('c') }],
      'changes.0.into',
    ],
    [
      'one that begins that day',
      [merge, { kind: 'merge', from: [id('ab')], into: made('x') }],
      'changes.1.from.0',
    ],
    [
      'a parent of its own',
      [{ kind: 're-parent', unit: id('a'), parent: id('a-1') }],
      'changes.0.parent',
    ],
    [
      'a parent for the city',
      [{ kind: 're-parent', unit: id('city'), parent: id('a') }],
      'changes.0.unit',
    ],
  ])('are refused: %s', (...[, changes, path]) => {
    expect(faults(...changes)).toEqual([path]);
  });
});
