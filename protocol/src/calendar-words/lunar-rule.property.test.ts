import fc from 'fast-check';
import { expect, it } from 'vitest';
import { formatLunarRule, isLunarRule, type LunarRule, parseLunarRule } from './lunar-rule.ts';

const read = (text: string): LunarRule | string => {
  const parsed = parseLunarRule(text);
  return parsed.outcome === 'parsed' ? parsed.rule : parsed.message;
};

it('[CAL54] reading what was written gives the same rule', () => {
  const ordered = (most: number) =>
    fc
      .uniqueArray(fc.integer({ min: 1, max: most }), { minLength: 1 })
      .map((all) => all.sort((a, b) => a - b));
  const two = (value: number) => String(value).padStart(2, '0');
  const time = fc
    .tuple(fc.nat(23), fc.nat(59), fc.constantFrom(0, 0, 7, 59))
    .map((parts) => parts.map(two).join(':'));
  const rule: fc.Arbitrary<LunarRule> = fc.record({
    days: ordered(30),
    months: fc.oneof(fc.constant('every' as const), ordered(12)),
    leapMonths: fc.constantFrom('skip', 'repeat'),
    shortMonth: fc.constantFrom('skip', 'last'),
    offsetDays: fc.integer({ min: -60, max: 60 }),
    times: fc.uniqueArray(time, { maxLength: 5 }).map((times) => times.sort()),
  });
  fc.assert(
    fc.property(rule, (rule) => {
      const text = formatLunarRule(rule);
      expect(isLunarRule(text)).toBe(true);
      expect(read(text)).toEqual(rule);
    }),
  );
});
