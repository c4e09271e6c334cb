/** The policy as a pure function; every route × role × ward is tried in test/integration/http. */
import {
  parseNodeId,
  parseUnitId,
  parseZoneId,
  ROLES,
  type Role,
  type UnitId,
} from '@loa/protocol/vocabulary';
import { describe, expect, test } from 'vitest';
import { type CityMap, UNTUNED, type Unit } from '../zoning/city-map.ts';
import { ACTIONS } from './actions.ts';
import type { Actor } from './actor.ts';
import { decide, mayTarget, type Resource } from './permissions.ts';

const id = parseUnitId;
const unit = (unitId: string, parentId: string | null): [UnitId, Unit] => [
  id(unitId),
  {
    unitId: id(unitId),
    kind: 'ward',
    name: unitId,
    parentId: parentId === null ? null : id(parentId),
    from: null,
    until: null,
    place: null,
  },
];
const settings = { gainDb: 0, emergencyGainDb: 0, maxGainDb: 0, trimUs: 0 };
const node = (nodeId: string, unitId: string) =>
  [
    parseNodeId(nodeId),
    {
      nodeId: parseNodeId(nodeId),
      name: nodeId,
      unitId: id(unitId),
      place: null,
      siteId: null,
      settings,
      tuning: UNTUNED,
    },
  ] as const;
const zone = (zoneId: string, nodeIds: string[]) =>
  [
    parseZoneId(zoneId),
    {
      zoneId: parseZoneId(zoneId),
      name: zoneId,
      nodeIds: nodeIds.map(parseNodeId),
      acoustic: null,
    },
  ] as const;

/** A city of two wards; the east one has two neighbourhoods, one of them without a node. */
const MAP: CityMap = {
  cityId: id('city'),
  timeZone: 'Asia/Ho_Chi_Minh',
  units: new Map([
    unit('city', null),
    unit('east', 'city'),
    unit('west', 'city'),
    unit('east-1', 'east'),
    unit('east-2', 'east'),
  ]),
  nodes: new Map([node('e1', 'east-1'), node('e', 'east'), node('w', 'west')]),
  zones: new Map([zone('river', ['e1', 'w']), zone('market', ['e1', 'e']), zone('empty', [])]),
};

const actor = (role: Role, unitId: string): Actor => {
  return { username: 'u', name: 'U', role, unitId: id(unitId), language: 'vi' };
};
const targets = (parts: { units?: string[]; zones?: string[]; nodes?: string[] }) => ({
  units: (parts.units ?? []).map(id),
  zones: (parts.zones ?? []).map(parseZoneId),
  nodes: (parts.nodes ?? []).map(parseNodeId),
});

const BROADCASTS = ['broadcast.send', 'broadcast.stop', 'unit.stop', 'bulletin.add'] as const;
const EAST: Resource = { kind: 'unit', unitId: id('east') };

test('[SEC2] technicians and admins send and stop nothing, wherever', () => {
  for (const role of ['technician', 'admin'] as const) {
    for (const action of BROADCASTS) {
      const question = { actor: actor(role, 'city'), action, resource: EAST, map: MAP };
      expect(decide(question)).toEqual({ refused: 'not-allowed' });
    }
    expect(mayTarget(MAP, actor(role, 'city'), targets({ units: ['east'] }))).toEqual({
      refused: 'not-allowed',
    });
  }
});

test('[SEC2] those who send add no nodes and make no codes', () => {
  for (const role of ['broadcaster', 'culture-office'] as const) {
    for (const action of ['node.add', 'node.enrol'] as const) {
      const question = { actor: actor(role, 'city'), action, resource: EAST, map: MAP };
      expect(decide(question)).toEqual({ refused: 'not-allowed' });
    }
  }
});

test('[SEC2] whoever is not logged in reaches the public actions only', () => {
  const open = ACTIONS.filter((action) => {
    const question = { actor: null, action, resource: { kind: 'none' }, map: MAP } as const;
    return decide(question) === 'allowed';
  });
  expect(open).toEqual([
    'health.read',
    'docs.read',
    'console.load',
    'calendar.read',
    'session.open',
    'session.close',
  ]);
});

