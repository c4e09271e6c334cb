import { randomBytes, randomInt } from 'node:crypto';
import { setInterval, setTimeout } from 'node:timers';
import type { Clock, Random, Timers } from '../pure/index.ts';

/** The machine's own clocks. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicUs: () => Number(process.hrtime.bigint() / 1000n),
};

export const systemTimers: Timers = {
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    return { [Symbol.dispose]: () => clearTimeout(timer) };
  },
  every: (periodMs, run) => {
    const timer = setInterval(run, periodMs);
    return { [Symbol.dispose]: () => clearInterval(timer) };
  },
};

export const systemRandom: Random = {
  next: () => randomInt(0, 2 ** 47) / 2 ** 47,
  bytes: (length) => randomBytes(length),
};
