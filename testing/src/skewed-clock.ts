import type { Clock } from '@loa/runtime/pure';

/** A real clock seen through a crystal of its own: hours apart from others, and drifting. */
export function skewedClock(
  clock: Clock,
  { offsetUs, skewPpm }: { readonly offsetUs: number; readonly skewPpm: number },
): Clock {
  const beginUs = clock.monotonicUs();
  const rate = 1 + skewPpm * 1e-6;
  return {
    nowMs: () => clock.nowMs(),
    monotonicUs: () => Math.round(offsetUs + (clock.monotonicUs() - beginUs) * rate),
  };
}
