/**
 * The way to the air over HTTP, on real storage and a real planner: people of two wards and the city,
 * their steps, what they are shown of it and what becomes of the plan.
 */
import { bulletinPageSchema, bulletinSchema } from '@loa/protocol/console-api';
import { documentSchemas } from '@loa/protocol/documents';
import type { DocumentKind } from '@loa/protocol/programme';
import type { BulletinId, Role, UnitId } from '@loa/protocol/vocabulary';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Bulletin } from '../../../src/domain/library/bulletin.ts';
import { NOT_REVIEWED } from '../../../src/domain/library/bulletin.ts';
import type { Planner } from '../../../src/engine/planning.ts';
import { type Answer, Browser } from '../../support/browser.ts';
import {
  CITY,
  EAST,
  startTestController,
  type TestController,
  WEST,
} from '../../support/test-controller.ts';

let controller: TestController;
const people: { [name: string]: Browser & { username: string } } = {};
let count = 0;

async function login(name: string, role: Role, unitId: UnitId): Promise<void> {
  const browser = new Browser(controller.http);
  const person = await controller.person(role, unitId);
  await browser.login(person);
  people[name] = Object.assign(browser, { username: person.username });
}
const who = (name: string) => {
  const browser = people[name];
  if (!browser) throw new Error(name);
  return browser;
};

beforeAll(async () => {
  controller = await startTestController();
  await login('lan', 'broadcaster', EAST);
  await login('hoa', 'broadcaster', EAST);
  await login('tu', 'broadcaster', WEST);
  await login('office', 'culture-office', CITY);
});
afterAll(() => controller[Symbol.asyncDispose]());

const put = (kind: DocumentKind, body: object) =>
  controller.stores.documents.put(kind, {
    body: documentSchemas[kind].parse(body) as never,
    ...{ origin: 'console', author: 'kiem-thu', changedAtMs: 1 },
  });
beforeEach(() => {
  for (const kind of ['approval-rule', 'grant', 'campaign'] as const) {
    for (const { body } of controller.stores.documents.list(kind)) {
      controller.stores.documents.remove(kind, body.id);
    }
  }
  put('approval-rule', { id: 'truoc', unit: CITY, when: 'before' });
});

/** A draft by Lan in the east ward. */
function draft(change: Partial<Bulletin> = {}): BulletinId {
  count += 1;
  const bulletinId = controller.bulletin(`tin-${count}`, EAST);
  const held = controller.stores.library.get(bulletinId) as Bulletin;
  controller.stores.library.put({
    ...{ ...held, state: 'draft', review: NOT_REVIEWED, author: who('lan').username },
    ...change,
  });
  return bulletinId;
}
const stored = (id: BulletinId) => controller.stores.library.get(id) as Bulletin;
const step = (
  name: string,
  id: BulletinId,
  ...[kind, body]: [kind: string, body?: object]
): Promise<Answer> =>
  who(name).post(`/api/bulletins/${id}/${kind}`, { revision: stored(id).revision, ...body });
const hear = (name: string, id: BulletinId, permille = 1000) =>
  step(name, id, 'heard', { permille });
const send = (name: string, bulletinId: BulletinId) =>
  who(name).post('/api/broadcasts', {
    ...{ bulletinId, startAt: null },
    targets: { units: [], zones: [], nodes: ['loa-0'] },
  });
const replanned = (): Promise<void> => {
  const planner = controller.ordering.planner as Planner;
  planner.republish();
  return planner.settled();
};
const inboxOf = async (name: string): Promise<string[]> =>
  (await who(name).get('/api/approvals')).body.bulletins.map((one: Bulletin) => one.bulletinId);

