import { type CueId, cueIdOf } from '@loa/protocol/vocabulary';
import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';
import { CivilDays } from './civil-days.ts';
import { civilSecondOf } from './civil-time.ts';
import type { Item } from './item.ts';
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

export type Timing = Pick<Item, 'itemId' | 'start' | 'rrule' | 'until' | 'except' | 'extraStarts'>;

/** Periods in which a rule may find nothing before it counts as one that never occurs. */
const BARREN_PERIODS = 2_000;

/** A rule repeats in civil time, which has no offset: UTC stands for it while it is unfolded. */
const CIVIL = 'UTC';

interface Span {
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
  for (const local of withExtras(item, days, ruledStarts(item, days, calendar))) {
    const localStart = local.endsWith(':00') ? local.slice(0, 16) : local;
    const startAtUs = calendar.instantUs(local);
    starts.push({ cueId: cueIdOf(item.itemId, localStart), localStart, startAtUs });
  }
  return starts;
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

function ruledStarts(item: Timing, days: Span, calendar: CivilDays): string[] {
  const skipped = new Set(item.except);
  return localStarts(item, days, calendar).filter((local) => !skipped.has(local.slice(0, 10)));
}

/** Civil starts to the second, `YYYY-MM-DDTHH:MM:SS`. */
function localStarts(item: Timing, days: Span, calendar: CivilDays): string[] {
  const last = item.until !== null && item.until < days.throughDay ? item.until : days.throughDay;
  const start = toSecond(Temporal.PlainDateTime.from(item.start));
  const first = start.slice(0, 10);
  const from = [first, days.fromDay].sort().at(-1) as string;
  if (from > last) return [];
  if (item.rrule === null) return first >= from && first <= last ? [start] : [];
  const rule = ruleOf(item.rrule);
  return rule.kind === 'lunar'
    ? lunarStarts(rule.lunar, start, { fromDay: from, throughDay: last })
    : civilStarts(rule.recurrence, { start, from, last }, calendar);
}

interface Stretch {
  /** The first start of the item, to the second. */
  readonly start: string;
  /** Civil days, both included. */
  readonly from: string;
  readonly last: string;
}

function civilStarts(rule: Recurrence, stretch: Stretch, calendar: CivilDays): string[] {
  const { start, from, last } = stretch;
  const until = rule.until === null ? null : toSecond(untilOf(rule.until, calendar.timeZone));
  return (plainStarts(rule, start, calendar.span(from, last)) ?? unfolded(rule, stretch)).filter(
    (local) => until === null || local <= until,
  );
}

function plainStarts(
  rule: Recurrence,
  start: string,
  days: ReturnType<CivilDays['span']>,
): string[] | null {
  const { dayOfWeek } = Temporal.PlainDate.from(start);
  const plain = plainRuleOf(rule, start, dayOfWeek);
  if (plain === null) return null;
  const { weekdays, times } = plain;
  return days
    .filter(({ weekday }) => weekdays === null || weekdays.has(weekday))
    .flatMap(({ day }) => times.map((time) => `${day}T${time}`))
    .filter((local) => local >= start);
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
