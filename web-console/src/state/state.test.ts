/** Goal: what the screens show and offer, decided on the fixture city without a browser. */
import type { IngestJob } from '@loa/protocol/console-api';
import { parseNodeId, parseUnitId } from '@loa/protocol/vocabulary';
import { describe, expect, it } from 'vitest';
import {
  broadcasts,
  bulletins,
  city,
  NOW_MS,
  nodes,
  people,
  SOUNDING_CUE,
  WARD_UNIT,
} from '../../test/fixtures/city.ts';
import {
  type Draft,
  NO_TARGETS,
  planBroadcast,
  TARGETS_MOST,
  toggled,
  uploadProgress,
} from './draft.ts';
import { foldFeed } from './feed-view.ts';
import { groupFleet, nodeIdOfName } from './fleet.ts';
import { LISTEN_AHEAD_S, LISTEN_BUFFER_S, meterLevel, placePiece } from './listening.ts';
import { planNow, progressOf, unwellNodes } from './now.ts';
import { mayBroadcast, mayChangeBulletin, mayStop, nodesOfTargets, scopeOf } from './scope.ts';
import { foldMarks, matches } from './search.ts';

const world = { nowMs: NOW_MS, timeZone: city.timeZone };

describe('search', () => {
  it('[CON5] finds Vietnamese without its marks, đ too, in any order of words', () => {
    expect(foldMarks('Điện lực Đà Nẵng')).toBe('dien luc da nang');
    expect(matches('nang dien', 'Điện lực Đà Nẵng')).toBe(true);
    expect(matches('ĐIỆN', 'dien luc')).toBe(true);
    expect(matches('nước', 'Điện lực')).toBe(false);
    expect(matches('', 'anything')).toBe(true);
  });
});

describe('scope', () => {
  it('[CON6] offers a ward its own unit, its own nodes and zones that lie wholly inside', () => {
    const scope = scopeOf(people.ward, city, nodes);
    expect(scope.units.map((unit) => unit.unitId)).toEqual([WARD_UNIT]);
    expect(scope.nodes.map((node) => node.nodeId)).toEqual(['an-my-2', 'an-my-1']);
    expect(scope.zones.map((zone) => zone.zoneId)).toEqual(['cho-an-my']);
    expect(scopeOf(people.office, city, nodes).nodes).toHaveLength(nodes.length);
  });

  it('[CON6] counts each node once, however often the targets name it', () => {
    const targets = {
      units: [WARD_UNIT],
      zones: city.zones.map((zone) => zone.zoneId),
      nodes: [parseNodeId('an-my-1')],
    };
    expect(nodesOfTargets(targets, city, nodes)).toHaveLength(5);
  });

  it('[CON15] lets the ward stop its own, not the city’s, and a technician nothing', () => {
    const [fromCity, fromWard] = broadcasts;
    if (fromCity === undefined || fromWard === undefined) throw new Error('no fixtures');
    const ward = { me: people.ward, city, nodes: scopeOf(people.ward, city, nodes).nodes };
    expect(mayStop(ward, fromWard)).toBe(true);
    expect(mayStop(ward, fromCity)).toBe(false);
    expect(mayStop({ me: people.office, city, nodes }, fromCity)).toBe(true);
    expect(mayStop({ me: people.technician, city, nodes }, fromCity)).toBe(false);
    expect(mayBroadcast(people.technician)).toBe(false);
  });

  it('[CON15] lets a ward change what it made and not what the city made', () => {
    const may = (id: string): boolean => {
      const bulletin = bulletins.find((one) => one.bulletinId === id);
      return bulletin !== undefined && mayChangeBulletin(people.ward, bulletin, city);
    };
    expect(may('tiem-chung')).toBe(true);
    expect(may('ban-tin-chieu')).toBe(false);
  });
});

