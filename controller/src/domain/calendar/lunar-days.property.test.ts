/**
 * Laws of lunar recurrence. The rule is restated the plain way, one day at a time: a day belongs
 * to it when the day an offset before has a lunar date that the rule names.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from './civil-time.ts';
import { lunarOf } from './lunar.ts';
import { type LunarDays, lunarDays } from './lunar-days.ts';

const some = (most: number) =>
  fc.uniqueArray(fc.integer({ min: 1, max: most }), { minLength: 1, maxLength: 4 });
const rule: fc.Arbitrary<LunarDays> = fc.record({
  days: some(30),
  months: fc.oneof(fc.constant('every' as const), some(12)),
  leapMonths: fc.constantFrom('skip', 'repeat'),
  shortMonth: fc.constantFrom('skip', 'last'),
  offsetDays: fc.integer({ min: -60, max: 60 }),
});
const span = fc
  .tuple(fc.integer({ min: 0, max: 72_000 }), fc.nat(900))
  .map(([first, length]) => [addDays('1901-01-01', first), addDays('1901-01-01', first + length)])
  .map(([from = '', through = '']) => [from, through] as const);

function belongs(rule: LunarDays, day: string): boolean {
  const base = addDays(day, -rule.offsetDays);
  const lunar = lunarOf(base);
  if (lunar.isLeap && rule.leapMonths === 'skip') return false;
  if (rule.months !== 'every' && !rule.months.includes(lunar.month)) return false;
  const isLast = lunarOf(addDays(base, 1)).day === 1;
  const means30 = rule.shortMonth === 'last' && isLast && rule.days.includes(30);
  return means30 || rule.days.includes(lunar.day);
}

function daysBetween(from: string, through: string): string[] {
  const days: string[] = [];
  for (let day = from; day <= through; day = addDays(day, 1)) days.push(day);
  return days;
}

describe('lunarDays', () => {
  it('[CAL52] are the days whose date the rule names, an offset before', () => {
    fc.assert(
      fc.property(rule, span, (rule, [from, through]) => {
        const expected = daysBetween(from, through).filter((day) => belongs(rule, day));
        expect(lunarDays(rule, from, through)).toEqual(expected);
      }),
      { numRuns: 30 },
    );
  });

  it('[CAL53] asked for in parts are those asked for at once', () => {
    fc.assert(
      fc.property(rule, span, fc.array(fc.nat(900)), (rule, [from, through], cuts) => {
        const whole = lunarDays(rule, from, through);
        const ends = [...new Set(cuts.map((cut) => addDays(from, cut)))]
          .filter((end) => end < through)
          .sort();
        const parts = [...ends, through].flatMap((end, index) =>
          lunarDays(rule, index === 0 ? from : addDays(ends[index - 1] as string, 1), end),
        );
        expect(parts).toEqual(whole);
      }),
    );
  });
});
