import { describe, expect, it } from 'vitest';
import { Latency } from './latency.ts';

const S = 1e6;

describe('[PLY50] sound written ahead', () => {
  it('is 200 ms, and 70 ms while live voice is awaited', () => {
    const latency = new Latency();
    expect(latency.nowMs()).toBe(200);
    expect(latency.choose('long')).toBe(false);
    expect(latency.choose('short')).toBe(true);
    expect(latency.nowMs()).toBe(70);
    expect(latency.choose('long')).toBe(true);
    expect(latency.nowMs()).toBe(200);
  });

  it('doubles after three underruns within a minute, each for itself, up to 800 ms', () => {
    const latency = new Latency();
    latency.choose('short');
    expect([0, 61, 62].map((s) => latency.underran(s * S))).toEqual([false, false, false]);
    expect(latency.underran(63 * S)).toBe(true);
    expect(latency.nowMs()).toBe(140);
    latency.choose('long');
    expect(latency.nowMs()).toBe(200);
    for (let s = 100; s < 112; s++) latency.underran(s * S);
    expect(latency.nowMs()).toBe(800);
    latency.choose('short');
    expect(latency.nowMs()).toBe(140);
  });

  it('does not count underruns of the other length', () => {
    const latency = new Latency();
    latency.underran(1 * S);
    latency.underran(2 * S);
    latency.choose('short');
    expect(latency.underran(3 * S)).toBe(false);
  });
});
