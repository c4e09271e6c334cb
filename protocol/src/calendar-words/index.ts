/** Rules of recurrence as text, and what they say to people. */
export { describeRule } from './describe-rule.ts';
export {
  formatLunarRule,
  isLunarRule,
  type LunarRule,
  type ParsedLunarRule,
  parseLunarRule,
} from './lunar-rule.ts';