describe('now', () => {
  it('[CON10] shows what sounds, what comes within 24 h in order, and what was, newest first', () => {
    const plan = planNow(broadcasts, NOW_MS);
    expect(plan.sounding[0]?.cueId).toBe(SOUNDING_CUE);
    expect(plan.next.map((one) => one.title)).toEqual([
      'Bản tin chiều',
      'Ra quân tổng vệ sinh môi trường sáng Chủ nhật',
      'Bản tin sáng',
    ]);
    expect(planNow(broadcasts, NOW_MS - 24 * 3_600_000).next).toEqual([]);
    expect(plan.recent).toHaveLength(1);
  });

  it('[CON10] puts the gravest nodes first', () => {
    expect(unwellNodes(nodes).map((node) => node.state)).toEqual([
      'offline',
      'faulty',
      'not-enrolled',
    ]);
  });

  it('[CON1] progress never leaves 0 … 1', () => {
    const [one] = broadcasts;
    if (one === undefined) throw new Error('no fixtures');
    expect(progressOf(one, [], 0)).toBe(0);
    expect(progressOf(one, [], NOW_MS + 3_600_000)).toBe(1);
    expect(progressOf(one, [], Date.parse(one.startAt) + one.durationMs / 2)).toBeCloseTo(0.5);
  });

  it('[CON1] progress is what a node said, where something was cut and goes on', () => {
    const [one] = broadcasts;
    const told = nodes.find(({ health }) => health !== null);
    if (one === undefined || !told?.health) throw new Error('no fixtures');
    const quarter = (one.durationMs / 4) * 48;
    const sounding = { cueId: one.cueId, positionFrames: quarter };
    const health = { ...told.health, atUs: NOW_MS * 1000, sounding };
    const later = NOW_MS + one.durationMs / 4;
    expect(progressOf(one, [{ ...told, health }], later)).toBeCloseTo(0.5);
  });
});

describe('fleet', () => {
  it('[CON5] filters and finds by unit or by name, those that need attention first', () => {
    const unwell = groupFleet(nodes, city.units, { filter: 'unwell', query: '' });
    expect(unwell.flatMap((group) => group.nodes)).toHaveLength(3);
    const found = groupFleet(nodes, city.units, { filter: 'all', query: 'cho an my' });
    expect(found.flatMap((group) => group.nodes.map((node) => node.nodeId))).toEqual(['an-my-2']);
  });

  it('[CON5] makes an id from a name', () => {
    expect(nodeIdOfName(foldMarks('Cụm loa Đình Hòa Hương (số 2)'))).toBe(
      'cum-loa-dinh-hoa-huong-so-2',
    );
  });
});

