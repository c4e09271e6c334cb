import type { Language } from '../vocabulary/index.ts';
import { ENGLISH } from './english.ts';
import { isLunarRule, parseLunarRule } from './lunar-rule.ts';
import { type RuleShape, shapeOf, shortTime } from './rule-shape.ts';
import type { RuleWords } from './rule-words.ts';
import { VIETNAMESE } from './vietnamese.ts';

const LANGUAGE_WORDS: Readonly<Record<Language, RuleWords>> = { vi: VIETNAMESE, en: ENGLISH };

/** Times of day that are listed one by one. */
const LISTED_TIMES = 6;

/**
 * [CAL58] A rule in words for people, without a capital and without a full stop: "hằng ngày lúc
 * 05:30 và 17:00". A rule that a short sentence cannot say is given as its text.
 *
 * @param rule RRULE or `LUNAR:…` text that the controller takes; null is once
 * @param start `YYYY-MM-DDTHH:MM[:SS]`: gives the day or the time that the rule leaves open
 */
export function describeRule(rule: string | null, language: Language, start?: string): string {
  const words = LANGUAGE_WORDS[language];
  const startTimes = start === undefined ? [] : [shortTime(start.slice(11))];
  if (rule === null) return words.once(start) + timesIn(words, startTimes);
  if (!isLunarRule(rule)) {
    const shape = shapeOf(rule, start);
    if (shape === null) return words.unsaid(rule);
    return words.rule(shape) + timesIn(words, shape.times) + endIn(words, shape);
  }
  const parsed = parseLunarRule(rule);
  if (parsed.outcome === 'refused') return words.unsaid(rule);
  const times = parsed.rule.times.map(shortTime);
  return words.lunar(parsed.rule) + timesIn(words, times.length > 0 ? times : startTimes);
}

function timesIn(words: RuleWords, times: readonly string[]): string {
  const [first] = times;
  const last = times.at(-1);
  if (first === undefined || last === undefined) return '';
  return times.length > LISTED_TIMES
    ? words.manyTimes(times.length, first, last)
    : words.times(times);
}

function endIn(words: RuleWords, { count, until }: RuleShape): string {
  if (count !== null) return words.count(count);
  if (until === null) return '';
  const [, hour, minute, zulu] = /T(..)(..)..(Z?)$/.exec(until) ?? [];
  if (hour === undefined) return words.through(until);
  return words.until(until, `${hour}:${minute}${zulu === 'Z' ? ' UTC' : ''}`);
}
