import { LIMITS, type PageHash } from '@loa/protocol/vocabulary';
import { SHORT_NOTICE_US } from './materialise.ts';
import type { Occurrence } from './occurrence.ts';

/** The text of one day page, named by its hash. */
export interface DayPageText {
  readonly day: string;
  readonly hash: PageHash;
  readonly text: string;
}

/**
 * [CAL12] Whether an occurrence stands in the day pages. One that was stopped well before its start
 * leaves them; one stopped later stays, and an order says that it was stopped. What a rule withholds
 * is on none.
 */
export function isOnPages(occurrence: Occurrence): boolean {
  const { stoppedAtUs, startAtUs, carriedBy, withheld } = occurrence;
  return (
    carriedBy === 'page' &&
    withheld === null &&
    (stoppedAtUs === null || stoppedAtUs > startAtUs - SHORT_NOTICE_US)
  );
}

/** [CAL11] As many pages as the limits of one page ask for. Cues are JSON in ASCII: length is bytes. */
export function splitPages(day: string, cues: readonly string[]): string[] {
  const open = `{"day":"${day}","cues":[`;
  const pages: string[] = [];
  let held: string[] = [];
  let bytes = open.length + 2;
  const flush = () => {
    if (held.length > 0) pages.push(`${open}${held.join(',')}]}`);
    held = [];
    bytes = open.length + 2;
  };
  for (const text of cues) {
    if (held.length === LIMITS.pageCues || bytes + text.length + 1 > LIMITS.pageBytes) flush();
    held.push(text);
    bytes += text.length + 1;
  }
  flush();
  return pages;
}
