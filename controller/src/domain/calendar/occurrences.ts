import { type CueId, cueIdOf, type ItemId } from '@loa/protocol/vocabulary';
import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';
import { CivilDays } from './civil-days.ts';
import { civilSecondOf } from './civil-time.ts';
import { dayNumberOf, dayOfNumber } from './day-number.ts';
import { firstLunarStart, lunarStarts } from './lunar-days.ts';
import { plainRuleOf } from './plain-rule.ts';
import type { Recurrence } from './recurrence.ts';
import { parseRule, type Rule } from './rule.ts';

/** One start of an item. */
export interface Start {
  readonly cueId: CueId;
  /** Original civil start, part of the identity: `YYYY-MM-DDTHH:MM`, with `:SS` unless 0. */
  readonly localStart: string;
  readonly startAtUs: number;
}

/** When an item occurs, in civil time of the city. */
export interface Timing {
  readonly itemId: ItemId;
  /** `YYYY-MM-DDTHH:MM[:SS]`: the first start. */
  readonly start: string;
  /** RFC 5545 RRULE text without DTSTART, or that of a lunar rule, `LUNAR:…`; null is once. */
  readonly rrule: string | null;
  /** Last civil day on which its rule may occur. */
  readonly until: string | null;
  /** Civil days on which its rule does not occur. */
  readonly except: readonly string[];
  /** Starts beside those of the rule, `YYYY-MM-DDTHH:MM[:SS]`; none unless given. */
  readonly extraStarts?: readonly string[];
}

/** Periods in which a rule may find nothing before it counts as one that never occurs. */
const BARREN_PERIODS = 2_000;

/** A rule repeats in civil time, which has no offset: UTC stands for it while it is unfolded. */
const CIVIL = 'UTC';

/** Civil days, both included. */
export interface Span {
  readonly fromDay: string;
  readonly throughDay: string;
}

/**
 * [CAL1] The starts of an item on the civil days from `fromDay` through `throughDay`, in order of
 * civil time. Bounded by `STARTS_PER_DAY` a day.
 *
 * @throws RangeError on a rule that `parseRule` refuses, and on days outside 1900 to 2100 with a
 *   lunar one
 */
export function occurrencesOf(item: Timing, days: Span, timeZone: string): Start[] {
  return startsOn(item, days, new CivilDays(timeZone));
}

/** As `occurrencesOf`, for many items: `calendar` remembers the days they share. */
export function startsOn(item: Timing, days: Span, calendar: CivilDays): Start[] {
  const starts: Start[] = [];
  for (const local of localStartsOn(item, days, calendar.timeZone)) {
    const localStart = local.endsWith(':00') ? local.slice(0, 16) : local;
    const startAtUs = calendar.instantUs(local);
    starts.push({ cueId: cueIdOf(item.itemId, localStart), localStart, startAtUs });
  }
  return starts;
}

/** As `occurrencesOf`, in civil time only, `YYYY-MM-DDTHH:MM:SS`: many years cost little. */
export function localStartsOn(item: Timing, days: Span, timeZone: string): readonly string[] {
  return withExtras(item, days, ruledStarts(item, days, timeZone));
}

/** The first civil start of an item, or null where it never comes: 30 February. */
export function firstStart(item: Timing): string | null {
  const [first] = [firstRuledStart(item), ...(item.extraStarts ?? [])]
    .filter((local) => local !== null)
    .map((local) => toSecond(Temporal.PlainDateTime.from(local)))
    .sort();
  return first === undefined ? null : shortened(Temporal.PlainDateTime.from(first));
}

function firstRuledStart(item: Timing): string | null {
  if (item.rrule === null) return item.start;
  const rule = ruleOf(item.rrule);
  if (rule.kind === 'lunar') {
    return firstLunarStart(rule.lunar, toSecond(Temporal.PlainDateTime.from(item.start)));
  }
  const first = civil(item.start);
  try {
    return unfold(rule.recurrence, first).next(first, true)?.toPlainDateTime().toString() ?? null;
  } catch {
    return null;
  }
}

/** [CAL55] The starts of the rule and the extra ones, each once, in order. */
function withExtras(item: Timing, days: Span, ruled: readonly string[]): readonly string[] {
  if (item.extraStarts === undefined || item.extraStarts.length === 0) return ruled;
  const extra = item.extraStarts
    .map((local) => toSecond(Temporal.PlainDateTime.from(local)))
    .filter((local) => local >= days.fromDay && local.slice(0, 10) <= days.throughDay);
  return [...new Set([...ruled, ...extra])].sort();
}

