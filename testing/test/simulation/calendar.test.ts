/** The short form of `npm run proof -- calendar`. */
import { expect, it } from 'vitest';
import { runMonth } from './time-machine.ts';

it('[SIM2] days of Tam Kỳ with edits, kills and outages: every difference of ledger and record is explained', async () => {
  const month = await runMonth({ days: 3, kills: 20, editsPerDay: 8, seed: 11 });
  expect(month.unexplained).toEqual([]);
  expect(month.kills).toBe(20);
  for (const happened of [month.cuts, month.clockSteps]) expect(happened).toBeGreaterThan(10);
  expect(month.ends['full'] ?? 0).toBeGreaterThan(month.plays / 2);
}, 240_000);
