import { LoaError } from '@loa/runtime/pure';
import { hash, verify } from '@node-rs/argon2';
import type { Passwords } from '../../engine/passwords-port.ts';

/**
 * argon2id as OWASP's Password Storage Cheat Sheet has it: 19 MiB, two passes, one lane. The
 * algorithm is the library's default.
 */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
/** Hashes at a time: each takes a core for a quarter of a second on a small machine. */
export const HASHES_AT_ONCE = 2;
/** Logins that wait for their turn; one more is `unavailable`. */
export const HASHES_WAITING = 32;

/** The hash of 32 random bytes that were thrown away. */
const DECOY =
  '$argon2id$v=19$m=19456,t=2,p=1$zD/68DtmCf0OfV07HI0FKA$2lEezmZNTPmjKRL+hh3hd7n9mjQS9pxQ/59MufEMRRM';

export function createArgon2Passwords(): Passwords {
  const waiting: (() => void)[] = [];
  let running = 0;

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (running >= HASHES_AT_ONCE) {
      if (waiting.length >= HASHES_WAITING) {
        throw new LoaError('unavailable', 'too many logins at a time: try again in a few seconds', {
          isRetryable: true,
        });
      }
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else {
      running += 1;
    }
    try {
      return await work();
    } finally {
      // The place passes to the next in line, so that nobody overtakes.
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  }

  return {
    decoy: DECOY,
    hash: (password) => inTurn(() => hash(password, COST)),
    verify: (stored, password) =>
      inTurn(async () => {
        try {
          return await verify(stored, password);
        } catch {
          return false;
        }
      }),
  };
}
