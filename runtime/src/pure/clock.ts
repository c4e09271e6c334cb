/** The clocks a program is given. Nothing below the composition root reads any other. */
export interface Clock {
  /** Wall clock, UTC, milliseconds since 1970. May jump. */
  nowMs(): number;
  /** Monotonic clock, microseconds since an arbitrary start. Never jumps. */
  monotonicUs(): number;
}

/** Timers on the monotonic clock. `after` fires once; disposing it is idempotent. */
export interface Timers {
  after(delayMs: number, run: () => void): Disposable;
  every(periodMs: number, run: () => void): Disposable;
}

/** Ids and chance, seeded in tests. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Cryptographically strong in production. */
  bytes(length: number): Uint8Array;
}