test('[APR2] [APR31] from the author to the approver, who listens first, and on the air', async () => {
  const id = draft();
  expect((await step('lan', id, 'submit')).body).toMatchObject({ state: 'submitted' });
  expect(await inboxOf('office')).toContain(id);
  expect(await inboxOf('lan')).not.toContain(id);
  expect(await inboxOf('hoa')).not.toContain(id);
  const link = await who('office').get(`/api/bulletins/${id}`);
  expect(link.body.mine).toEqual({
    ...{ isAuthor: false, heardPermille: 0 },
    steps: ['approve', 'return', 'break-glass'],
  });
  expect((await step('office', id, 'approve')).body.code).toBe('bulletin-not-heard');
  expect((await hear('office', id, 900)).body.mine.heardPermille).toBe(900);
  const approved = await step('office', id, 'approve');
  expect(bulletinSchema.parse(approved.body)).toMatchObject({
    ...{ state: 'approved', awaits: null, mine: { steps: ['return'] } },
    review: { how: 'second-person', paper: null },
  });
  expect(await inboxOf('office')).not.toContain(id);
  expect((await send('hoa', id)).status).toBe(201);
});

test('[APR3] the author is told that it is their own; another of the ward, that they may not', async () => {
  const id = draft();
  put('grant', { id: 'lan', unit: EAST, account: who('lan').username, right: 'approve' });
  await step('lan', id, 'submit');
  await hear('lan', id);
  expect((await step('lan', id, 'approve')).body).toMatchObject({ code: 'bulletin-own' });
  expect((await step('hoa', id, 'approve')).body).toMatchObject({ code: 'not-allowed' });
  expect((await step('tu', id, 'approve')).body).toMatchObject({ code: 'not-allowed' });
});

test('[APR20] a grant makes the colleague the approver, for its days', async () => {
  const id = draft();
  const grant = { id: 'hoa', unit: EAST, account: who('hoa').username, right: 'approve' };
  put('grant', { ...grant, throughDay: '2000-01-01' });
  await step('lan', id, 'submit');
  expect(await inboxOf('hoa')).not.toContain(id);
  put('grant', grant);
  expect(await inboxOf('hoa')).toContain(id);
  expect(await inboxOf('office')).not.toContain(id);
});

test('[APR4] [APR34] what is returned leaves the plan, and says why', async () => {
  const id = draft({ state: 'approved' });
  put('campaign', {
    ...{ id: `dot-${id}`, unit: EAST, title: 'Đợt', bulletins: [id], targets: { units: [EAST] } },
    timing: { start: '2026-01-01T07:10', rule: 'FREQ=DAILY' },
  });
  const planned = () =>
    controller.stores.calendar
      .between(0, Number.MAX_SAFE_INTEGER)
      .filter(({ bulletinId, withheld }) => bulletinId === id && withheld === null);
  await replanned();
  expect(planned().length).toBeGreaterThan(20);
  const told: string[] = [];
  using _ = controller.events.on(({ kind }) => void told.push(kind));
  expect((await step('office', id, 'return')).body).toMatchObject({ code: 'bad-request' });
  const back = await step('office', id, 'return', { reason: 'Sai ngày họp' });
  expect(back.body).toMatchObject({ state: 'returned', review: { reason: 'Sai ngày họp' } });
  await replanned();
  expect(planned()).toEqual([]);
  expect(told).toContain('library-changed');
  expect(controller.audited(id).at(-1)).toMatchObject({
    ...{ action: 'bulletin.return', detail: { state: 'returned', reason: 'Sai ngày họp' } },
  });
});

test('[APR5] [APR31] who breaks the glass is read about by the other approvers', async () => {
  const id = draft();
  const broken = await step('lan', id, 'break-glass', { reason: 'Nước lên nhanh' });
  expect(broken.body).toMatchObject({ state: 'approved', awaits: 'look-back' });
  expect((await send('lan', id)).status).toBe(201);
  const shown = (await who('office').get('/api/approvals')).body.bulletins.find(
    (one: Bulletin) => one.bulletinId === id,
  );
  expect(shown.review).toMatchObject({ how: 'break-glass', reason: 'Nước lên nhanh' });
  expect((await step('office', id, 'look-back')).body.code).toBe('bulletin-not-heard');
  await hear('office', id);
  expect((await step('office', id, 'look-back')).body).toMatchObject({ awaits: null });
  expect(await inboxOf('office')).not.toContain(id);
});

