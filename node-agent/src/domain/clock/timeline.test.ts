import { describe, expect, it } from 'vitest';
import { UNKNOWN_SKEW } from './offset-fit.ts';
import { PositionFit } from './position-fit.ts';
import { FRESH_US, Timeline } from './timeline.ts';

const OFFSET_US = 1_800_000_000e6;

function synchronised(
  timeline: Timeline,
  fromUs: number,
  options: { id?: string; offsetUs?: number; sounding?: boolean } = {},
): number {
  const { id = 'a', offsetUs = OFFSET_US, sounding = false } = options;
  let nowUs = fromUs;
  for (let i = 0; i < 10; i++) {
    nowUs += 100_000;
    const t2Us = nowUs + 200 + offsetUs;
    timeline.observe(id, { t1Us: nowUs, t2Us, t3Us: t2Us, t4Us: nowUs + 400 }, sounding);
  }
  return nowUs + 400;
}

describe('Timeline', () => {
  it('[SYN33] is untrusted without any clock, civil by a wall clock after the floor', () => {
    const timeline = new Timeline(UNKNOWN_SKEW, OFFSET_US);
    expect(timeline.atUs(5e6)).toBeNull();
    expect(timeline.reading(5e6).state).toBe('untrusted');
    timeline.observeWall(5e6, OFFSET_US - 60e6);
    expect(timeline.reading(5e6).state).toBe('untrusted');
    timeline.observeWall(5e6, OFFSET_US + 60e6);
    expect(timeline.reading(5e6).state).toBe('civil');
    expect(timeline.atUs(6e6)).toBe(OFFSET_US + 61e6);
    timeline.raiseFloor(OFFSET_US + 3_600e6);
    expect(timeline.atUs(6e6)).toBeNull();
  });

  it('[SYN33] is synchronised by exchanges, in holdover when they cease, and never civil again', () => {
    const timeline = new Timeline(UNKNOWN_SKEW, 0);
    const nowUs = synchronised(timeline, 1e6);
    expect(timeline.reading(nowUs).state).toBe('synchronised');
    expect(timeline.atUs(nowUs)).toBeCloseTo(nowUs + OFFSET_US, -1);
    const laterUs = nowUs + FRESH_US + 1;
    timeline.observeWall(laterUs, OFFSET_US + 9_999e6);
    expect(timeline.reading(laterUs).state).toBe('holdover');
    expect(timeline.atUs(laterUs)).toBeCloseTo(laterUs + OFFSET_US, -2);
  });

  it('[SYN34] a new timeline under sound is slewed, not stepped, and taken at once in silence', () => {
    const timeline = new Timeline(UNKNOWN_SKEW, 0);
    const before = synchronised(timeline, 1e6);
    const after = synchronised(timeline, before, {
      id: 'b',
      offsetUs: OFFSET_US + 40_000,
      sounding: true,
    });
    const stepUs = (timeline.atUs(after) ?? 0) - (after + OFFSET_US);
    expect(Math.abs(stepUs)).toBeLessThan(200);
    const tenSecondsUs = (timeline.atUs(after + 10e6) ?? 0) - (after + 10e6 + OFFSET_US);
    expect(tenSecondsUs).toBeGreaterThan(4_500);
    expect(tenSecondsUs).toBeLessThan(5_500);
    timeline.settle();
    expect((timeline.atUs(after) ?? 0) - (after + OFFSET_US)).toBeGreaterThan(39_000);
  });

  it('[SYN34] a difference above a second is a jump even under sound', () => {
    const timeline = new Timeline(UNKNOWN_SKEW, 0);
    const before = synchronised(timeline, 1e6);
    const after = synchronised(timeline, before, {
      id: 'b',
      offsetUs: OFFSET_US + 5e6,
      sounding: true,
    });
    expect((timeline.atUs(after) ?? 0) - (after + OFFSET_US)).toBeGreaterThan(4.9e6);
  });

  it('[SYN34] until the new timeline can be read the old one counts', () => {
    const timeline = new Timeline(UNKNOWN_SKEW, 0);
    const nowUs = synchronised(timeline, 1e6);
    const t2Us = nowUs + OFFSET_US + 77e6;
    timeline.observe('b', { t1Us: nowUs, t2Us, t3Us: t2Us, t4Us: nowUs + 400 }, false);
    expect(timeline.atUs(nowUs)).toBeCloseTo(nowUs + OFFSET_US, -1);
  });

  it('[SYN35] tells a jump of the wall clock from its resolution', () => {
    const timeline = new Timeline(UNKNOWN_SKEW, 0);
    expect(timeline.observeWall(1e6, OFFSET_US)).toBe(false);
    expect(timeline.observeWall(2e6, OFFSET_US + 1.001e6)).toBe(false);
    expect(timeline.atUs(2e6)).toBe(OFFSET_US + 1e6);
    expect(timeline.observeWall(3e6, OFFSET_US + 3_600e6)).toBe(true);
    expect(timeline.atUs(3e6)).toBe(OFFSET_US + 3_600e6);
  });
});

describe('PositionFit', () => {
  const report = (localUs: number, shift = 0) => ({
    localUs,
    playedFrames: (localUs - 1e6) * 0.048 * (1 + 100e-6) + shift,
    uncertaintyUs: 400,
  });

  it('[SYN36] knows when a frame is heard after twelve reports', () => {
    const fit = new PositionFit();
    for (let i = 0; i < 11; i++) fit.add(report(1e6 + i * 40_000));
    expect(fit.isReady()).toBe(false);
    for (let i = 11; i < 200; i++) fit.add(report(1e6 + i * 40_000));
    expect(fit.isReady()).toBe(true);
    expect(fit.timeOfUs(480_000)).toBeCloseTo(1e6 + 480_000 / (0.048 * 1.0001), -2);
    expect(fit.skewPpm()).toBeGreaterThan(50);
  });

  it('[SYN36] passes over an outlier and starts anew when the card has jumped', () => {
    const fit = new PositionFit();
    for (let i = 0; i < 50; i++) fit.add(report(1e6 + i * 100_000));
    expect(fit.add(report(6e6, 2_000))).toBe('outlier');
    expect(fit.add(report(6.1e6))).toBe('taken');
    const outcomes = Array.from({ length: 7 }, (_, i) => fit.add(report(7e6 + i * 100_000, 9_000)));
    expect(outcomes.slice(0, 5)).toEqual(Array(5).fill('outlier'));
    expect(outcomes[5]).toBe('jumped');
    expect(fit.isReady()).toBe(false);
  });
});
