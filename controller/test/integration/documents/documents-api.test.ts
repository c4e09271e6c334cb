/**
 * Goal: people change the programme over HTTP, each within their unit and role, never over somebody
 * else's change, and can take a change back. Method: a controller of real parts, a city of two wards.
 */
import { documentViewSchema, problemSchema } from '@loa/protocol/console-api';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Browser } from '../../support/browser.ts';
import {
  CITY,
  EAST,
  startTestController,
  type TestController,
} from '../../support/test-controller.ts';

let controller: TestController;
let office: Browser;
let ward: Browser;
let wardName: string;

beforeAll(async () => {
  controller = await startTestController();
  controller.bulletin('tin-dong', EAST);
  const wardPerson = await controller.person('broadcaster', EAST);
  wardName = wardPerson.username;
  [office, ward] = await Promise.all([
    loggedIn(await controller.person('culture-office', CITY)),
    loggedIn(wardPerson),
  ]);
});
afterAll(() => controller[Symbol.asyncDispose]());
beforeEach(() => {
  for (const kind of ['campaign', 'session', 'suspension', 'air-rule', 'grant'] as const) {
    for (const { body } of controller.stores.documents.list(kind)) {
      controller.stores.documents.remove(kind, body.id);
    }
  }
});

async function loggedIn(person: { username: string; password: string }): Promise<Browser> {
  const browser = new Browser(controller.http);
  expect((await browser.login(person)).status).toBe(200);
  return browser;
}

const CAMPAIGN = {
  unit: 'phuong-dong',
  title: 'Thu gom rác',
  bulletins: ['tin-dong'],
  targets: { units: ['phuong-dong'] },
  timing: { start: '2026-12-01T17:00', rule: 'FREQ=DAILY' },
};
const SESSION = {
  unit: 'phuong-dong',
  title: 'Buổi chiều',
  timing: { start: '2026-12-01T17:00', rule: 'FREQ=DAILY' },
  minutes: 30,
};

function call(browser: Browser, method: 'PUT' | 'DELETE', ...rest: [string, object?, object?]) {
  const [path, payload, headers] = rest;
  return browser.call({
    method,
    url: `/api/documents/${path}`,
    ...(payload && { payload }),
    ...(headers && { headers: headers as Record<string, string> }),
  });
}
const put = (browser: Browser, ...rest: [path: string, body: object, headers?: object]) =>
  call(browser, 'PUT', ...rest);

