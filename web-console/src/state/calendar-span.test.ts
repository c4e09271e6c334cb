import { expect, it } from 'vitest';
import { shownDays, turned } from './calendar-span.ts';

it('[CON61] a week begins on Monday, and a month with the week of its first day', () => {
  expect(shownDays('week', '2026-11-22').slice(0, 1)).toEqual(['2026-11-16']);
  expect(shownDays('week', '2026-11-16')).toHaveLength(7);
  const month = shownDays('month', '2026-11-22');
  expect([month[0], month.at(-1)]).toEqual(['2026-10-26', '2026-12-06']);
});

it('[CON61] turns by a week or a month', () => {
  expect(turned('week', '2026-11-22', 1)).toBe('2026-11-29');
  expect(turned('month', '2026-12-31', 1)).toBe('2027-01-01');
  expect(turned('month', '2027-01-31', -1)).toBe('2026-12-01');
});
