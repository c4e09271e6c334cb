import { type Month, runMonth } from '../../testing/test/simulation/time-machine.ts';

const SEED = 11;
const EDITS_PER_DAY = 10;

/** Weeks of the demo city with everything that befalls it, judged line by line. */
export function proveCalendar(lengths: {
  readonly days: number;
  readonly kills: number;
}): Promise<Month> {
  return runMonth({ ...lengths, editsPerDay: EDITS_PER_DAY, seed: SEED });
}
