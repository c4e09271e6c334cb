import { type NodeId, parseNodeId, type SiteId } from '@loa/protocol/vocabulary';
import { mulberry32 } from '@loa/runtime/pure';
import { beforeEach, describe, expect, it } from 'vitest';
import { MovingClock } from '../../test/support/moving-clock.ts';
import { LEADER_GRACE_US } from '../domain/fleet/site-leader.ts';
import type { CityMap } from '../domain/zoning/city-map.ts';
import { Sites, type SiteWord } from './sites.ts';

const IDS = ['loa-a', 'loa-b', 'loa-c', 'loa-d'].map((id) => parseNodeId(id));
const [A, B, C, D] = IDS as [NodeId, NodeId, NodeId, NodeId];
const MARKET = 'cho' as SiteId;
const BANK = 'bo-song' as SiteId;

let clock: MovingClock;
let placed: Map<NodeId, SiteId>;
let sites: Sites;
let told: Map<NodeId, SiteWord[]>;

beforeEach(() => {
  clock = new MovingClock(1_800_000_000_000);
  placed = new Map([A, B, C].map((nodeId) => [nodeId, MARKET]));
  told = new Map(IDS.map((nodeId) => [nodeId, []]));
  const chance = mulberry32(5);
  sites = new Sites({
    clock,
    timers: clock,
    random: {
      next: chance,
      bytes: (length) => Uint8Array.from({ length }, () => chance() * 256),
    },
    logger: { debug() {}, info() {}, warn() {}, error() {}, child: () => sites as never },
    map: () =>
      ({
        nodes: new Map(IDS.map((nodeId) => [nodeId, { siteId: placed.get(nodeId) ?? null }])),
      }) as unknown as CityMap,
  });
});

function connect(nodeId: NodeId, change: { bootId?: string; addresses?: string[] } = {}): void {
  clock.advance(1);
  const { bootId = 'boot', addresses = [`10.0.0.${nodeId.at(-1)?.charCodeAt(0)}:7355`] } = change;
  const hello = { bootId, siteAddresses: addresses };
  sites.connected(nodeId, hello, (word) => told.get(nodeId)?.push(word));
}

function lastOf(nodeId: NodeId): SiteWord | undefined {
  return told.get(nodeId)?.at(-1);
}

function roles(): (string | undefined)[] {
  return [A, B, C].map((nodeId) => lastOf(nodeId)?.role);
}

function allThere(): void {
  for (const nodeId of [A, B, C]) {
    connect(nodeId);
    sites.reported(nodeId, true);
  }
}

describe('the sites', () => {
  it('[SYN50] tell each member who leads, where to ask, and the key, once', () => {
    allThere();
    expect(roles()).toEqual(['leader', 'follower', 'follower']);
    expect(lastOf(B)?.leader).toEqual({ nodeId: A, addresses: ['10.0.0.97:7355'] });
    expect(new Set([A, B, C].map((nodeId) => lastOf(nodeId)?.key)).size).toBe(1);
    const count = told.get(B)?.length;
    sites.reported(B, true);
    sites.cityChanged();
    expect(told.get(B)).toHaveLength(count ?? 0);
    connect(D);
    expect(told.get(D)).toEqual([]);
  });

  it('[SYN50] tell a node that it is alone only when nobody joined it for 10 s', () => {
    connect(C);
    sites.reported(C, true);
    clock.advance(9_000);
    expect(told.get(C)).toEqual([]);
    clock.advance(1_100);
    expect(told.get(C)).toMatchObject([{ role: 'alone', leader: null }]);
    connect(A);
    expect(told.get(A)).toMatchObject([{ role: 'follower', leader: { nodeId: C } }]);
  });

  it('[SYN50] name nobody who cannot serve, or is not synchronised', () => {
    connect(A, { addresses: [] });
    connect(B);
    connect(C);
    for (const nodeId of [A, C]) sites.reported(nodeId, true);
    expect(roles()).toEqual(['follower', 'follower', 'leader']);
  });

  it('[SYN51] name another after the grace, under another key', () => {
    allThere();
    const former = lastOf(B)?.key;
    sites.disconnected(A);
    clock.advance(LEADER_GRACE_US / 1000 - 10);
    expect(lastOf(B)?.leader?.nodeId).toBe(A);
    clock.advance(20);
    expect(roles().slice(1)).toEqual(['leader', 'follower']);
    expect(lastOf(C)?.key).not.toBe(former);
    connect(A);
    sites.reported(A, true);
    expect(roles()).toEqual(['follower', 'leader', 'follower']);
  });

  it('[SYN51] keep a leader that is back in time, but with another key when it was started anew', () => {
    allThere();
    const former = lastOf(B)?.key;
    sites.disconnected(A);
    connect(A);
    sites.reported(A, true);
    clock.advance(10_000);
    expect(lastOf(B)).toMatchObject({ leader: { nodeId: A }, key: former });
    sites.disconnected(A);
    connect(A, { bootId: 'another' });
    expect(lastOf(B)?.leader?.nodeId).toBe(A);
    expect(lastOf(B)?.key).not.toBe(former);
    expect(lastOf(A)?.key).toBe(lastOf(B)?.key);
  });

  it('[SYN51] follow the city file: who moves leaves one site for another', () => {
    allThere();
    connect(D);
    sites.reported(D, true);
    const former = lastOf(B)?.key;
    placed.set(A, BANK).set(D, BANK);
    sites.cityChanged();
    expect(lastOf(A)).toMatchObject({ siteId: BANK });
    expect([A, D].map((nodeId) => lastOf(nodeId)?.role).sort()).toEqual(['follower', 'leader']);
    expect(roles().slice(1)).toEqual(['leader', 'follower']);
    expect(lastOf(B)?.key).not.toBe(former);
    placed.delete(D);
    sites.cityChanged();
    expect(lastOf(D)?.role).toBe('alone');
    sites[Symbol.dispose]();
  });
});