function ruledStarts(item: Timing, days: Span, timeZone: string): string[] {
  const skipped = new Set(item.except);
  return localStarts(item, days, timeZone).filter((local) => !skipped.has(local.slice(0, 10)));
}

/** Civil starts to the second, `YYYY-MM-DDTHH:MM:SS`. */
function localStarts(item: Timing, days: Span, timeZone: string): string[] {
  const last = item.until !== null && item.until < days.throughDay ? item.until : days.throughDay;
  const start = toSecond(Temporal.PlainDateTime.from(item.start));
  const first = start.slice(0, 10);
  const from = [first, days.fromDay].sort().at(-1) as string;
  if (from > last) return [];
  if (item.rrule === null) return first >= from && first <= last ? [start] : [];
  const rule = ruleOf(item.rrule);
  return rule.kind === 'lunar'
    ? lunarStarts(rule.lunar, start, { fromDay: from, throughDay: last })
    : civilStarts(rule.recurrence, { start, from, last }, timeZone);
}

interface Stretch {
  /** The first start of the item, to the second. */
  readonly start: string;
  /** Civil days, both included. */
  readonly from: string;
  readonly last: string;
}

function civilStarts(rule: Recurrence, stretch: Stretch, timeZone: string): string[] {
  const until = rule.until === null ? null : toSecond(untilOf(rule.until, timeZone));
  return (plainStarts(rule, stretch) ?? unfolded(rule, stretch)).filter(
    (local) => until === null || local <= until,
  );
}

function plainStarts(rule: Recurrence, { start, from, last }: Stretch): string[] | null {
  const plain = plainRuleOf(rule, start, weekdayOf(dayNumberOf(start.slice(0, 10))));
  if (plain === null) return null;
  const { weekdays, times } = plain;
  const starts: string[] = [];
  const lastNumber = dayNumberOf(last);
  for (let number = dayNumberOf(from); number <= lastNumber; number++) {
    if (weekdays !== null && !weekdays.has(weekdayOf(number))) continue;
    const day = dayOfNumber(number);
    for (const time of times) if (`${day}T${time}` >= start) starts.push(`${day}T${time}`);
  }
  return starts;
}

/** ISO 8601: Julian day 0 was a Monday. */
function weekdayOf(dayNumber: number): number {
  return (dayNumber % 7) + 1;
}

function unfolded(rule: Recurrence, { start, from, last }: Stretch): string[] {
  return unfold(rule, civil(start))
    .between(civil(from), civil(`${last}T23:59:59`), true)
    .map((zoned) => toSecond(zoned.toPlainDateTime()));
}

function ruleOf(text: string): Rule {
  const parsed = parseRule(text);
  if (parsed.outcome === 'refused') throw new RangeError(`rrule: ${parsed.message}`);
  return parsed.rule;
}

function unfold(rule: Recurrence, first: Temporal.ZonedDateTime): RRuleTemporal {
  return new RRuleTemporal({
    rruleString: rule.text,
    dtstart: first,
    maxIterations: BARREN_PERIODS,
    cache: false,
  });
}

function civil(local: string): Temporal.ZonedDateTime {
  return Temporal.PlainDateTime.from(local).toZonedDateTime(CIVIL);
}

/** [CAL6] UNTIL as a civil time: a date means its whole day, a UTC instant its civil time there. */
function untilOf(until: string, timeZone: string): Temporal.PlainDateTime {
  const text = until.replace(/^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2}))?(Z?)$/, expandUntil);
  if (!text.endsWith('Z')) return Temporal.PlainDateTime.from(text);
  const atUs = Temporal.Instant.from(text).epochMilliseconds * 1000;
  return Temporal.PlainDateTime.from(civilSecondOf(atUs, timeZone));
}

function expandUntil(
  _: string,
  ...[year, month, day, hour, minute, second, zulu]: string[]
): string {
  const date = `${year}-${month}-${day}`;
  return hour === undefined ? `${date}T23:59:59` : `${date}T${hour}:${minute}:${second}${zulu}`;
}

function toSecond(at: Temporal.PlainDateTime): string {
  return at.toString({ smallestUnit: 'second' });
}

function shortened(at: Temporal.PlainDateTime): string {
  return at.toString({ smallestUnit: at.second === 0 ? 'minute' : 'second' });
}
