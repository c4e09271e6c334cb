/** From the culture office to the wards and back, over HTTP on real storage and a real planner. */
import { handedDownSchema } from '@loa/protocol/console-api';
import { documentSchemas } from '@loa/protocol/documents';
import { type BulletinId, parseNodeId } from '@loa/protocol/vocabulary';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Bulletin } from '../../../src/domain/library/bulletin.ts';
import type { Planner } from '../../../src/engine/planning.ts';
import { Browser } from '../../support/browser.ts';
import {
  CITY,
  EAST,
  startTestController,
  type TestController,
  WEST,
} from '../../support/test-controller.ts';

let controller: TestController;
let office: Browser;
let east: Browser;
let west: Browser;
/** A week from today. */
const days = { fromDay: '', throughDay: '' };

beforeAll(async () => {
  controller = await startTestController();
  const login = async (role: 'culture-office' | 'broadcaster', unitId: typeof CITY) => {
    const browser = new Browser(controller.http);
    await browser.login(await controller.person(role, unitId));
    return browser;
  };
  office = await login('culture-office', CITY);
  east = await login('broadcaster', EAST);
  west = await login('broadcaster', WEST);
  const dayAt = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  days.fromDay = dayAt(Date.now() + 86_400_000);
  days.throughDay = dayAt(Date.now() + 7 * 86_400_000);
  const session = (unit: string) => ({
    ...{ id: `sang-${unit}`, unit, title: 'Buổi sáng', minutes: 30 },
    timing: { start: '2026-01-01T05:30', rule: 'FREQ=DAILY' },
  });
  for (const unit of [EAST, WEST]) {
    controller.stores.documents.put('session', {
      body: documentSchemas.session.parse(session(unit)),
      ...{ origin: 'file', author: 'kiem-thu', changedAtMs: 1 },
    });
  }
});
afterAll(() => controller[Symbol.asyncDispose]());

function bulletin(id: string, change: Partial<Bulletin> = {}): BulletinId {
  const bulletinId = controller.bulletin(id, CITY);
  const held = controller.stores.library.get(bulletinId) as Bulletin;
  controller.stores.library.put({ ...held, ...change });
  return bulletinId;
}
const handDown = (id: string, change: object = {}) =>
  office.post('/api/distributions', { bulletin: id, to: [EAST, WEST], ...days, ...change });
const replanned = (): Promise<void> => {
  const planner = controller.ordering.planner as Planner;
  planner.republish();
  return planner.settled();
};
/** What is planned of a bulletin: where, and in what. */
const planned = (id: BulletinId) =>
  controller.stores.calendar
    .between(0, Number.MAX_SAFE_INTEGER)
    .filter(({ bulletinId, withheld }) => bulletinId === id && withheld === null);
const sent = async (id: string) =>
  (await office.get('/api/distributions')).body.distributions.find(
    (one: { id: string }) => one.id === id,
  );

