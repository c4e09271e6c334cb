import { Temporal } from 'temporal-polyfill';

/**
 * [CAL3] The instant (UTC µs) of a civil time. A time that the clocks skip means the same time by
 * the clock before the change, that is, later by the gap; one that they repeat means the first
 * (RFC 5545, section 3.3.5).
 *
 * @param local `YYYY-MM-DDTHH:MM[:SS]`, or `YYYY-MM-DD` for the day's first instant
 */
export function instantUsOf(local: string, timeZone: string): number {
  const zoned = Temporal.PlainDateTime.from(local).toZonedDateTime(timeZone, {
    disambiguation: 'compatible',
  });
  return zoned.epochMilliseconds * 1000;
}

/** The civil date of an instant, `YYYY-MM-DD`. */
export function civilDayOf(atUs: number, timeZone: string): string {
  return zonedOf(atUs, timeZone).toPlainDate().toString();
}

/** The civil time of an instant to the second, `YYYY-MM-DDTHH:MM:SS`. */
export function civilSecondOf(atUs: number, timeZone: string): string {
  return zonedOf(atUs, timeZone)
    .toPlainDateTime()
    .toString({ fractionalSecondDigits: 0, roundingMode: 'trunc' });
}

export function addDays(day: string, days: number): string {
  return Temporal.PlainDate.from(day).add({ days }).toString();
}

/** Whether it is a civil time that a calendar knows: 30 February is not. */
export function isCivilTime(local: string): boolean {
  try {
    Temporal.PlainDateTime.from(local);
    return true;
  } catch {
    return false;
  }
}

/** Whether it names a zone of the IANA database. */
export function isTimeZone(name: string): boolean {
  try {
    Temporal.PlainDateTime.from('2026-01-01').toZonedDateTime(name);
    return !/^[+-]/.test(name);
  } catch {
    return false;
  }
}

function zonedOf(atUs: number, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(Math.floor(atUs / 1000)).toZonedDateTimeISO(
    timeZone,
  );
}
