/** Written here, read back by another's parser. */
import { parseCueId } from '@loa/protocol/vocabulary';
import fc from 'fast-check';
import ICAL from 'ical.js';
import { expect, test } from 'vitest';
import { anOccurrence, START_US } from '../../test/support/stored-things.ts';
import type { CalendarEntry, UnitCalendar } from '../engine/calendar-links.ts';
import { icalendarOf } from './icalendar.ts';

function aCalendar(entries: readonly CalendarEntry[], cutAtUs: number | null = null): UnitCalendar {
  return {
    outcome: 'read',
    unitName: 'Phường An Mỹ',
    timeZone: 'Asia/Ho_Chi_Minh',
    language: 'vi',
    madeAtUs: START_US - 3_600e6,
    entries,
    cutAtUs,
  };
}

const read = (text: string) => new ICAL.Component(ICAL.parse(text));
const title = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc
    .array(fc.constantFrom('Đường Trần Phú', ';', ',', '\\', '\n', ' ', 'ước', '🔊'), {
      maxLength: 40,
    })
    .map((parts) => parts.join('')),
);

test('[REP22] whatever a title holds, lines are short and it is read back as it was', () => {
  fc.assert(
    fc.property(title, (held) => {
      const text = icalendarOf(
        aCalendar([{ occurrence: anOccurrence({ title: held }), cancelled: null }]),
      );
      const lines = text.split('\r\n');
      expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75);
      expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
      const event = read(text).getFirstSubcomponent('vevent');
      const meant = held.replace(/\r\n|\r/g, '\n').replace(/(?!\n)\p{Cc}/gu, ' ');
      expect(event?.getFirstPropertyValue('summary')).toBe(meant);
    }),
  );
});

test('[REP20] an entry is the occurrence, in UTC, with its id; withheld ones are cancelled', () => {
  const other = anOccurrence({ cueId: parseCueId('ca-nhac@2026-11-22T17:00'), class: 'priority' });
  const text = icalendarOf(
    aCalendar([
      { occurrence: anOccurrence(), cancelled: null },
      { occurrence: other, cancelled: 'suspended' },
    ]),
  );
  const [first, second] = read(text)
    .getAllSubcomponents('vevent')
    .map((one) => new ICAL.Event(one));
  expect(first?.uid).toBe('ban-tin-sang@2026-11-22T05:30');
  expect(first?.startDate.toJSDate().toISOString()).toBe('2026-11-21T22:30:00.000Z');
  expect(first?.duration.toSeconds()).toBe(10);
  expect(first?.component.getFirstPropertyValue('status')).toBe('CONFIRMED');
  expect(second?.component.getFirstPropertyValue('status')).toBe('CANCELLED');
  expect(second?.description).toBe('bị tạm ngừng trong những ngày này');
  expect(first?.component.getFirstProperty('categories')?.getValues()).toEqual([
    'thời sự',
    'Thông thường',
  ]);
  expect(text).not.toContain('X-WR-CALDESC');
});

test('[REP20] a calendar that was cut says until when it goes', () => {
  expect(icalendarOf(aCalendar([], START_US))).toContain('X-WR-CALDESC:Chỉ đến 20261121T223000Z');
});
