import type { LunarRule } from './lunar-rule.ts';
import type { RuleShape } from './rule-shape.ts';

/** How one language says rules. Dates are `YYYYMMDD` or `YYYY-MM-DD`, with or without a time. */
export interface RuleWords {
  /** The days; without times of day. */
  rule(shape: RuleShape): string;
  lunar(rule: LunarRule): string;
  times(times: readonly string[]): string;
  manyTimes(count: number, ...bounds: [first: string, last: string]): string;
  count(count: number): string;
  through(date: string): string;
  until(date: string, time: string): string;
  once(date: string | undefined): string;
  unsaid(rule: string): string;
}
