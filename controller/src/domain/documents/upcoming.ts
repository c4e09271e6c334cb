/** What a timing that is still being written means: its rule, and when it comes next. */
import type { Timing } from '@loa/protocol/programme';
import { addDays } from '../calendar/civil-time.ts';
import { ruleOfCron } from '../calendar/cron.ts';
import { localStartsOn } from '../calendar/occurrences.ts';
import { timingFaults } from './days.ts';
import { type DocumentFault, fault } from './known.ts';

/**
 * Days that are looked ahead, in steps: most rules come within the first, 29 February within the
 * last. Each step is looked at only where those before it did not have enough.
 */
const SPANS_DAYS = [45, 800, 3_700] as const;

export type Upcoming =
  | {
      readonly outcome: 'read';
      /** As it is kept: cron text is translated. */
      readonly rule: string | null;
      /** Civil starts `YYYY-MM-DDTHH:MM`, with seconds unless 0. */
      readonly starts: readonly string[];
    }
  | { readonly outcome: 'faulty'; readonly fault: DocumentFault };

/** [CON53] Its first `most` starts after a civil second, as far as they come within ten years. */
export function upcomingStarts(
  timing: Timing,
  after: string,
  view: { readonly most: number; readonly timeZone: string },
): Upcoming {
  const rule = ruleTextOf(timing.rule);
  if (typeof rule === 'object' && rule !== null) return { outcome: 'faulty', fault: rule };
  const read = { ...timing, rule };
  const [first] = timingFaults('timing', read);
  if (first) return { outcome: 'faulty', fault: first };
  const { start, until, except, extra } = read;
  const item = { itemId: 'timing' as never, start, rrule: rule, until, except, extraStarts: extra };
  const today = after.slice(0, 10);
  const fromDay = [today, start.slice(0, 10)].sort().at(-1) as string;
  let starts: readonly string[] = [];
  for (const days of SPANS_DAYS) {
    const span = { fromDay: today, throughDay: lastOf(addDays(fromDay, days)) };
    starts = localStartsOn(item, span, view.timeZone).filter((local) => local > after);
    if (starts.length >= view.most) break;
  }
  return { outcome: 'read', rule, starts: starts.slice(0, view.most).map(shortened) };
}

/** Cron text has fields between spaces, the others have parts with `=`. */
function ruleTextOf(text: string | null): string | null | DocumentFault {
  if (text === null || text.includes('=')) return text;
  const translated = ruleOfCron(text);
  if (translated.outcome === 'translated') return translated.rule;
  return fault(['timing', 'rule'], translated.message);
}

function lastOf(day: string): string {
  return day > '2100-12-31' ? '2100-12-31' : day;
}

function shortened(local: string): string {
  return local.replace(/^(.{16}):00$/, '$1');
}
