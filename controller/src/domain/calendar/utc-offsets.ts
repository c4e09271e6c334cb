import type { UtcOffset } from '@loa/protocol/playout';
import { Temporal } from 'temporal-polyfill';

/** Changes of the clocks that are told beforehand: those of a year. */
const CHANGES_AHEAD = 2;
/** Before any instant that counts. */
const ALWAYS_US = 1e15;

/** [PLY95] How far civil time is ahead of UTC now, and after its next changes. */
export function utcOffsetsFrom(nowUs: number, timeZone: string): UtcOffset[] {
  let zoned: Temporal.ZonedDateTime | null = Temporal.Instant.fromEpochMilliseconds(
    Math.floor(nowUs / 1000),
  ).toZonedDateTimeISO(timeZone);
  const offsets = [{ fromUs: ALWAYS_US, minutes: minutesOf(zoned) }];
  for (let n = 0; n < CHANGES_AHEAD; n++) {
    zoned = zoned.getTimeZoneTransition('next');
    if (zoned === null) break;
    offsets.push({ fromUs: zoned.epochMilliseconds * 1000, minutes: minutesOf(zoned) });
  }
  return offsets;
}

function minutesOf(zoned: Temporal.ZonedDateTime): number {
  return Math.round(zoned.offsetNanoseconds / 60e9);
}
