/** Each route as the console uses it, and with what people get wrong, over real SQLite and planner. */
import {
  broadcastSchema,
  bulletinSchema,
  citySchema,
  enrolmentCodeSchema,
  feedTicketSchema,
  meSchema,
  nodeStatusSchema,
  problemSchema,
  proofSchema,
} from '@loa/protocol/console-api';
import { isoOfMs, systemClock } from '@loa/runtime/node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Browser } from '../../support/browser.ts';
import {
  CITY,
  EAST,
  type Person,
  startTestController,
  type TestController,
  WEST,
} from '../../support/test-controller.ts';

let controller: TestController;
let office: Browser;
let ward: Browser;
let technician: Browser;
let wardPerson: Person;

beforeAll(async () => {
  controller = await startTestController();
  controller.bulletin('tin-dong', EAST);
  controller.bulletin('tin-tay', WEST);
  controller.bulletin('tin-thanh-pho', CITY);
  wardPerson = await controller.person('broadcaster', EAST);
  [office, ward, technician] = await Promise.all([
    loggedIn(await controller.person('culture-office', CITY)),
    loggedIn(wardPerson),
    loggedIn(await controller.person('technician', CITY)),
  ]);
});
afterAll(() => controller[Symbol.asyncDispose]());

async function loggedIn(person: Person): Promise<Browser> {
  const browser = new Browser(controller.http);
  expect((await browser.login(person)).status).toBe(200);
  return browser;
}

const inHours = (hours: number) => isoOfMs(systemClock.nowMs() + hours * 3_600_000);
const to = (targets: { units?: string[]; zones?: string[]; nodes?: string[] }) => {
  return { units: [], zones: [], nodes: [], ...targets };
};

describe('session', () => {
  test('[API1] logging in answers who it is; the session then says the same', async () => {
    const browser = new Browser(controller.http);
    const me = meSchema.parse((await browser.login(wardPerson)).body);
    expect(me).toMatchObject({ username: wardPerson.username, role: 'broadcaster', unitId: EAST });
    expect((await browser.get('/api/session')).body).toEqual(me);
  });

  test('[API1] logging out ends it, and logging out twice is no fault', async () => {
    const browser = await loggedIn(wardPerson);
    const { cookie } = browser;
    expect((await browser.call({ method: 'DELETE', url: '/api/session' })).status).toBe(204);
    browser.cookie = cookie;
    expect((await browser.get('/api/session')).status).toBe(401);
    expect((await browser.call({ method: 'DELETE', url: '/api/session' })).status).toBe(204);
  });

  test('[API2] the language is kept with the account and is that of its problems', async () => {
    const browser = await loggedIn(await controller.person('broadcaster', WEST));
    const change = { method: 'PUT', url: '/api/session/preferences' } as const;
    const answer = await browser.call({ ...change, payload: { language: 'en' } });
    expect(answer.body.language).toBe('en');
    browser.language = '';
    expect((await browser.get('/api/nodes/khong-co')).body.title).toBe('Not found');
    expect((await browser.call({ ...change, payload: { language: 'fr' } })).status).toBe(400);
  });

  test('[API3] a ticket for the feed lives 30 s', async () => {
    const ticket = feedTicketSchema.parse((await ward.post('/api/feed-ticket')).body);
    const lifeMs = Date.parse(ticket.expiresAt) - Date.now();
    expect(lifeMs).toBeGreaterThan(28_000);
    expect(lifeMs).toBeLessThanOrEqual(30_000);
  });
});

