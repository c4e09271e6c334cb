import { describe, expect, it } from 'vitest';
import type { PublishedClock } from './leader-clock.ts';
import { UNKNOWN_SKEW } from './offset-fit.ts';
import { LEADER_SILENT_US, Timeline } from './timeline.ts';

/** True time counts in the follower's clock; the leader's runs 40 ppm fast, from elsewhere. */
const TIMELINE_US = 1_800_000_000e6;
const leaderRawUs = (localUs: number): number => 7e9 + localUs * (1 + 40e-6);

/** What the leader says of the timeline: true, but for an error of its own. */
function publishedAt(localUs: number, errorUs = 0): PublishedClock {
  const atUs = leaderRawUs(localUs);
  const offsetUs = localUs + TIMELINE_US + errorUs - atUs;
  return { timelineId: 'a', atUs, offsetUs, skew: -40e-6, slewUs: 0, isFresh: true };
}

interface Run {
  readonly timeline: Timeline;
  readonly fromUs: number;
  readonly sounding?: boolean;
  readonly times?: number;
  readonly errorUs?: number;
}

/** Exchanges with the controller, ten a second; its way is worth `errorUs`. */
function direct({ timeline, fromUs, sounding = false, times = 20, errorUs = 0 }: Run): number {
  let atUs = fromUs;
  for (let i = 0; i < times; i++) {
    atUs += 100_000;
    const t2Us = atUs + 200 + TIMELINE_US + errorUs;
    timeline.observe('a', { t1Us: atUs, t2Us, t3Us: t2Us, t4Us: atUs + 400 }, sounding);
  }
  return atUs + 400;
}

/** Exchanges with the leader, ten a second. */
function led({ timeline, fromUs, sounding = false, times = 20, errorUs = 0 }: Run) {
  let atUs = fromUs;
  let outcome = '';
  for (let i = 0; i < times; i++) {
    atUs += 100_000;
    const t2Us = leaderRawUs(atUs + 100);
    const exchange = { t1Us: atUs, t2Us, t3Us: t2Us, t4Us: atUs + 200 };
    outcome = timeline.observeLeader(exchange, publishedAt(atUs, errorUs), sounding);
  }
  return { outcome, nowUs: atUs + 200 };
}

/** Digits: seconds of running on along a line that is young may be off by 250 µs. */
const YOUNG = -2.7;

/** By how much the timeline is ahead of the truth. */
function errorAt(timeline: Timeline, localUs: number): number {
  return (timeline.atUs(localUs) ?? Number.NaN) - localUs - TIMELINE_US;
}

