/** Slow hashing of passwords. */
export interface Passwords {
  /** Rejects with `unavailable` (retryable) when too many wait: a named limit of the adapter. */
  hash(password: string): Promise<string>;
  /** False also for a hash that cannot be read. Rejects as `hash` does. */
  verify(hash: string, password: string): Promise<boolean>;
  /** A hash of the same cost that nobody knows the password of. */
  readonly decoy: string;
}
