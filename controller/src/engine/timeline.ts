import type { Clock, Random } from '@loa/runtime/pure';
import { encodeBase64Url } from '@loa/runtime/pure';
import type { Timeline } from './ports.ts';
import { INITIAL_SLEW, type Slew, slewedUs, stepSlew } from './slew.ts';

/**
 * [SYN20] The controller's timeline: UTC at start plus the monotonic clock, drawn towards UTC by the
 * slew. Every start has an id of its own.
 */
export function createTimeline(clock: Clock, random: Random): Timeline {
  const originUs = clock.nowMs() * 1000;
  const startUs = clock.monotonicUs();
  let slew: Slew = INITIAL_SLEW;
  return {
    timelineId: encodeBase64Url(random.bytes(12)),
    nowUs: () => {
      const elapsedUs = clock.monotonicUs() - startUs;
      const utcElapsedUs = clock.nowMs() * 1000 - originUs;
      slew = stepSlew(slew, { elapsedUs, utcElapsedUs });
      return Math.floor(originUs + slewedUs(slew, elapsedUs));
    },
  };
}
