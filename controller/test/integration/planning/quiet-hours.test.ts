/** What a person sends against the hours of its class, over HTTP on a clock that stands at 21:00. */
import { broadcastSchema, problemSchema } from '@loa/protocol/console-api';
import { documentSchemas } from '@loa/protocol/documents';
import type { BulletinId } from '@loa/protocol/vocabulary';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Browser } from '../../support/browser.ts';
import { MovingClock } from '../../support/moving-clock.ts';
import {
  CITY,
  EAST,
  startTestController,
  type TestController,
  WEST,
} from '../../support/test-controller.ts';

const NIGHT_MS = Date.parse('2026-11-22T21:00:00+07:00');

let controller: TestController;
let ward: Browser;
let office: Browser;
let bulletinId: BulletinId;

beforeAll(async () => {
  const clock = new MovingClock(NIGHT_MS);
  controller = await startTestController({ clock, timers: clock });
  [ward, office] = [new Browser(controller.http), new Browser(controller.http)];
  await ward.login(await controller.person('broadcaster', EAST));
  await office.login(await controller.person('culture-office', CITY));
  bulletinId = controller.bulletin('thong-bao', CITY);
  controller.stores.documents.put('air-rule', {
    body: documentSchemas['air-rule'].parse({
      ...{ id: 'gio-sang', unit: EAST, title: 'Chỉ phát buổi sáng', classes: ['normal'] },
      ...{ weekdays: [1, 2, 3, 4, 5, 6, 7], windows: [{ from: '05:30', to: '06:30' }] },
    }),
    ...{ origin: 'console', author: 'kiem-thu', changedAtMs: 1 },
  });
});
afterAll(() => controller[Symbol.asyncDispose]());

async function send(
  by: Browser,
  { units = [EAST], at = null as string | null, reason = '', bulletin = bulletinId } = {},
) {
  const answer = await by.post('/api/broadcasts', {
    ...{ bulletinId: bulletin, targets: { units, zones: [], nodes: [] } },
    startAt: at === null ? null : new Date(`${at}+07:00`).toISOString(),
    ...(reason === '' ? {} : { override: { reason } }),
  });
  return answer.status === 201
    ? { ...broadcastSchema.parse(answer.body), status: 201 }
    : problemSchema.parse(answer.body);
}

test('[CAL130] outside of them it is refused with the rule and who may go beyond it', async () => {
  const said = {
    ...{ status: 409, code: 'quiet-hours', overridableBy: ['culture-office'] },
    detail:
      'Theo quy định “Chỉ phát buổi sáng”; phòng văn hoá – thông tin được vượt, có ghi lý do.',
  };
  expect(await send(ward)).toMatchObject({ ...said, errors: [{ message: said.detail }] });
  ward.language = 'en';
  expect(await send(ward)).toMatchObject({
    detail: 'By “Chỉ phát buổi sáng”; the culture office may go beyond it, with a reason.',
  });
  ward.language = 'vi';
  expect(await send(ward, { at: '2026-11-23T06:31' })).toMatchObject({ code: 'quiet-hours' });
  expect(await send(ward, { at: '2026-11-23T05:29' })).toMatchObject({ code: 'quiet-hours' });
  expect(await send(ward, { at: '2026-11-23T05:40' })).toMatchObject({ status: 201 });
});

test('[CAL130] it counts where it is heard, for its class alone, and never for an emergency', async () => {
  expect(await send(office, { units: [WEST] })).toMatchObject({ status: 201 });
  expect(await send(office, { units: [EAST, WEST] })).toMatchObject({ code: 'quiet-hours' });
  const held = controller.stores.library.get(bulletinId);
  if (!held) throw new Error('no bulletin');
  for (const of of ['priority', 'emergency'] as const) {
    const urgent = controller.bulletin(`khac-${of}`, CITY);
    controller.stores.library.put({ ...held, bulletinId: urgent, class: of });
    expect(await send(ward, { bulletin: urgent })).toMatchObject({ status: 201 });
  }
});

test('[CAL131] who may goes beyond them with a reason, which is on record; others do not', async () => {
  expect(await send(ward, { reason: 'Cần gấp' })).toMatchObject({ code: 'quiet-hours' });
  expect(await send(office)).toMatchObject({ code: 'quiet-hours' });
  const sent = await send(office, { reason: 'Lũ về' });
  if (!('cueId' in sent)) throw new Error(JSON.stringify(sent));
  const [entry] = controller.audited(sent.cueId);
  expect(entry).toMatchObject({
    action: 'broadcast.sent',
    detail: { override: { reason: 'Lũ về', rules: ['gio-sang'] } },
  });
  // Where no rule stands against it, a reason is nothing to put on record.
  const free = await send(office, { units: [WEST], reason: 'Không cần' });
  if (!('cueId' in free)) throw new Error(JSON.stringify(free));
  expect(controller.audited(free.cueId)[0]?.detail).not.toHaveProperty('override');
});

test('[DOC12] a campaign that is to go beyond them is refused with the rule and who may', async () => {
  const { username } = (await ward.get('/api/session')).body;
  const answer = await ward.call({
    ...{ method: 'PUT', url: '/api/documents/campaign/dem' },
    payload: {
      ...{ unit: EAST, title: 'Ban đêm', bulletins: [bulletinId] },
      ...{ targets: { units: [EAST] }, timing: { start: '2026-11-25T22:00' } },
      override: { reason: 'Cần gấp', by: username },
    },
  });
  expect(problemSchema.parse(answer.body)).toMatchObject({
    ...{ status: 403, code: 'not-allowed', overridableBy: ['culture-office'] },
    errors: [{ field: 'override' }],
    detail: expect.stringContaining('“Chỉ phát buổi sáng”; phòng văn hoá – thông tin được vượt'),
  });
});
