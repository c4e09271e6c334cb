import { expect, test } from 'vitest';
import type { Timers } from '../pure/index.ts';
import { guardRun } from './run-guard.ts';

/** Timers that fire when told to. */
function handTimers(): Timers & { fire(): void; armed(): number } {
  const waiting = new Set<() => void>();
  const after: Timers['after'] = (_, run) => {
    waiting.add(run);
    return { [Symbol.dispose]: () => waiting.delete(run) };
  };
  return {
    after,
    every: after,
    fire: () => {
      for (const run of waiting) run();
    },
    armed: () => waiting.size,
  };
}

test('[MED6] at the wall limit the run is killed, and the first cause stands', () => {
  const timers = handTimers();
  const abort = new AbortController();
  let kills = 0;
  const guard = guardRun(() => kills++, { signal: abort.signal, timers, wallMs: 1000 });
  expect(guard.cause).toBeNull();
  timers.fire();
  abort.abort();
  expect(guard.cause).toBe('wall-limit');
  expect(kills).toBe(2);
});

test('[MED12] a run under an aborted signal is killed at once', () => {
  const timers = handTimers();
  const guard = guardRun(() => {}, { signal: AbortSignal.abort(), timers, wallMs: 1000 });
  expect(guard.cause).toBe('aborted');
});

test('[MED12] a run that ended is no longer guarded', () => {
  const timers = handTimers();
  const abort = new AbortController();
  let kills = 0;
  const guard = guardRun(() => kills++, { signal: abort.signal, timers, wallMs: 1000 });
  guard[Symbol.dispose]();
  abort.abort();
  expect(timers.armed()).toBe(0);
  expect(kills).toBe(0);
});
