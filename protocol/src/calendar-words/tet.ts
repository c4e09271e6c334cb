import type { LunarRule } from './lunar-rule.ts';

/** Whether a rule is about Tết: the first of the first month, once a year. */
export function isTet({ days, months, leapMonths }: LunarRule): boolean {
  return months !== 'every' && leapMonths === 'skip' && `${months} ${days}` === '1 1';
}