describe('a timeline with a leader', () => {
  it('[SYN43] goes by the leader’s own mapping, errors and all', () => {
    const timeline = new Timeline(UNKNOWN_SKEW, 0);
    timeline.assign('follower', 1e6, false);
    let { nowUs } = led({ timeline, fromUs: 1e6, errorUs: 3_000 });
    expect(timeline.reading(nowUs)).toMatchObject({ state: 'synchronised', source: 'leader' });
    expect(errorAt(timeline, nowUs)).toBeCloseTo(3_000, YOUNG);
    ({ nowUs } = led({ timeline, fromUs: nowUs, errorUs: 3_300, times: 1, sounding: true }));
    expect(errorAt(timeline, nowUs)).toBeCloseTo(3_300, YOUNG);
    expect(timeline.published(nowUs)).toBeNull();
  });

  it('[SYN44] a change of source is slewed under sound, taken at once in silence', () => {
    for (const sounding of [true, false]) {
      const timeline = new Timeline(UNKNOWN_SKEW, 0);
      timeline.assign('follower', 1e6, sounding);
      let nowUs = direct({ timeline, fromUs: 1e6, sounding });
      nowUs = led({ timeline, fromUs: nowUs, errorUs: 4_000, sounding, times: 8 }).nowUs;
      expect(errorAt(timeline, nowUs)).toBeCloseTo(sounding ? 0 : 4_000, YOUNG);
      if (!sounding) continue;
      expect(errorAt(timeline, nowUs + 4e6)).toBeCloseTo(2_000, YOUNG);
      expect(errorAt(timeline, nowUs + 9e6)).toBeCloseTo(4_000, YOUNG);
    }
  });

  it('[SYN44] above 5 ms it is a jump, but not for a node that begins to lead', () => {
    for (const role of ['leader', 'alone'] as const) {
      const timeline = new Timeline(UNKNOWN_SKEW, 0);
      timeline.assign('follower', 1e6, false);
      let nowUs = direct({ timeline, fromUs: 1e6 });
      nowUs = led({ timeline, fromUs: nowUs, errorUs: 12_000 }).nowUs;
      timeline.assign(role, nowUs, true);
      expect(timeline.reading(nowUs).source).toBe('direct');
      expect(errorAt(timeline, nowUs)).toBeCloseTo(role === 'leader' ? 12_000 : 0, YOUNG);
      // What it serves carries the difference that it works off.
      const published = timeline.published(nowUs);
      expect((published?.offsetUs ?? 0) - TIMELINE_US).toBeCloseTo(0, YOUNG);
      expect(published?.slewUs).toBeCloseTo(role === 'leader' ? 12_000 : 0, YOUNG);
    }
  });

  it('[SYN45] a leader that fell silent is left for the controller’s clock, and comes back', () => {
    const timeline = new Timeline(UNKNOWN_SKEW, 0);
    timeline.assign('follower', 1e6, false);
    let nowUs = direct({ timeline, fromUs: 1e6 });
    nowUs = led({ timeline, fromUs: nowUs, errorUs: 2_000 }).nowUs;
    timeline.tend(nowUs + LEADER_SILENT_US - 1e6, true);
    expect(timeline.reading(nowUs).source).toBe('leader');
    nowUs += LEADER_SILENT_US + 1e6;
    timeline.tend(nowUs, true);
    expect(timeline.reading(nowUs).source).toBe('direct');
    expect(errorAt(timeline, nowUs)).toBeCloseTo(2_000, YOUNG);
    expect(errorAt(timeline, nowUs + 5e6)).toBeCloseTo(0, YOUNG);
    ({ nowUs } = led({ timeline, fromUs: nowUs, times: 7, sounding: true }));
    expect(timeline.reading(nowUs).source).toBe('direct');
    ({ nowUs } = led({ timeline, fromUs: nowUs, times: 1, sounding: true }));
    expect(timeline.reading(nowUs).source).toBe('leader');
  });

  it('[SYN45] without another clock the leader’s last word is the best there is', () => {
    const timeline = new Timeline(UNKNOWN_SKEW, 0);
    timeline.assign('follower', 1e6, false);
    const { nowUs } = led({ timeline, fromUs: 1e6 });
    timeline.tend(nowUs + 3 * LEADER_SILENT_US, true);
    expect(timeline.reading(nowUs + 35e6)).toMatchObject({ state: 'holdover', source: 'leader' });
    direct({ timeline, fromUs: nowUs + 40e6 });
    expect(timeline.reading(nowUs + 43e6)).toMatchObject({
      state: 'synchronised',
      source: 'direct',
    });
  });

  it('[SYN46] the former leader counts until the next one can be read', () => {
    const timeline = new Timeline(UNKNOWN_SKEW, 0);
    timeline.assign('follower', 1e6, false);
    let { nowUs } = led({ timeline, fromUs: 1e6, errorUs: 1_000 });
    timeline.assign('follower', nowUs, true);
    ({ nowUs } = led({ timeline, fromUs: nowUs, errorUs: 2_000, times: 7, sounding: true }));
    expect(errorAt(timeline, nowUs)).toBeCloseTo(1_000, YOUNG);
    ({ nowUs } = led({ timeline, fromUs: nowUs, errorUs: 2_000, times: 1, sounding: true }));
    expect(errorAt(timeline, nowUs)).toBeCloseTo(1_000, YOUNG);
    expect(errorAt(timeline, nowUs + 3e6)).toBeCloseTo(2_000, YOUNG);
  });

  it('[SYN47] a leader out of its mind is not followed, nor any longer', () => {
    const timeline = new Timeline(UNKNOWN_SKEW, 0);
    timeline.assign('follower', 1e6, false);
    let nowUs = direct({ timeline, fromUs: 1e6 });
    const first = led({ timeline, fromUs: nowUs, errorUs: 300_000 });
    expect(first.outcome).not.toBe('');
    expect(timeline.reading(first.nowUs).source).toBe('direct');
    expect(errorAt(timeline, first.nowUs)).toBeCloseTo(0, YOUNG);
    nowUs = led({ timeline, fromUs: first.nowUs, errorUs: 0 }).nowUs;
    expect(timeline.reading(nowUs).source).toBe('leader');
    ({ nowUs } = led({ timeline, fromUs: nowUs, errorUs: 300_000, times: 1 }));
    expect(timeline.reading(nowUs).source).toBe('direct');
  });
});