describe('documents', () => {
  test('[DOC1] what is left out has its default; it is read, listed and told of', async () => {
    const news: string[] = [];
    using _listening = controller.events.on((event) => {
      if (event.kind === 'documents-changed') news.push(...event.documentKinds);
    });
    const made = await put(ward, 'campaign/rac-dong', CAMPAIGN);
    expect(made.status).toBe(200);
    const view = documentViewSchema.parse(made.body);
    expect(view).toMatchObject({ origin: 'console', author: wardName });
    expect(view.document).toMatchObject({ priority: 50, lateMinutes: 15, order: 'sequence' });
    const read = await ward.get('/api/documents/campaign/rac-dong');
    expect(read.body).toEqual(made.body);
    const listed = await office.get('/api/documents/campaign');
    expect(listed.body.documents).toEqual([made.body]);
    expect(news).toEqual(['campaign']);
  });

  test('[DOC2] a fault names the field and what would be right', async () => {
    const faulty = { ...CAMPAIGN, bulletins: ['tin-dong', 'khong-co'] };
    const answer = await put(office, 'campaign/rac-dong', faulty);
    const problem = problemSchema.parse(answer.body);
    expect(problem).toMatchObject({ status: 400, code: 'bad-request' });
    expect(problem.errors?.[0]?.field).toBe('bulletins.1');
    const unreadable = await put(office, 'campaign/rac-dong', { ...CAMPAIGN, gain: 3 });
    expect(problemSchema.parse(unreadable.body).errors?.[0]?.field).toBe('gain');
    const several = { ...CAMPAIGN, title: '', priority: 100, timing: { start: 'mai' } };
    const all = await put(office, 'campaign/rac-dong', several);
    expect(all.body.errors).toEqual([
      { field: 'title', message: 'Quá ngắn hoặc quá nhỏ. (≥ 1)' },
      { field: 'timing.start', message: 'Sai định dạng.' },
      { field: 'priority', message: 'Quá dài hoặc quá lớn. (≤ 98)' },
    ]);
    const other = await put(office, 'campaign/rac-dong', { ...CAMPAIGN, id: 'khac' });
    expect(problemSchema.parse(other.body).errors?.[0]?.field).toBe('id');
    const unit = await put(office, 'campaign/rac-dong', { ...CAMPAIGN, unit: 'khong-co' });
    expect(problemSchema.parse(unit.body).errors?.[0]?.field).toBe('unit');
  });

  test('[DOC8] a campaign and a relay never share an id', async () => {
    const stored = { origin: 'console', author: 'x', changedAtMs: 1 } as const;
    const relay = { id: 'rac-dong', unit: 'phuong-dong' } as never;
    controller.stores.documents.put('relay', { body: relay, ...stored });
    const answer = await put(ward, 'campaign/rac-dong', CAMPAIGN);
    expect(problemSchema.parse(answer.body).errors?.[0]?.field).toBe('id');
    controller.stores.documents.remove('relay', 'rac-dong');
  });

  test('[DOC10] [DOC11] nobody reaches another unit; rules are for the culture office', async () => {
    await put(office, 'campaign/rac-tay', { ...CAMPAIGN, unit: 'thu-nghiem' });
    expect((await ward.get('/api/documents/campaign/rac-tay')).status).toBe(200);
    expect((await put(ward, 'campaign/rac-tay', CAMPAIGN)).status).toBe(403);
    expect((await call(ward, 'DELETE', 'campaign/rac-tay')).status).toBe(403);
    const west = { ...CAMPAIGN, unit: 'phuong-tay', targets: { units: ['phuong-tay'] } };
    await put(office, 'campaign/rac-phia-tay', west);
    expect((await ward.get('/api/documents/campaign/rac-phia-tay')).status).toBe(404);
    expect((await call(ward, 'DELETE', 'campaign/rac-phia-tay')).status).toBe(404);
    expect((await put(ward, 'campaign/rac-phia-tay', west)).status).toBe(403);
    const rule = { unit: 'phuong-dong', title: 'Giờ yên tĩnh', windows: [] };
    expect((await put(ward, 'air-rule/yen-tinh', rule)).status).toBe(403);
    expect((await put(office, 'air-rule/yen-tinh', rule)).status).toBe(200);
  });

  test('[DOC15] a change says what it is based on, and never covers another', async () => {
    const first = await put(ward, 'campaign/rac-dong', CAMPAIGN, { 'if-none-match': '*' });
    expect(first.status).toBe(200);
    expect(first.headers['etag']).toBe(first.body.version);
    const again = await put(office, 'campaign/rac-dong', CAMPAIGN, { 'if-none-match': '*' });
    expect(again.body.code).toBe('document-changed');
    const theirs = { ...CAMPAIGN, priority: 60 };
    const based = { 'if-match': first.body.version };
    const second = await put(office, 'campaign/rac-dong', theirs, based);
    expect(second.status).toBe(200);
    expect(second.body.version).not.toBe(first.body.version);
    const mine = await put(ward, 'campaign/rac-dong', { ...CAMPAIGN, priority: 70 }, based);
    expect(mine.status).toBe(412);
    expect((await call(ward, 'DELETE', 'campaign/rac-dong', undefined, based)).status).toBe(412);
    expect((await put(ward, 'campaign/rac-dong', CAMPAIGN, { 'if-match': 'x' })).status).toBe(400);
    expect((await put(ward, 'campaign/moi', CAMPAIGN, { 'if-match': '*' })).status).toBe(412);
  });

  test('[DOC16] what another document names is not removed', async () => {
    await put(ward, 'session/chieu', SESSION);
    const placed = { ...CAMPAIGN, placement: { kind: 'sessions', sessions: ['chieu'] } };
    await put(ward, 'campaign/rac-dong', placed);
    const refused = await call(ward, 'DELETE', 'session/chieu');
    expect(refused.status).toBe(409);
    expect(refused.body.code).toBe('document-in-use');
    await call(ward, 'DELETE', 'campaign/rac-dong');
    expect((await call(ward, 'DELETE', 'session/chieu')).status).toBe(200);
  });

  test('[DOC18] a removal is taken back byte for byte, and an edit that changes nothing is none', async () => {
    await put(ward, 'campaign/rac-dong', CAMPAIGN);
    const text = () =>
      JSON.stringify(controller.stores.documents.get('campaign', 'rac-dong')?.body);
    const before = text();
    const removed = await call(ward, 'DELETE', 'campaign/rac-dong');
    expect(text()).toBeUndefined();
    const { document, version } = (await put(ward, 'campaign/rac-dong', removed.body.document))
      .body;
    expect(text()).toBe(before);
    expect((await put(office, 'campaign/rac-dong', document)).body.version).toBe(version);
  });

  test('[DOC19] every change is on record with what it was before', async () => {
    await put(ward, 'campaign/rac-dong', CAMPAIGN);
    await put(office, 'campaign/rac-dong', { ...CAMPAIGN, priority: 80 });
    await call(office, 'DELETE', 'campaign/rac-dong');
    const entries = controller.audited('campaign/rac-dong').slice(-3);
    expect(entries.map(({ action }) => action)).toEqual([
      'document.put',
      'document.put',
      'document.remove',
    ]);
    expect(entries[1]?.detail).toMatchObject({ before: { priority: 50 }, after: { priority: 80 } });
    expect(entries[2]?.detail).toMatchObject({ before: { priority: 80 }, after: null });
  });
});
