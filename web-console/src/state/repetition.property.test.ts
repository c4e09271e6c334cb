import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Repetition, repetitionOf, timingOf, WORKING_DAYS } from './repetition.ts';

const repetition: fc.Arbitrary<Repetition> = fc.oneof(
  fc.constantFrom<Repetition>(
    { kind: 'daily' },
    { kind: 'working-days' },
    { kind: 'lunar-days' },
    { kind: 'once' },
    { kind: 'rule', rule: 'FREQ=MONTHLY;BYDAY=1MO' },
    { kind: 'rule', rule: 'LUNAR:MONTHS=1;DAYS=1;OFFSET=-1' },
  ),
  fc
    .uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 6 })
    .map((days) => days.sort((a, b) => a - b))
    .filter((days) => days.join() !== WORKING_DAYS.join())
    .map((weekdays): Repetition => ({ kind: 'weekdays', weekdays })),
);
const clock = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));
const times = fc
  .uniqueArray(clock, { minLength: 1, maxLength: 6 })
  .map((list) => list.sort((a, b) => a.localeCompare(b)));

it('[CON51] a rule made of choices is shown as those very choices again', () => {
  fc.assert(
    fc.property(repetition, times, (chosen, at) => {
      const shown = chosen.kind === 'rule' ? at.slice(0, 1) : at;
      const timing = timingOf(chosen, { fromDay: '2026-11-23', untilDay: null }, shown);
      expect(repetitionOf(timing)).toEqual({ repetition: chosen, times: shown });
    }),
  );
});
