/** A unit's calendar as iCalendar text (RFC 5545). */
import { usOfFrames } from '@loa/protocol/vocabulary';
import { isoOfMs } from '@loa/runtime/node';
import type { CalendarEntry, UnitCalendar } from '../engine/calendar-links.ts';
import { CLASS_WORDS, REASON_WORDS, REPORT_PHRASES } from './report-words.ts';

/** Octets of a line without its break (section 3.1): not characters, of which Vietnamese has long ones. */
const LINE_OCTETS = 75;

/** [REP20] An entry keeps its UID however often it is read: that of its occurrence. */
export function icalendarOf(calendar: UnitCalendar): string {
  const { unitName, timeZone, language, cutAtUs } = calendar;
  const name = `${REPORT_PHRASES.programme[language]} – ${unitName}`;
  const cut =
    cutAtUs === null
      ? []
      : [line('X-WR-CALDESC', `${REPORT_PHRASES.until[language]} ${utc(cutAtUs)}`)];
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Loa//Loa 1//VI',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    line('X-WR-CALNAME', name),
    line('NAME', name),
    ...cut,
    line('X-WR-TIMEZONE', timeZone),
    'REFRESH-INTERVAL;VALUE=DURATION:PT1H',
    ...calendar.entries.flatMap((entry) => eventOf(entry, calendar)),
    'END:VCALENDAR',
  ];
  return `${lines.map(folded).join('\r\n')}\r\n`;
}

function eventOf(
  { occurrence, cancelled }: CalendarEntry,
  { language, madeAtUs, unitName }: UnitCalendar,
): string[] {
  const { cueId, title, category, startAtUs, durationFrames } = occurrence;
  const categories = [category, CLASS_WORDS[occurrence.class][language]].filter(
    (one) => one !== '',
  );
  const reason = cancelled === null ? [] : [line('DESCRIPTION', REASON_WORDS[cancelled][language])];
  return [
    'BEGIN:VEVENT',
    line('UID', cueId),
    `DTSTAMP:${utc(madeAtUs)}`,
    `DTSTART:${utc(startAtUs)}`,
    `DTEND:${utc(startAtUs + usOfFrames(durationFrames))}`,
    line('SUMMARY', title),
    line('LOCATION', unitName),
    `CATEGORIES:${categories.map(escaped).join(',')}`,
    ...reason,
    `STATUS:${cancelled === null ? 'CONFIRMED' : 'CANCELLED'}`,
    'TRANSP:TRANSPARENT',
    'END:VEVENT',
  ];
}

function line(name: string, text: string): string {
  return `${name}:${escaped(text)}`;
}

/** Section 3.3.11; control characters have no place in text. */
function escaped(text: string): string {
  return text
    .replace(/[\\;,]/g, (sign) => `\\${sign}`)
    .replace(/\r\n|\r|\n/g, '\\n')
    .replace(/\p{Cc}/gu, ' ');
}

function utc(atUs: number): string {
  return isoOfMs(Math.floor(atUs / 1e6) * 1000)
    .replace(/\.\d+/, '')
    .replace(/[-:]/g, '');
}

/** Section 3.1: a long line goes on after a break and a space, never within a character. */
function folded(text: string): string {
  const parts: string[] = [];
  let part = '';
  let octets = 0;
  for (const character of text) {
    const length = Buffer.byteLength(character);
    if (octets + length > LINE_OCTETS) {
      parts.push(part);
      part = '';
      // The space that begins the next line counts.
      octets = 1;
    }
    part += character;
    octets += length;
  }
  return [...parts, part].join('\r\n ');
}