test('[APR6] [APR14] what is made from a template with a standing approval is heard and goes', async () => {
  const template = {
    ...{ id: 'moi-hop', unit: CITY, title: 'Mời họp', text: 'Mời họp lúc {giờ}.' },
    standing: { by: who('office').username, throughDay: '2099-12-31' },
  };
  put('template', template);
  const review = { ...NOT_REVIEWED, templateId: 'moi-hop' };
  const id = draft({ origin: 'spoken', transcript: 'Mời họp lúc 19h.', review });
  expect((await step('lan', id, 'submit')).body.code).toBe('speech-not-heard');
  await hear('lan', id);
  const passed = await step('lan', id, 'submit');
  expect(passed.body).toMatchObject({ awaits: 'look-back', review: { how: 'standing' } });
  expect((await send('lan', id)).status).toBe(201);
  const words = { method: 'PATCH', url: `/api/bulletins/${id}` } as const;
  await who('lan').call({ ...words, payload: { transcript: 'Mời họp lúc 20h.' } });
  expect((await step('lan', id, 'submit')).body).toMatchObject({ state: 'submitted' });
  const speak = { title: 'Họp', voiceId: 'espeak-central' };
  const refusal = async (name: string, request: object) =>
    (await who(name).post('/api/bulletins/spoken', { ...speak, template: request })).body;
  expect(await refusal('lan', { id: 'khong-co', fields: {} })).toMatchObject({ code: 'not-found' });
  expect(await refusal('lan', { id: 'moi-hop', fields: {} })).toMatchObject({
    errors: [{ field: 'template.fields.giờ' }],
  });
});

test('[APR32] what is not approved or no longer valid is not sent, and says what to do', async () => {
  const id = draft();
  const refused = await send('lan', id);
  expect([refused.status, refused.body.code]).toEqual([409, 'bulletin-not-approved']);
  const old = draft({ state: 'approved', validThrough: '2026-01-01' });
  expect((await send('lan', old)).body.code).toBe('bulletin-expired');
  expect((await step('lan', old, 'submit')).body.code).toBe('bulletin-state');
});

test('[APR8] [APR32] own voice sounds at once, by its author and nobody else', async () => {
  const id = draft({ origin: 'recorded' });
  expect((await send('hoa', id)).body.code).toBe('bulletin-not-approved');
  put('grant', { id: 'noi', unit: EAST, account: who('hoa').username, right: 'speak' });
  expect((await send('lan', id)).body.code).toBe('bulletin-not-approved');
  put('grant', { id: 'noi', unit: EAST, account: who('lan').username, right: 'speak' });
  expect((await send('lan', id)).status).toBe(201);
  expect(stored(id)).toMatchObject({ state: 'approved', review: { how: 'own-voice' } });
  expect(controller.audited(id).map(({ action }) => action)).toContain('bulletin.own-voice');
});

test('[APR10] [APR33] a change asks again, and nobody approves what they were not shown', async () => {
  const id = draft();
  await step('lan', id, 'submit');
  await hear('office', id);
  const path = `/api/bulletins/${id}`;
  const change = (payload: object) => who('lan').call({ method: 'PATCH', url: path, payload });
  const seen = stored(id).revision;
  expect((await change({ transcript: 'Họp lúc 7 giờ' })).body.state).toBe('draft');
  await step('lan', id, 'submit');
  const late = await who('office').post(`${path}/approve`, { revision: seen });
  expect([late.status, late.body.code]).toEqual([412, 'document-changed']);
  expect((await step('office', id, 'approve')).body.state).toBe('approved');
  expect((await change({ title: 'Khác' })).body).toMatchObject({ state: 'draft', awaits: null });
});

test('[APR25] where its unit looks afterwards, a change stays on the air and is looked at', async () => {
  put('approval-rule', { id: 'sau', unit: EAST, classes: ['normal'], when: 'afterwards' });
  const id = draft();
  expect((await step('lan', id, 'submit')).body).toMatchObject({ state: 'approved' });
  const url = `/api/bulletins/${id}`;
  const changed = await who('hoa').call({ method: 'PATCH', url, payload: { title: 'Mới' } });
  expect(changed.body).toMatchObject({ state: 'approved', awaits: 'look-back' });
  expect(stored(id).review.submittedBy).toBe(who('hoa').username);
  const asks = await who('hoa').call({ method: 'PATCH', url, payload: { class: 'priority' } });
  expect(asks.body.state).toBe('draft');
});