describe('city and nodes', () => {
  test('[API4] the city lists units and zones', async () => {
    const city = citySchema.parse((await ward.get('/api/city')).body);
    expect(city.units.map(({ unitId }) => unitId)).toContain(EAST);
    expect(city.zones).toHaveLength(1);
  });

  test('[API4] without a city file there is no city yet', async () => {
    await using empty = await startTestController({ withoutCity: true });
    const browser = new Browser(empty.http);
    await browser.login(await empty.person('admin', CITY));
    expect((await browser.get('/api/city')).body.code).toBe('not-found');
    const send = { bulletinId: 'x', targets: to({ nodes: ['loa-0'] }), startAt: null };
    expect((await browser.post('/api/broadcasts', send)).body.code).toBe('not-allowed');
  });

  test('[API5] a ward sees its own nodes, the office all', async () => {
    const ids = async (browser: Browser) => {
      const list = z.array(nodeStatusSchema).parse((await browser.get('/api/nodes')).body.nodes);
      return list.map(({ nodeId }) => nodeId);
    };
    expect(await ids(ward)).toEqual(['loa-0', 'loa-1']);
    expect((await ids(office)).length).toBeGreaterThanOrEqual(3);
  });

  test('[API5] one node, or a clear refusal', async () => {
    expect(nodeStatusSchema.parse((await ward.get('/api/nodes/loa-0')).body).state).toBe(
      'not-enrolled',
    );
    expect((await ward.get('/api/nodes/loa-2')).body.code).toBe('not-allowed');
    expect((await ward.get('/api/nodes/khong-co')).body.code).toBe('not-found');
    expect((await ward.get('/api/nodes/Kh%C3%B4ng')).body.code).toBe('bad-request');
  });

  test('[API6] a technician adds a node and gets its code once; a new code replaces it', async () => {
    const node = { nodeId: 'loa-moi', name: 'Cụm loa mới', unitId: WEST };
    const added = await technician.post('/api/nodes', node);
    expect(added.status).toBe(201);
    expect(enrolmentCodeSchema.parse(added.body).code).toMatch(/^[0-9A-HJKMNP-TV-Z-]{10,11}$/);
    expect((await technician.post('/api/nodes', node)).body.code).toBe('node-exists');
    const again = await technician.post('/api/nodes/loa-moi/enrolment-code');
    expect(again.status).toBe(201);
    expect(again.body.code).not.toBe(added.body.code);
    const bad = await technician.post('/api/nodes', { ...node, nodeId: 'Loa Mới' });
    expect(bad.body.errors).toEqual([{ field: 'nodeId', message: 'Sai định dạng.' }]);
  });

  test('[API7] a node that is offline cannot be listened to', async () => {
    expect((await ward.get('/api/nodes/loa-0/listen')).body.code).toBe('node-offline');
  });
});

describe('library', () => {
  test('[API8] a ward sees its own bulletins and those from above', async () => {
    const { body } = await ward.get('/api/bulletins');
    const ids = z
      .array(bulletinSchema)
      .parse(body.bulletins)
      .map(({ bulletinId }) => bulletinId);
    expect(ids).toContain('tin-dong');
    expect(ids).toContain('tin-thanh-pho');
    expect(ids).not.toContain('tin-tay');
  });

  test('[API40] people go by their names, the city file by none, who is gone by the user name', async () => {
    const { library } = controller.stores;
    const [one] = library.list();
    if (!one) throw new Error('the library is empty');
    const authorNow = async (author: string) => {
      library.put({ ...one, author });
      const { bulletins } = (await office.get('/api/bulletins')).body;
      return bulletins.find((b: { bulletinId: string }) => b.bulletinId === one.bulletinId).author;
    };
    expect(await authorNow(wardPerson.username)).toBe('Người 1');
    expect(await authorNow('da-nghi')).toBe('da-nghi');
    expect(await authorNow('schedule-file')).toBeNull();
    library.put(one);
  });

  test('[API8] title and category can be changed, by the own unit only', async () => {
    const patch = (id: string, payload: object) =>
      ward.call({ method: 'PATCH', url: `/api/bulletins/${id}`, payload });
    expect((await patch('tin-dong', { title: 'Bản tin mới' })).body.title).toBe('Bản tin mới');
    expect((await patch('tin-thanh-pho', { title: 'Không' })).body.code).toBe('not-allowed');
    expect((await patch('tin-dong', { title: ' ' })).body.errors[0].field).toBe('title');
    expect((await patch('tin-dong', { class: 'emergency' })).body.errors[0].field).toBe('class');
    expect((await patch('khong-co', { title: 'a' })).body.code).toBe('not-found');
  });

  test('[API9] what is planned cannot be removed; what is not can', async () => {
    controller.bulletin('tin-cu', EAST);
    const remove = () => ward.call({ method: 'DELETE', url: '/api/bulletins/tin-cu' });
    const targets = to({ nodes: ['loa-0'] });
    const request = { bulletinId: 'tin-cu', targets, startAt: inHours(5) };
    const sent = await ward.post('/api/broadcasts', request);
    expect(sent.status).toBe(201);
    expect((await remove()).body.code).toBe('bulletin-in-use');
    await ward.post(`/api/broadcasts/${encodeURIComponent(sent.body.cueId)}/stop`);
    expect((await remove()).status).toBe(204);
    expect((await remove()).body.code).toBe('not-found');
  });

  test('[API10] an unknown job is not found', async () => {
    expect((await ward.get('/api/ingest-jobs/khong-co')).body.code).toBe('not-found');
  });
});

