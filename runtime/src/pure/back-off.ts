/** Exponential back-off with full jitter: attempt n waits uniform in [0, min(cap, base·2ⁿ)]. */
export interface BackOffPolicy {
  readonly baseMs: number;
  readonly capMs: number;
}

/** @param chance uniform in [0, 1) */
export function backOffMs(policy: BackOffPolicy, attempt: number, chance: number): number {
  const ceiling = Math.min(policy.capMs, policy.baseMs * 2 ** Math.min(attempt, 30));
  return Math.round(ceiling * chance);
}
