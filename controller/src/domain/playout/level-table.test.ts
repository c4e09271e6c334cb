import type { Mute, VolumeRule } from '@loa/protocol/programme';
import { LIMITS, parseNodeId, parseUnitId } from '@loa/protocol/vocabulary';
import { describe, expect, it } from 'vitest';
import { instantUsOf } from '../calendar/civil-time.ts';
import { utcOffsetsFrom } from '../calendar/utc-offsets.ts';
import { A_CITY } from '../documents/test-city.ts';
import type { CityNode } from '../zoning/city-map.ts';
import { levelTableOf, mutesOf } from './level-table.ts';

const NOW_US = instantUsOf('2026-11-22T01:00', 'UTC');
const nodeOf = (id: string): CityNode => A_CITY.nodes.get(parseNodeId(id)) as CityNode;

function rule(id: string, unit: string, change: Partial<VolumeRule> = {}): VolumeRule {
  const targets = { units: [], zones: [], nodes: [] };
  const hours = { classes: ['normal'], from: '21:00', to: '05:00' } as const;
  return { id, unit: parseUnitId(unit), targets, ...hours, gainDb: -6, ...change };
}

const mute = (nodes: string[], change: Partial<Mute> = {}, changedAtMs = NOW_US / 1000) => ({
  body: {
    id: 'tang',
    unit: parseUnitId('east'),
    nodes: nodes.map(parseNodeId),
    gainDb: null,
    throughDay: '2026-11-24',
    reason: 'Đám tang',
    ...change,
  } satisfies Mute,
  changedAtMs,
});

function tableOf(id: string, volumes: VolumeRule[], mutes: ReturnType<typeof mute>[] = []) {
  const utcOffsets = utcOffsetsFrom(NOW_US, A_CITY.timeZone);
  return levelTableOf(A_CITY, nodeOf(id), { volumes, mutes, utcOffsets, nowUs: NOW_US });
}

describe('[PLY94] the levels of a node', () => {
  it('are the rules of its units that mean it, the nearest last', () => {
    const zones = [...A_CITY.zones.keys()].slice(0, 1);
    const rules = [
      rule('b', 'east-1', { gainDb: -1 }),
      rule('z', 'city', { gainDb: -2, to: '24:00' }),
      rule('a', 'city', { gainDb: -3, targets: { units: [], zones, nodes: [] } }),
      rule('w', 'west', { gainDb: -4 }),
    ];
    const gains = (id: string) => tableOf(id, rules).table.levels.map(({ gainDb }) => gainDb);
    expect(gains('e1')).toEqual([-3, -2, -1]);
    expect(gains('e')).toEqual([-2]);
    expect(gains('w')).toEqual([-3, -2, -4]);
    const { levels, utcOffsets } = tableOf('e', rules).table;
    expect(levels[0]).toMatchObject({ fromMinute: 1260, toMinute: 1440 });
    expect(utcOffsets).toEqual([{ fromUs: 1e15, minutes: 420 }]);
  });

  it('are as many as a head has room for: the farthest are left out, and it is said', () => {
    const rules = Array.from({ length: LIMITS.levels + 3 }, (_, i) =>
      rule(`r${String(i).padStart(2, '0')}`, 'city', { gainDb: -i }),
    );
    const { table, leftOut } = tableOf('e', rules);
    expect(leftOut).toBe(3);
    expect(table.levels.map(({ gainDb }) => gainDb)).toEqual(rules.slice(3).map((r) => r.gainDb));
  });

  it('are lowered by mutes through their last civil day, from when they were decided', () => {
    const endUs = instantUsOf('2026-11-25', A_CITY.timeZone);
    const soft = mute(['e'], { gainDb: -6 });
    const { table } = tableOf('e', [], [soft, mute(['e1', 'e']), mute(['w'])]);
    expect(table.mutes).toEqual([
      { fromUs: NOW_US, untilUs: endUs, gainDb: null },
      { fromUs: NOW_US, untilUs: endUs, gainDb: -6 },
    ]);
    expect(table.utcOffsets).toEqual([]);
    // A node that moved to another ward is no longer theirs to silence.
    expect(tableOf('w', [], [mute(['w'])]).table.mutes).toEqual([]);
    const over = mute(['e'], { throughDay: '2026-11-21' }, NOW_US / 1000 - 864e5);
    expect(tableOf('e', [], [over]).table.mutes).toEqual([]);
    expect(mutesOf(A_CITY, nodeOf('e'), [over])).toHaveLength(1);
  });
});

it('[PLY95] civil time is told with its next changes', () => {
  expect(utcOffsetsFrom(NOW_US, 'Europe/Berlin')).toEqual([
    { fromUs: 1e15, minutes: 60 },
    { fromUs: instantUsOf('2027-03-28T01:00', 'UTC'), minutes: 120 },
    { fromUs: instantUsOf('2027-10-31T01:00', 'UTC'), minutes: 60 },
  ]);
});