test('[SEC20] a person acts in their unit and below, never above or beside', () => {
  for (const role of ROLES) {
    const reach = ['city', 'east', 'east-1', 'west', 'unknown'].filter((unitId) => {
      const resource: Resource = { kind: 'unit', unitId: id(unitId) };
      const question = { actor: actor(role, 'east'), action: 'node.read', resource, map: MAP };
      return decide(question as Parameters<typeof decide>[0]) === 'allowed';
    });
    expect(reach).toEqual(['east', 'east-1']);
  }
});

test('[SEC20] bulletins from above are read and sent, not changed', () => {
  const who = actor('broadcaster', 'east');
  const ask = (action: 'bulletin.read' | 'bulletin.change', unitId: string) =>
    decide({ actor: who, action, resource: { kind: 'bulletin', unitId: id(unitId) }, map: MAP });
  expect(ask('bulletin.read', 'city')).toBe('allowed');
  expect(ask('bulletin.change', 'city')).toEqual({ refused: 'not-allowed' });
  expect(ask('bulletin.change', 'east-1')).toBe('allowed');
  expect(ask('bulletin.read', 'west')).toEqual({ refused: 'not-allowed' });
  const send = (unitId: string) =>
    decide({
      actor: who,
      action: 'broadcast.send',
      resource: {
        kind: 'sending',
        bulletinUnitId: id(unitId),
        targets: targets({ nodes: ['e'] }),
      },
      map: MAP,
    });
  expect(send('city')).toBe('allowed');
  expect(send('west')).toEqual({ refused: 'not-allowed' });
});

test('[SEC21] one node in the unit is enough to see a broadcast; stopping it needs all', () => {
  const who = actor('broadcaster', 'east');
  const ask = (action: 'broadcast.read' | 'broadcast.stop', nodes: string[], by = who) => {
    const resource: Resource = { kind: 'broadcast', nodeIds: nodes.map(parseNodeId) };
    return decide({ actor: by, action, resource, map: MAP });
  };
  expect(ask('broadcast.read', ['e', 'w'])).toBe('allowed');
  expect(ask('broadcast.stop', ['e', 'w'])).toEqual({ refused: 'not-allowed' });
  expect(ask('broadcast.stop', ['e', 'e1'])).toBe('allowed');
  expect(ask('broadcast.read', ['w'])).toEqual({ refused: 'not-allowed' });
  expect(ask('broadcast.stop', [])).toEqual({ refused: 'not-allowed' });
  expect(ask('broadcast.read', [], actor('culture-office', 'city'))).toBe('allowed');
});

describe('[SEC22] targets', () => {
  const who = actor('broadcaster', 'east');
  test.each([
    ['own ward', { units: ['east'] }, 'allowed'],
    ['below it', { units: ['east-1'], nodes: ['e'] }, 'allowed'],
    ['a zone within', { zones: ['market'] }, 'allowed'],
    ['a zone that reaches out', { zones: ['river'] }, 'not-allowed'],
    ['the city', { units: ['city'] }, 'not-allowed'],
    ['another ward beside the own', { units: ['east', 'west'] }, 'not-allowed'],
    ["another ward's node", { nodes: ['e', 'w'] }, 'not-allowed'],
    ['nothing', {}, 'no-target'],
    ['a unit without nodes', { units: ['east-2'] }, 'no-target'],
    ['an empty zone', { zones: ['empty'] }, 'no-target'],
    ['an unknown unit', { units: ['north'] }, 'unknown-target'],
    ['an unknown zone', { zones: ['hill'] }, 'unknown-target'],
    ['an unknown node', { nodes: ['n'] }, 'unknown-target'],
  ])('%s: %s', (...[, parts, expected]) => {
    const decision = mayTarget(MAP, who, targets(parts));
    expect(decision === 'allowed' ? decision : decision.refused).toBe(expected);
  });
});

test('[SEC23] before there is a city nothing in it is allowed', () => {
  const question = { actor: actor('admin', 'city'), action: 'node.add', resource: EAST } as const;
  expect(decide({ ...question, map: null })).toEqual({ refused: 'unavailable' });
});
