/** Instants as people of the city read and write them. The phone's own zone never matters. */
import type { Language } from '@loa/protocol/vocabulary';

const LOCALES: Record<Language, string> = { vi: 'vi-VN', en: 'en-GB' };

export interface CivilFormat {
  readonly language: Language;
  readonly timeZone: string;
}

/** `17:05` */
export function clockText(atMs: number, format: CivilFormat): string {
  return formatted(atMs, format, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
}

/** `17:05:09` */
export function secondText(atMs: number, format: CivilFormat): string {
  return formatted(atMs, format, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
}

/** Weekday, day and month. */
export function dayText(atMs: number, format: CivilFormat): string {
  return formatted(atMs, format, { weekday: 'long', day: 'numeric', month: 'numeric' });
}

/** Month and year of a civil day. */
export function monthText(day: string, language: Language): string {
  const format = { language, timeZone: 'UTC' };
  return formatted(Date.parse(`${day}T00:00Z`), format, { month: 'long', year: 'numeric' });
}

/** The clock, and the day where it is not the day of `nowMs`. */
export function momentText(atMs: number, nowMs: number, format: CivilFormat): string {
  const clock = clockText(atMs, format);
  if (civilDate(atMs, format.timeZone) === civilDate(nowMs, format.timeZone)) return clock;
  const [, month, day] = civilDate(atMs, format.timeZone).split('-');
  return `${clock} ${day}/${month}`;
}

/** In 12 minutes, 3 hours ago: the largest unit that says it. */
export function relativeText(atMs: number, nowMs: number, language: Language): string {
  const seconds = Math.round((atMs - nowMs) / 1000);
  const words = new Intl.RelativeTimeFormat(LOCALES[language], { numeric: 'auto' });
  const size = Math.abs(seconds);
  if (size < 60) return words.format(seconds, 'second');
  if (size < 3600) return words.format(Math.trunc(seconds / 60), 'minute');
  if (size < 86_400) return words.format(Math.trunc(seconds / 3600), 'hour');
  return words.format(Math.trunc(seconds / 86_400), 'day');
}

/** `3:05`, `1:02:03`: how long a sound is. */
export function lengthText(durationMs: number): string {
  const seconds = Math.max(0, Math.round(durationMs / 1000));
  const pad = (value: number): string => String(value).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${pad(seconds % 60)}`;
  return `${Math.floor(minutes / 60)}:${pad(minutes % 60)}:${pad(seconds % 60)}`;
}

export function numberText(
  value: number,
  language: Language,
  options: Intl.NumberFormatOptions = {},
): string {
  // Never "−0": a placement error of nothing is no error to either side.
  return new Intl.NumberFormat(LOCALES[language], { signDisplay: 'negative', ...options }).format(
    value,
  );
}

/** `YYYY-MM-DD` in the zone. */
export function civilDate(atMs: number, timeZone: string): string {
  return wall(atMs, timeZone).slice(0, 10);
}

/** `HH:MM` in the zone. */
export function civilClock(atMs: number, timeZone: string): string {
  return wall(atMs, timeZone).slice(11, 16);
}

/**
 * The instant of a date and clock time in the zone, or null where the texts are no date and time.
 * A time that the zone skips is moved on by the gap; of one that it has twice the first is taken.
 */
export function instantOfCivil(date: string, clock: string, timeZone: string): number | null {
  if (!(/^\d{4}-\d{2}-\d{2}$/.test(date) && /^\d{2}:\d{2}$/.test(clock))) return null;
  const asUtc = Date.parse(`${date}T${clock}:00Z`);
  if (Number.isNaN(asUtc)) return null;
  const before = asUtc - offsetMs(asUtc - 86_400_000, timeZone);
  const after = asUtc - offsetMs(asUtc + 86_400_000, timeZone);
  const shows = (at: number): boolean => Date.parse(`${wall(at, timeZone)}Z`) === asUtc;
  const fitting = [before, after].filter(shows).sort((a, b) => a - b);
  return fitting[0] ?? before;
}

function offsetMs(atMs: number, timeZone: string): number {
  return Date.parse(`${wall(atMs, timeZone)}Z`) - Math.floor(atMs / 1000) * 1000;
}

/** `YYYY-MM-DDTHH:MM:SS` in the zone; the Swedish locale writes ISO 8601. */
function wall(atMs: number, timeZone: string): string {
  return new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  })
    .format(atMs)
    .replace(' ', 'T');
}

function formatted(atMs: number, format: CivilFormat, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(LOCALES[format.language], {
    ...options,
    timeZone: format.timeZone,
  }).format(atMs);
}
