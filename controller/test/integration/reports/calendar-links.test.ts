/** A unit's calendar as a calendar program fetches it: by a secret address, without a login. */

import { parseCueId } from '@loa/protocol/vocabulary';
import ICAL from 'ical.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CALENDAR_LIMITS } from '../../../src/engine/calendar-links.ts';
import { Browser } from '../../support/browser.ts';
import { anOccurrence } from '../../support/stored-things.ts';
import {
  EAST,
  type Person,
  startTestController,
  type TestController,
  WEST,
} from '../../support/test-controller.ts';

const HOUR_US = 3_600_000_000;
let controller: TestController;
let ward: Browser;
let person: Person;
let program: Browser;
let soonUs: number;

beforeAll(async () => {
  controller = await startTestController();
  soonUs = Date.now() * 1000 + HOUR_US;
  const east = { units: [EAST], zones: [], nodes: [] };
  const times = { startAtUs: soonUs, blockStartUs: soonUs, validUntilUs: soonUs + HOUR_US };
  const rule = { why: 'quiet-hours', rule: 'gio-phat' } as const;
  controller.stores.calendar.put([
    anOccurrence({ ...times, cueId: parseCueId('lich-dong@2026-11-22T05:30'), targets: east }),
    anOccurrence({
      ...times,
      ...{ cueId: parseCueId('lich-tam-dung@2026-11-22T05:30'), targets: east },
      exceptions: [{ ...rule, units: [EAST], but: [] }],
    }),
    anOccurrence({
      ...{ ...times, cueId: parseCueId('lich-tay@2026-11-22T05:30') },
      targets: { units: [WEST], zones: [], nodes: [] },
    }),
  ]);
  [ward, program] = [new Browser(controller.http), new Browser(controller.http)];
  person = await controller.person('broadcaster', EAST);
  await ward.login(person);
});
afterAll(() => controller[Symbol.asyncDispose]());

const link = async (): Promise<string> => (await ward.post('/api/calendar-link')).body.path;

test('[REP20] the calendar has what means a node of the unit, and what is withheld there', async () => {
  const answer = await program.get(await link());
  expect(answer.headers['content-type']).toBe('text/calendar; charset=utf-8');
  const events = new ICAL.Component(ICAL.parse(answer.text))
    .getAllSubcomponents('vevent')
    .map((one) => [one.getFirstPropertyValue('uid'), one.getFirstPropertyValue('status')])
    .filter(([uid]) => String(uid).startsWith('lich-'));
  expect(events).toEqual([
    ['lich-dong@2026-11-22T05:30', 'CONFIRMED'],
    ['lich-tam-dung@2026-11-22T05:30', 'CANCELLED'],
  ]);
});

test('[REP21] a secret is for its own units, until another is made or it is revoked', async () => {
  const first = await link();
  expect((await program.get(first.replace('phuong-dong', 'phuong-tay'))).status).toBe(404);
  expect((await program.get(first.replace(/.$/, 'x'))).status).toBe(404);
  const second = await link();
  expect((await program.get(first)).status).toBe(404);
  expect((await program.get(second)).status).toBe(200);
  await ward.call({ method: 'DELETE', url: '/api/calendar-link' });
  expect((await program.get(second)).body.code).toBe('not-found');
  expect(controller.audited(person.username).map(({ action }) => action)).toContain(
    'calendar.unlink',
  );
});

test('[REP21] disabling the account makes its address void', async () => {
  const other = await controller.person('technician', EAST);
  const browser = new Browser(controller.http);
  await browser.login(other);
  const { path } = (await browser.post('/api/calendar-link')).body;
  expect((await program.get(path)).status).toBe(200);
  controller.engine.accounts.disable(other.username);
  expect((await program.get(path)).status).toBe(404);
});

test('[REP20] beyond the most entries it says where it ends', async () => {
  const path = await link();
  const many = Array.from({ length: CALENDAR_LIMITS.entries + 1 }, (_, i) => {
    const startAtUs = soonUs + HOUR_US + i * 60e6;
    const cueId = parseCueId(`nhieu-${i}@2026-11-22T05:30`);
    const times = { startAtUs, blockStartUs: startAtUs, validUntilUs: startAtUs + 60e6 };
    return anOccurrence({ ...times, cueId, targets: { units: [EAST], zones: [], nodes: [] } });
  });
  controller.stores.calendar.put(many);
  const { text } = await program.get(path);
  expect(text.match(/BEGIN:VEVENT/g)).toHaveLength(CALENDAR_LIMITS.entries);
  expect(text).toContain('X-WR-CALDESC:Chỉ đến ');
  controller.stores.calendar.remove(many.map(({ cueId }) => cueId));
});