describe('broadcasts', () => {
  test('[API11] sending now answers the broadcast, which is then listed and told in detail', async () => {
    const request = { bulletinId: 'tin-dong', targets: to({ units: [EAST] }), startAt: null };
    const sent = await ward.post('/api/broadcasts', request);
    expect(sent.status).toBe(201);
    const broadcast = broadcastSchema.parse(sent.body);
    expect(broadcast).toMatchObject({ sentBy: 'Người 1', durationMs: 20_000 });
    const path = `/api/broadcasts/${encodeURIComponent(broadcast.cueId)}`;
    const detail = await ward.get(path);
    const proofs = z.array(proofSchema).parse(detail.body.proofs);
    expect(proofs.map(({ nodeId }) => nodeId)).toEqual(['loa-0', 'loa-1']);
    const list = await ward.get('/api/broadcasts');
    expect(list.body.broadcasts.map((one: { cueId: string }) => one.cueId)).toContain(
      broadcast.cueId,
    );
  });

  test('[API11] a ward sees of a broadcast to the city the proof of its own nodes', async () => {
    const request = { bulletinId: 'tin-thanh-pho', targets: to({ units: [CITY] }), startAt: null };
    const { body } = await office.post('/api/broadcasts', request);
    const path = `/api/broadcasts/${encodeURIComponent(body.cueId)}`;
    const seen = (await ward.get(path)).body.proofs.map((one: { nodeId: string }) => one.nodeId);
    expect(seen).toEqual(['loa-0', 'loa-1']);
    expect((await office.get(path)).body.proofs.length).toBeGreaterThanOrEqual(3);
    expect((await ward.post(`${path}/stop`)).body.code).toBe('not-allowed');
  });

  test.each([
    ['no target', to({}), null, 'no-target'],
    ['an unknown node', to({ nodes: ['khong-co'] }), null, 'unknown-target'],
    ['another ward', to({ units: [WEST] }), null, 'not-allowed'],
    ['a zone that reaches another ward', to({ zones: ['ven-song'] }), null, 'not-allowed'],
    ['a start in the past', to({ nodes: ['loa-0'] }), '2026-01-01T00:00:00Z', 'start-in-past'],
    ['a start too far ahead', to({ nodes: ['loa-0'] }), '2199-01-01T00:00:00Z', 'start-too-far'],
    ['a start that is no instant', to({ nodes: ['loa-0'] }), '17:00', 'bad-request'],
  ])('[API12] %s is refused', async (...[, targets, startAt, code]) => {
    const answer = await ward.post('/api/broadcasts', { bulletinId: 'tin-dong', targets, startAt });
    expect(problemSchema.parse(answer.body).code).toBe(code);
  });

  test('[API12] a bulletin of another ward, or of nobody, is refused', async () => {
    const request = { targets: to({ nodes: ['loa-0'] }), startAt: null };
    const send = (bulletinId: string) => ward.post('/api/broadcasts', { bulletinId, ...request });
    expect((await send('tin-tay')).body.code).toBe('not-allowed');
    const unknown = await send('khong-co');
    expect(unknown.status).toBe(404);
    expect(unknown.body.errors[0].field).toBe('bulletinId');
  });

  test('[API13] stopping a unit stops what sounds there; the codes come back', async () => {
    const request = { bulletinId: 'tin-dong', targets: to({ nodes: ['loa-1'] }), startAt: null };
    await ward.post('/api/broadcasts', request);
    const stopped = await ward.post('/api/stop', { unitId: EAST });
    expect(stopped.status).toBe(200);
    expect(Array.isArray(stopped.body.stopped)).toBe(true);
    expect((await ward.post('/api/stop', { unitId: CITY })).body.code).toBe('not-allowed');
    expect((await ward.post('/api/stop', {})).body.errors[0].field).toBe('unitId');
  });

  test('[API14] a list takes at most 62 days and wants its end after its beginning', async () => {
    const list = (query: string) => ward.get(`/api/broadcasts?${query}`);
    const from = '2026-11-01T00:00:00Z';
    expect((await list(`from=${from}&to=2026-11-30T00:00:00Z`)).status).toBe(200);
    expect((await list(`from=${from}&to=2027-11-30T00:00:00Z`)).body.errors[0].field).toBe('to');
    expect((await list(`from=${from}&to=2026-10-01T00:00:00Z`)).body.errors[0].field).toBe('to');
    expect((await list('from=hom-qua')).body.errors[0].field).toBe('from');
    expect((await list('all=1')).body.errors[0].field).toBe('all');
  });
});

test('[API15] liveness needs no login and names nothing', async () => {
  const answer = await new Browser(controller.http).get('/api/health');
  expect(answer.status).toBe(200);
  expect(answer.body).toEqual({ status: 'ok' });
});