describe('draft', () => {
  const [bulletin] = bulletins;
  if (bulletin === undefined) throw new Error('no fixtures');
  const ready: Draft = {
    sound: { kind: 'bulletin', bulletin },
    targets: { ...NO_TARGETS, units: [WARD_UNIT] },
    when: { kind: 'now' },
  };
  const reached = nodes.slice(0, 2);
  const job: IngestJob = {
    jobId: 'j1',
    title: 'x',
    state: 'running',
    step: 'encode',
    progress: 0.5,
    bulletinId: null,
    problem: null,
  };
  const gapOf = (draft: Draft, some = reached): string => {
    const plan = planBroadcast(draft, some, world);
    return plan.outcome === 'gap' ? plan.gap : 'ready';
  };

  it('[CON7] sends now with an open start, and at a time in the city’s zone', () => {
    expect(planBroadcast(ready, reached, world)).toMatchObject({ body: { startAt: null } });
    const when = { kind: 'at', date: '2026-11-22', clock: '17:05' } as const;
    expect(planBroadcast({ ...ready, when }, reached, world)).toMatchObject({
      body: { bulletinId: bulletin.bulletinId, startAt: '2026-11-22T10:05:00.000Z' },
    });
  });

  it('[CON7] names the first thing that is missing', () => {
    expect(gapOf({ ...ready, sound: { kind: 'none' } })).toBe('sound');
    const upload = { kind: 'upload', title: 'x', sent: 1 } as const;
    expect(gapOf({ ...ready, sound: { ...upload, job: null } })).toBe('preparing');
    expect(gapOf({ ...ready, sound: { ...upload, job } })).toBe('preparing');
    expect(gapOf({ ...ready, sound: { ...upload, job: { ...job, state: 'refused' } } })).toBe(
      'refused',
    );
    const done = { ...job, state: 'done', bulletinId: bulletin.bulletinId } as const;
    expect(gapOf({ ...ready, sound: { ...upload, job: done } })).toBe('ready');
    expect(gapOf(ready, [])).toBe('targets');
    expect(gapOf({ ...ready, when: { kind: 'at', date: '', clock: '' } })).toBe('time');
    expect(gapOf({ ...ready, when: { kind: 'at', date: '2026-11-22', clock: '16:58' } })).toBe(
      'past',
    );
  });

  it('[CON7] refuses more single targets than a broadcast may name', () => {
    const many = Array.from({ length: TARGETS_MOST + 1 }, (_, index) => parseNodeId(`n${index}`));
    expect(gapOf({ ...ready, targets: { ...NO_TARGETS, nodes: many } })).toBe('many');
    expect(gapOf({ ...ready, targets: { ...NO_TARGETS, nodes: many.slice(1) } })).toBe('ready');
  });

  it('[CON7] puts targets in and out, and shows one progress for sending and preparing', () => {
    const once = toggled(NO_TARGETS, 'units', 'an-my');
    expect(once.units).toEqual([parseUnitId('an-my')]);
    expect(toggled(once, 'units', 'an-my')).toEqual(NO_TARGETS);
    expect(uploadProgress({ kind: 'upload', title: 'x', sent: 1, job })).toBeCloseTo(0.7);
  });
});

describe('listening', () => {
  it('[CON11] starts 300 ms ahead and joins piece to piece without a gap', () => {
    const first = placePiece(null, 10, 0.04);
    expect(first).toMatchObject({ outcome: 'refill', atS: 10 + LISTEN_BUFFER_S });
    const second = placePiece(first.nextS, 10.04, 0.04);
    expect(second).toMatchObject({ outcome: 'place', atS: first.nextS });
  });

  it('[CON11] fills again after a dry spell, and drops what would be heard too late', () => {
    expect(placePiece(9.9, 10, 0.04)).toMatchObject({ outcome: 'refill' });
    expect(placePiece(10 + LISTEN_AHEAD_S + 0.1, 10, 0.04)).toMatchObject({ outcome: 'drop' });
  });

  it('[CON11] shows 50 dB on the meter', () => {
    expect(meterLevel(0)).toBe(0);
    expect(meterLevel(1)).toBe(1);
    expect(meterLevel(10 ** (-25 / 20))).toBeCloseTo(0.5);
  });
});

describe('feed view', () => {
  it('[CON2] replaces by id, adds, and takes away what is gone', () => {
    const [node] = nodes;
    const [one, other] = broadcasts;
    if (node === undefined || one === undefined || other === undefined) throw new Error('fixtures');
    const begun = foldFeed(
      null,
      {
        kind: 'feed/snapshot',
        sequence: 4,
        nowMs: NOW_MS,
        nodes: [node],
        broadcasts: [one],
        jobs: [],
      },
      0,
    );
    if (begun.outcome === 'gap') throw new Error('gap');
    const next = foldFeed(
      begun.view,
      {
        kind: 'feed/change',
        sequence: 5,
        nowMs: NOW_MS + 1,
        nodes: [{ ...node, state: 'offline' }],
        broadcasts: [other],
        removedBroadcasts: [one.cueId],
      },
      1,
    );
    if (next.outcome === 'gap') throw new Error('gap');
    expect(next.view.nodes.get(node.nodeId)?.state).toBe('offline');
    expect([...next.view.broadcasts.keys()]).toEqual([other.cueId]);
  });
});
