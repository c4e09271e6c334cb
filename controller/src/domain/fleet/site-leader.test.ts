import { parseNodeId } from '@loa/protocol/vocabulary';
import { describe, expect, it } from 'vitest';
import { chooseLeader, LEADER_GRACE_US, type SiteMember } from './site-leader.ts';

const [A, B, C] = ['loa-a', 'loa-b', 'loa-c'].map((id) => parseNodeId(id)) as [
  SiteMember['nodeId'],
  SiteMember['nodeId'],
  SiteMember['nodeId'],
];

function member(nodeId: SiteMember['nodeId'], change: Partial<SiteMember> = {}): SiteMember {
  const usual = { canServe: true, connectedAtUs: 1e6, unfitSinceUs: null, isConnected: true };
  return { nodeId, ...usual, ...change };
}

describe('the leader of a site', () => {
  it('[SYN50] is who has been connected longest of those that are fit', () => {
    const members = [
      member(A, { connectedAtUs: 3e6 }),
      member(B, { connectedAtUs: 2e6, unfitSinceUs: 5e6 }),
      member(C, { connectedAtUs: 1e6, canServe: false }),
    ];
    expect(chooseLeader(members, null, 9e6).leader).toBe(A);
    expect(chooseLeader([member(B), member(A)], null, 9e6).leader).toBe(A);
    const away = { isConnected: false, unfitSinceUs: 5e6 };
    expect(chooseLeader([member(A, away), member(B), member(C)], null, 9e6).leader).toBe(B);
  });

  it('[SYN50] is nobody where one is alone, or none can', () => {
    expect(chooseLeader([], null, 9e6).leader).toBeNull();
    expect(chooseLeader([member(A)], null, 9e6).leader).toBeNull();
    const unfit = { unfitSinceUs: 1e6 };
    expect(chooseLeader([member(A, unfit), member(B, unfit)], null, 9e6).leader).toBeNull();
  });

  it('[SYN51] stays, whoever else comes, and through a short absence', () => {
    const elder = member(A, { connectedAtUs: 0 });
    expect(chooseLeader([elder, member(B)], B, 9e6)).toEqual({ leader: B, againAtUs: null });
    const lost = member(B, { unfitSinceUs: 8e6, isConnected: false });
    const graceEndsUs = 8e6 + LEADER_GRACE_US;
    expect(chooseLeader([elder, lost], B, 9e6)).toEqual({ leader: B, againAtUs: graceEndsUs });
    expect(chooseLeader([elder, lost], B, graceEndsUs).leader).toBe(A);
  });

  it('[SYN51] stays while nobody else can, but not when it is no member any more', () => {
    const lost = member(B, { unfitSinceUs: 1e6, isConnected: false });
    const unfit = member(A, { unfitSinceUs: 1e6 });
    expect(chooseLeader([unfit, lost], B, 9e6).leader).toBe(B);
    expect(chooseLeader([member(A), member(C)], B, 9e6).leader).toBe(A);
    expect(chooseLeader([member(B)], B, 9e6).leader).toBe(B);
  });
});
