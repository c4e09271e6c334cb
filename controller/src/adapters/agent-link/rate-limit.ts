import type { Clock } from '@loa/runtime/pure';

/** A bucket that holds `burst` and fills at `perSecond`. Time is monotonic, in µs. */
export interface Bucket {
  readonly tokens: number;
  readonly atUs: number;
}

/** The bucket after one was taken from it, or null when it was empty. */
export function takeToken(
  bucket: Bucket | undefined,
  rate: { readonly perSecond: number; readonly burst: number },
  nowUs: number,
): Bucket | null {
  const sinceUs = bucket ? nowUs - bucket.atUs : 0;
  const held = Math.min(
    rate.burst,
    (bucket?.tokens ?? rate.burst) + (sinceUs * rate.perSecond) / 1e6,
  );
  return held >= 1 ? { tokens: held - 1, atUs: nowUs } : null;
}

/** Rates by key; the least recently seen keys are forgotten first. */
export function createRateLimit(
  clock: Clock,
  rate: { readonly perSecond: number; readonly burst: number; readonly keys: number },
): (key: string) => boolean {
  const buckets = new Map<string, Bucket>();
  return (key) => {
    const former = buckets.get(key);
    const taken = takeToken(former, rate, clock.monotonicUs());
    if (!taken) return false;
    buckets.delete(key);
    buckets.set(key, taken);
    for (const oldest of buckets.keys()) {
      if (buckets.size <= rate.keys) break;
      buckets.delete(oldest);
    }
    return true;
  };
}
