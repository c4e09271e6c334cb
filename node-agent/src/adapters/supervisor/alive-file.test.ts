import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '@loa/runtime/node';
import type { Timers } from '@loa/runtime/pure';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { TOUCH_EVERY_MS, touchAliveFile } from './alive-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loa-alive-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Timers whose one period is turned by hand. */
function handTimers() {
  const periods = new Map<() => void, number>();
  const timers: Timers = {
    after: () => ({ [Symbol.dispose]: () => {} }),
    every: (periodMs, run) => {
      periods.set(run, periodMs);
      return { [Symbol.dispose]: () => void periods.delete(run) };
    },
  };
  const turn = (): void => {
    for (const run of periods.keys()) run();
  };
  return { timers, periods, turn };
}

describe('the alive file', () => {
  test('[FLT25] is there at once, comes back at every touch, and stays alone once disposed', () => {
    const hand = handTimers();
    const path = join(folder, 'alive');
    const touching = touchAliveFile(path, hand.timers, silentLogger);
    expect(existsSync(path)).toBe(true);
    expect([...hand.periods.values()]).toEqual([TOUCH_EVERY_MS]);
    rmSync(path);
    hand.turn();
    expect(existsSync(path)).toBe(true);
    touching[Symbol.dispose]();
    expect(hand.periods.size).toBe(0);
  });

  test('[FLT25] that cannot be written is told once and ends nothing', () => {
    const hand = handTimers();
    const told: string[] = [];
    const log = { ...silentLogger, warn: (_: object, message: string) => void told.push(message) };
    touchAliveFile(join(folder, 'none', 'alive'), hand.timers, log);
    hand.turn();
    hand.turn();
    expect(told).toEqual(['the alive file cannot be written']);
  });
});