test('[APR13] validity and versions are of something', async () => {
  const id = draft();
  const url = `/api/bulletins/${id}`;
  const change = (payload: object) => who('lan').call({ method: 'PATCH', url, payload });
  const refusals = [
    { validFrom: '2026-12-02', validThrough: '2026-12-01' },
    { versionOf: 'khong-co' },
    { versionOf: id },
  ];
  for (const payload of refusals) expect((await change(payload)).status).toBe(400);
  const original = draft();
  expect((await change({ versionOf: original })).body.versionOf).toBe(original);
  const other = `/api/bulletins/${original}`;
  const chain = { method: 'PATCH', url: other, payload: { versionOf: id } } as const;
  expect((await who('lan').call(chain)).status).toBe(400);
  const third = { ...chain, payload: { versionOf: draft() } };
  expect((await who('lan').call(third)).body.errors).toMatchObject([{ field: 'versionOf' }]);
});

test('[APR35] the number of its paper stays with the title and goes with the words', async () => {
  const id = draft({ state: 'approved' });
  const change = async (payload: object) =>
    (await who('lan').call({ method: 'PATCH', url: `/api/bulletins/${id}`, payload })).body;
  const paper = { number: '15/TB-UBND', hasFile: false };
  expect(await change({ paperNumber: ' 15/TB-UBND ' })).toMatchObject({
    ...{ state: 'approved', revision: 1, review: { paper } },
  });
  expect(await change({ title: 'Khác' })).toMatchObject({ state: 'draft', review: { paper } });
  expect((await change({ transcript: 'Khác' })).review.paper).toBeNull();
  expect(controller.audited(id).map(({ detail }) => (detail as { paper?: string }).paper)).toEqual([
    '15/TB-UBND',
    '15/TB-UBND',
    null,
  ]);
});

test('[APR30] what was heard stays heard, by that person and of that sound', async () => {
  const id = draft();
  await hear('office', id, 700);
  expect((await hear('office', id, 100)).body.mine.heardPermille).toBe(700);
  expect((await who('lan').get(`/api/bulletins/${id}`)).body.mine.heardPermille).toBe(0);
  const { assetId } = stored(draft());
  controller.stores.library.put({ ...stored(id), assetId });
  expect((await who('office').get(`/api/bulletins/${id}`)).body.mine.heardPermille).toBe(0);
});

test('[APR40] [APR41] the library is searched without marks, filtered, and read in pages', async () => {
  const named = draft({ title: 'Cấm xe đường Trần Phú', category: 'giao thông' });
  const worded = draft({
    title: 'Lịch cắt điện',
    transcript: 'Từ ĐƯỜNG Trần Phú đến chợ'.normalize('NFD'),
  });
  const find = async (query: string, name = 'lan'): Promise<string[]> => {
    const answer = await who(name).get(`/api/bulletins?${query}`);
    return bulletinPageSchema.parse(answer.body).bulletins.map((one) => one.bulletinId);
  };
  expect((await find('q=duong%20tran%20phu')).sort()).toEqual([named, worded].sort());
  expect((await find(`q=${encodeURIComponent('Đường Trần')}`)).sort()).toEqual(
    [named, worded].sort(),
  );
  expect(await find('q=giao%20th')).toEqual([named]);
  expect(await find('q=%22*%20OR')).toEqual([]);
  expect(await find('q=duong%20tran%20phu', 'tu')).toEqual([]);
  expect(await find('q=duong&category=giao%20th%C3%B4ng')).toEqual([named]);
  expect(await find('q=duong&state=approved')).toEqual([]);
  expect(await find('q=duong&unit=phuong-dong&class=normal&state=draft')).toHaveLength(2);
  const url = `/api/bulletins/${named}`;
  await who('lan').call({ method: 'PATCH', url, payload: { title: 'Khác', category: 'y tế' } });
  expect(await find('q=duong%20tran')).toEqual([worded]);
  await who('lan').call({ method: 'DELETE', url });
  expect(await find('q=y%20te')).toEqual([]);
  const all = await find('');
  const first = (await who('lan').get('/api/bulletins?limit=2')).body;
  expect(first.next).toBe(all[1]);
  expect(await find(`limit=500&after=${first.next}`)).toEqual(all.slice(2));
});
