import { writeFileSync } from 'node:fs';
import type { Logger, Timers } from '@loa/runtime/pure';

/** How often the file is touched; a supervisor takes three missed touches for an agent that hangs. */
export const TOUCH_EVERY_MS = 10_000;

/**
 * [FLT25] Touches a file as long as the event loop turns, for a supervisor that looks at its age. It
 * belongs in memory (`/run`, `/tmp`): a card would wear. A file that cannot be written is told once
 * and ends nothing.
 */
export function touchAliveFile(path: string, timers: Timers, log: Logger): Disposable {
  let isTold = false;
  const touch = (): void => {
    try {
      writeFileSync(path, '');
    } catch (error) {
      if (!isTold) log.warn({ path, err: error }, 'the alive file cannot be written');
      isTold = true;
    }
  };
  touch();
  return timers.every(TOUCH_EVERY_MS, touch);
}
