import type { Clock, Random } from '@loa/runtime/pure';
import { encodeBase64Url } from '@loa/runtime/pure';
import type { Timeline } from './ports.ts';
import { INITIAL_SLEW, type Slew, slewedUs, stepSlew } from './slew.ts';

/** A timeline as plain values: with the same monotonic clock, another thread has the same instants. */
export interface TimelineState {
  readonly timelineId: string;
  readonly originUs: number;
  /** Monotonic, µs. */
  readonly startUs: number;
  readonly slew: Slew;
}

/** The timeline with its state, for a thread that follows it. */
export interface LeadingTimeline extends Timeline {
  /** Compares with UTC when that is due. */
  state(): TimelineState;
}

/** A timeline whose slew is another's. */
export interface FollowingTimeline extends Timeline {
  follow(slew: Slew): void;
}

/**
 * [SYN20] The controller's timeline: UTC at start plus the monotonic clock, drawn towards UTC by the
 * slew. Every start has an id of its own.
 */
export function createTimeline(clock: Clock, random: Random): LeadingTimeline {
  const originUs = clock.nowMs() * 1000;
  const startUs = clock.monotonicUs();
  const timelineId = encodeBase64Url(random.bytes(12));
  let slew: Slew = INITIAL_SLEW;

  function observe(): number {
    const elapsedUs = clock.monotonicUs() - startUs;
    const utcElapsedUs = clock.nowMs() * 1000 - originUs;
    slew = stepSlew(slew, { elapsedUs, utcElapsedUs });
    return elapsedUs;
  }

  return {
    timelineId,
    nowUs: () => Math.floor(originUs + slewedUs(slew, observe())),
    state: () => {
      observe();
      return { timelineId, originUs, startUs, slew };
    },
  };
}

/**
 * [LNK42] The same timeline elsewhere in the process. Between two words of the leader it runs on with
 * the last slew; a word that comes a second late moves it by half a millisecond at the most.
 */
export function followTimeline(clock: Clock, state: TimelineState): FollowingTimeline {
  const { timelineId, originUs, startUs } = state;
  let { slew } = state;
  return {
    timelineId,
    nowUs: () => Math.floor(originUs + slewedUs(slew, clock.monotonicUs() - startUs)),
    follow: (newer) => {
      slew = newer;
    },
  };
}
