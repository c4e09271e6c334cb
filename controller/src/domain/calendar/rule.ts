import { isLunarRule, type LunarRule, parseLunarRule } from '@loa/protocol/calendar-words';
import { parseRecurrence, type Recurrence, STARTS_PER_DAY } from './recurrence.ts';

/** A rule of recurrence: of the civil calendar by RFC 5545, or of the lunar calendar. */
export type Rule =
  | { readonly kind: 'rrule'; readonly recurrence: Recurrence }
  | { readonly kind: 'lunar'; readonly lunar: LunarRule };

export type ParsedRule =
  | {
      readonly outcome: 'parsed';
      readonly rule: Rule;
      /** The most starts that one day can have. */
      readonly startsPerDay: number;
    }
  | { readonly outcome: 'refused'; readonly message: string };

/** [CAL5] [CAL54] Reads the text of a rule, RRULE or `LUNAR:…`; a refusal names the part at fault. */
export function parseRule(text: string): ParsedRule {
  if (!isLunarRule(text)) {
    const parsed = parseRecurrence(text);
    if (parsed.outcome === 'refused') return parsed;
    const { recurrence } = parsed;
    const { startsPerDay } = recurrence;
    return { outcome: 'parsed', rule: { kind: 'rrule', recurrence }, startsPerDay };
  }
  const parsed = parseLunarRule(text);
  if (parsed.outcome === 'refused') return parsed;
  const startsPerDay = Math.max(parsed.rule.times.length, 1);
  if (startsPerDay > STARTS_PER_DAY) {
    const message = `TIMES: ${startsPerDay} starts a day; at most ${STARTS_PER_DAY} are possible`;
    return { outcome: 'refused', message };
  }
  return { outcome: 'parsed', rule: { kind: 'lunar', lunar: parsed.rule }, startsPerDay };
}