test('[APR50] [APR52] [APR53] [APR54] a ward schedules a normal one, another declines, the sender sees both', async () => {
  const id = bulletin('tiem-chung');
  const made = await handDown(id, { note: 'Xin phát buổi sáng' });
  expect(made.status).toBe(201);
  const { id: handed } = handedDownSchema.parse(made.body);
  expect(made.body.units.map((one: { state: string }) => one.state)).toEqual([
    'waiting',
    'waiting',
  ]);
  const [own] = (await east.get('/api/inbox')).body.inbox;
  expect(own).toMatchObject({ id: handed, note: 'Xin phát buổi sáng', units: [{ unit: EAST }] });
  const url = `/api/inbox/${handed}/answer`;
  const how = { kind: 'sessions' };
  const yes = await east.post(url, { unit: EAST, answer: { kind: 'scheduled', how } });
  expect(yes.body.units).toMatchObject([{ unit: EAST, state: 'scheduled' }]);
  const no = await west.post(url, { unit: WEST, answer: { kind: 'declined', reason: 'Đã phát' } });
  expect(no.body.units).toMatchObject([{ unit: WEST, state: 'declined', reason: 'Đã phát' }]);
  expect((await east.post(url, { unit: WEST, answer: { kind: 'scheduled', how } })).status).toBe(
    403,
  );
  await replanned();
  const cues = planned(id);
  expect(cues).toHaveLength(7);
  expect(cues.every(({ cueId }) => cueId.includes(`~sang-${EAST}@`))).toBe(true);
  const [first] = cues;
  if (!first) throw new Error('nothing planned');
  controller.stores.receipts.append(parseNodeId('loa-0'), [
    ...(['started', 'ended'] as const).map((kind, index) => ({
      ...{ nodeId: parseNodeId('loa-0'), sequence: index + 1, kind, cueId: first.cueId },
      atUs: first.startAtUs + index * 20_000_000,
      positionFrames: index * first.durationFrames,
      ...{ why: kind === 'ended' ? ('completed' as never) : null, cutBy: null },
    })),
  ]);
  expect((await sent(handed)).units).toMatchObject([
    { unit: EAST, state: 'scheduled', planned: 7, heard: 1 },
    { unit: WEST, state: 'declined', planned: 0, heard: 0 },
  ]);
  expect(controller.audited(handed).map(({ action }) => action)).toEqual([
    'distribution.answer',
    'distribution.answer',
  ]);
});

test('[APR53] what was declined may still be scheduled, at times within its days; once', async () => {
  const id = bulletin('hop-dan');
  const { id: handed } = (await handDown(id, { to: [EAST] })).body;
  const answer = (body: object) =>
    east.post(`/api/inbox/${handed}/answer`, { unit: EAST, answer: body });
  expect((await answer({ kind: 'declined', reason: ' ' })).status).toBe(400);
  await answer({ kind: 'declined', reason: 'Trùng lịch' });
  const at = (start: string) => answer({ kind: 'scheduled', how: { kind: 'times', start } });
  expect((await at('2020-01-01T18:00')).body.errors[0].field).toBe('start');
  expect((await at(`${days.fromDay}T18:00`)).body.units[0].state).toBe('scheduled');
  expect((await at(`${days.fromDay}T19:00`)).body.code).toBe('bulletin-state');
  await replanned();
  expect(planned(id).map(({ cueId }) => cueId.split('@')[1])).toEqual([`${days.fromDay}T18:00`]);
});

test('[APR51] a priority one is in the programme of all, from above; an emergency is not handed down', async () => {
  const id = bulletin('bao-so-5', { class: 'priority' });
  const { id: handed } = (await handDown(id)).body;
  await replanned();
  expect(planned(id)).toHaveLength(14);
  expect(new Set(planned(id).map(({ unitId }) => unitId))).toEqual(new Set([CITY]));
  const inbox: { id: string }[] = (await west.get('/api/inbox')).body.inbox;
  const own = inbox.find((one) => one.id === handed);
  expect(own).toMatchObject({ class: 'priority', units: [{ state: 'scheduled' }] });
  const answer = { kind: 'declined', reason: 'Không' };
  const refused = await west.post(`/api/inbox/${handed}/answer`, { unit: WEST, answer });
  expect(refused.body.code).toBe('bulletin-state');
  const emergency = bulletin('vo-dap', { class: 'emergency' });
  expect((await handDown(emergency)).body.code).toBe('emergency-waits-for-nobody');
  const past = { fromDay: '2019-01-01', throughDay: '2020-01-01' };
  expect((await handDown(bulletin('da-qua'), past)).body).toMatchObject({
    ...{ code: 'start-in-past', errors: [{ field: 'throughDay' }] },
  });
  expect((await handDown(bulletin('nhap', { state: 'draft' }))).body.code).toBe(
    'bulletin-not-approved',
  );
  const old = bulletin('cu', { validThrough: '2026-01-01' });
  expect((await handDown(old)).body.code).toBe('bulletin-expired');
});
