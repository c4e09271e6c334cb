import { describe, expect, it } from 'vitest';
import { exchangeDelayMs, leaderDelayMs } from './pace.ts';

const idle = {
  connectedForUs: 60e6,
  sounding: false,
  dueInUs: null,
  skewKnown: true,
  roundTripUs: 800,
  following: false,
};

describe('the pace of exchanges', () => {
  it('[SYN32] is dense in a burst and around sound, less so on a long way, and else once in 10 s', () => {
    expect(exchangeDelayMs({ ...idle, connectedForUs: 0.3e6 })).toBe(40);
    expect(exchangeDelayMs({ ...idle, connectedForUs: 1e6 })).toBe(100);
    expect(exchangeDelayMs({ ...idle, sounding: true })).toBe(500);
    expect(exchangeDelayMs({ ...idle, dueInUs: 30e6 })).toBe(500);
    expect(exchangeDelayMs({ ...idle, sounding: true, roundTripUs: 60_000 })).toBe(1_000);
    expect(exchangeDelayMs({ ...idle, dueInUs: 31e6 })).toBe(10_000);
    expect(exchangeDelayMs(idle)).toBe(10_000);
  });

  it('[SYN41] a crystal that was never measured is exchanged for more, around sound', () => {
    const young = { ...idle, skewKnown: false, connectedForUs: 20e6 };
    expect(exchangeDelayMs({ ...young, sounding: true })).toBe(100);
    expect(exchangeDelayMs(young)).toBe(10_000);
    expect(exchangeDelayMs({ ...young, sounding: true, skewKnown: true })).toBe(250);
    expect(exchangeDelayMs({ ...young, sounding: true, connectedForUs: 30e6 })).toBe(500);
  });

  it('[SYN42] a follower asks its leader often and the controller rarely', () => {
    expect(exchangeDelayMs({ ...idle, following: true, sounding: true })).toBe(5_000);
    expect(exchangeDelayMs({ ...idle, following: true, connectedForUs: 1e6 })).toBe(100);
    const leader = { sounding: false, dueInUs: null, followedForUs: 40e6 };
    expect(leaderDelayMs({ ...leader, followedForUs: 0.3e6 })).toBe(40);
    expect(leaderDelayMs({ ...leader, followedForUs: 2e6 })).toBe(100);
    expect(leaderDelayMs({ ...leader, sounding: true, followedForUs: 20e6 })).toBe(100);
    expect(leaderDelayMs({ ...leader, sounding: true })).toBe(250);
    expect(leaderDelayMs(leader)).toBe(2_000);
  });
});
