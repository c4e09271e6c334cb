import { describe, expect, it } from 'vitest';
import { cueGainDb } from './authorisation.ts';
import { LEVEL, type LevelTable, levelDb, nextLevelChangeUs } from './levels.ts';

const HOUR = 3_600e6;
/** Midnight of a day in UTC. */
const DAY = 1_800_057_600e6;
const VIETNAM = [{ fromUs: 1e15, minutes: 420 }];
/** An instant by the hour of the day in Vietnam. */
const at = (hour: number): number => DAY + (hour - 7) * HOUR;
const rule = (from: number, to: number, gainDb: number) => ({
  classes: ['normal', 'priority'] as const,
  fromMinute: from * 60,
  toMinute: to * 60,
  gainDb,
});
const table = (change: Partial<LevelTable>): LevelTable => ({
  ...LEVEL,
  utcOffsets: VIETNAM,
  ...change,
});

describe('[PLY90] the level of a class at a time of day', () => {
  const levels = [rule(0, 24, -3), rule(21, 5, -12)];

  it('is that of the last rule that fits, over midnight too', () => {
    const day = table({ levels });
    expect([20.99, 21, 23.99, 24, 28.99, 29].map((h) => levelDb(day, 'normal', at(h)))).toEqual([
      -3, -12, -12, -12, -12, -3,
    ]);
    expect(levelDb(day, 'emergency', at(22))).toBe(0);
    expect(levelDb(LEVEL, 'normal', at(22))).toBe(0);
  });

  it('goes by civil time, which may change', () => {
    const utcOffsets = [
      { fromUs: 1e15, minutes: 60 },
      { fromUs: DAY + HOUR, minutes: 120 },
    ];
    const summer = table({ utcOffsets, levels: [rule(2, 3, -9)] });
    // From 01:59 the clocks go to 03:00.
    expect(levelDb(summer, 'normal', DAY + HOUR - 1)).toBe(0);
    expect(levelDb(summer, 'normal', DAY + HOUR)).toBe(0);
    expect(nextLevelChangeUs(summer, DAY + HOUR - 1)).toBe(DAY + HOUR);
  });

  it('is lowered by the strongest mute, for all but emergencies, and never above the cap', () => {
    const mutes = [
      { fromUs: at(8), untilUs: at(10), gainDb: -6 },
      { fromUs: at(9), untilUs: at(12), gainDb: -20 },
    ];
    const lowered = table({ mutes });
    expect([7, 8, 9, 10, 12].map((h) => levelDb(lowered, 'priority', at(h)))).toEqual([
      0, -6, -20, -20, 0,
    ]);
    expect(levelDb(lowered, 'emergency', at(9))).toBe(0);
    const loud = { gainDb: -4, emergencyGainDb: 0, maxGainDb: -3 };
    const day = { ...loud, ...table({ levels: [rule(0, 24, 6)] }) };
    expect(cueGainDb(day, { class: 'normal', gainDb: 6 }, at(9))).toBe(-3);
    expect(cueGainDb({ ...loud, ...lowered }, { class: 'normal', gainDb: 0 }, at(9))).toBe(-24);
  });
});

it('[PLY91] the next change is the nearest edge of a rule, of civil time or of a mute', () => {
  const mutes = [{ fromUs: at(8), untilUs: at(30), gainDb: null }];
  const day = table({ levels: [rule(21, 5, -12)], mutes });
  expect(nextLevelChangeUs(day, at(7))).toBe(at(8));
  expect(nextLevelChangeUs(day, at(8))).toBe(at(21));
  expect(nextLevelChangeUs(day, at(21))).toBe(at(29));
  expect(nextLevelChangeUs(day, at(29))).toBe(at(30));
  expect(nextLevelChangeUs(table({}), at(7))).toBeNull();
});
