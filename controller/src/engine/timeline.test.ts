import { describe, expect, it } from 'vitest';
import { MovingClock } from '../../test/support/moving-clock.ts';
import { createTimeline, followTimeline } from './timeline.ts';

const START_MS = 1_795_305_600_000;
let seed = 0;
const random = { next: () => 0, bytes: (length: number) => new Uint8Array(length).fill(++seed) };

describe('timeline', () => {
  it('[SYN20] is UTC at the start, counts by the monotonic clock, in whole microseconds', () => {
    const clock = new MovingClock(START_MS);
    const timeline = createTimeline(clock, random);
    expect(timeline.nowUs()).toBe(START_MS * 1000);
    clock.advance(2_500);
    expect(timeline.nowUs()).toBe((START_MS + 2_500) * 1000);
  });

  it('[SYN21] does not follow a jump of the wall clock at once', () => {
    const clock = new MovingClock(START_MS);
    const timeline = createTimeline(clock, random);
    clock.jumpWall(3600_000);
    clock.advance(1_000);
    timeline.nowUs();
    clock.advance(1_000);
    expect(timeline.nowUs() - START_MS * 1000).toBe(2_000_500);
  });

  it('[SYN20] every start has an id of its own', () => {
    const clock = new MovingClock(START_MS);
    expect(createTimeline(clock, random).timelineId).not.toBe(
      createTimeline(clock, random).timelineId,
    );
  });

  it('[LNK42] another thread has the same instants, and follows the slew', () => {
    const clock = new MovingClock(START_MS);
    const timeline = createTimeline(clock, random);
    clock.advance(700);
    const follower = followTimeline(clock, timeline.state());
    expect(follower.timelineId).toBe(timeline.timelineId);
    clock.jumpWall(5_000);
    for (let second = 0; second < 30; second++) {
      clock.advance(1_000);
      follower.follow(timeline.state().slew);
      clock.advance(333);
      expect(Math.abs(follower.nowUs() - timeline.nowUs())).toBeLessThanOrEqual(1);
    }
    expect(follower.nowUs() - START_MS * 1000).toBeGreaterThan(30 * 1_333_000);
  });
});
