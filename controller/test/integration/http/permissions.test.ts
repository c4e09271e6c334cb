/**
 * Every route × every role × own and other ward, over the table of routes that Fastify itself
 * reports. The expectation is written here by hand, apart from the policy's own table: a new route
 * fails until somebody says who may use it.
 */
import type { Role } from '@loa/protocol/vocabulary';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Browser } from '../../support/browser.ts';
import {
  CITY,
  EAST,
  startTestController,
  type TestController,
} from '../../support/test-controller.ts';

type Who = 'nobody' | Role;
const EVERYONE: Who[] = ['nobody', 'broadcaster', 'culture-office', 'technician', 'admin'];
const PEOPLE: Who[] = EVERYONE.slice(1);
const SPEAKERS: Who[] = ['broadcaster', 'culture-office'];
const INSTALLERS: Who[] = ['technician', 'admin'];

interface Expectation {
  readonly who: Who[];
  /** The same with something of another ward; absent where the route touches nothing of a ward. */
  readonly elsewhere?: { url?: string; body?: object };
  readonly url?: string;
  readonly body?: object;
}

const SEND = (node: string) => ({
  bulletinId: 'tin-thanh-pho',
  targets: { units: [], zones: [], nodes: [node] },
  startAt: null,
});

const HAND_DOWN = (unit: string) => ({
  ...{ bulletin: 'tin-thanh-pho', to: [unit] },
  ...{ fromDay: '2026-12-01', throughDay: '2026-12-07' },
});

const SESSION = (unit: string) => ({
  unit,
  title: 'Buổi sáng',
  timing: { start: '2026-12-01T05:30' },
  minutes: 30,
});

const CAMPAIGN = (unit: string) => ({
  id: 'dot-nhap',
  unit,
  title: 'Đợt nháp',
  bulletins: ['tin-thanh-pho'],
  targets: { units: [unit] },
  timing: { start: '2026-12-01T05:30' },
});

const SUSPENSION = (unit: string) => ({
  id: 'quoc-tang',
  unit,
  title: 'Quốc tang',
  fromDay: '2026-12-01',
  throughDay: '2026-12-02',
});

const AIR_RULE = (unit: string) => ({
  id: 'chi-chieu',
  unit,
  title: 'Chỉ buổi chiều',
  windows: [{ from: '17:00', to: '18:00' }],
});

const EXPECTED: Record<string, Expectation> = {
  'GET /api/health': { who: EVERYONE },
  'GET /api/openapi.json': { who: EVERYONE },
  'GET /*': { who: EVERYONE, url: '/' },
  'POST /api/session': { who: EVERYONE, body: { username: 'x', password: 'y' } },
  'DELETE /api/session': { who: EVERYONE },
  'GET /api/session': { who: PEOPLE },
  'PUT /api/session/preferences': { who: PEOPLE, body: { language: 'en' } },
  'POST /api/feed-ticket': { who: PEOPLE },
  'GET /api/city': { who: PEOPLE },
  'GET /api/nodes': { who: PEOPLE },
  'GET /api/nodes/:nodeId': {
    who: PEOPLE,
    url: '/api/nodes/loa-0',
    elsewhere: { url: '/api/nodes/loa-2' },
  },
  'GET /api/nodes/:nodeId/listen': {
    who: PEOPLE,
    url: '/api/nodes/loa-0/listen',
    elsewhere: { url: '/api/nodes/loa-2/listen' },
  },
  'POST /api/nodes': {
    who: INSTALLERS,
    body: { nodeId: 'loa-moi', name: 'Cụm loa mới', unitId: 'phuong-dong' },
    elsewhere: { body: { nodeId: 'loa-moi-tay', name: 'Cụm loa mới', unitId: 'phuong-tay' } },
  },
  'POST /api/nodes/:nodeId/enrolment-code': {
    who: INSTALLERS,
    url: '/api/nodes/loa-0/enrolment-code',
    elsewhere: { url: '/api/nodes/loa-2/enrolment-code' },
  },
  'PATCH /api/nodes/:nodeId/settings': {
    who: INSTALLERS,
    url: '/api/nodes/loa-0/settings',
    body: { trimMs: 12 },
    elsewhere: { url: '/api/nodes/loa-2/settings' },
  },
  'GET /api/bulletins': { who: PEOPLE },
  'POST /api/bulletins': { who: SPEAKERS, body: {} },
  'GET /api/voices': { who: PEOPLE },
  'POST /api/speech/preview': { who: SPEAKERS, body: { text: 'xin chào' } },
  'POST /api/bulletins/spoken': {
    who: SPEAKERS,
    body: { title: 'Tin', text: 'xin chào', voiceId: 'khong-co' },
    elsewhere: {
      body: { title: 'Tin', text: 'xin chào', voiceId: 'khong-co', unitId: 'phuong-tay' },
    },
  },
  'GET /api/bulletins/:bulletinId/audio': {
    who: PEOPLE,
    url: '/api/bulletins/tin-dong/audio',
    elsewhere: { url: '/api/bulletins/tin-tay/audio' },
  },
  'PATCH /api/bulletins/:bulletinId': {
    who: SPEAKERS,
    url: '/api/bulletins/tin-dong',
    body: { title: 'Tên mới' },
    elsewhere: { url: '/api/bulletins/tin-tay', body: { title: 'Tên mới' } },
  },
  // Past the guard, what is no upload is told so.
  'PUT /api/bulletins/:bulletinId/paper': {
    who: SPEAKERS,
    url: '/api/bulletins/tin-dong/paper',
    body: {},
    elsewhere: { url: '/api/bulletins/tin-tay/paper' },
  },
  'GET /api/bulletins/:bulletinId/paper': {
    who: PEOPLE,
    url: '/api/bulletins/tin-dong/paper',
    elsewhere: { url: '/api/bulletins/tin-tay/paper' },
  },
  'DELETE /api/bulletins/:bulletinId': {
    who: SPEAKERS,
    url: '/api/bulletins/tin-dong',
    elsewhere: { url: '/api/bulletins/tin-tay' },
  },
  'GET /api/approvals': { who: PEOPLE },
  'GET /api/bulletins/:bulletinId': {
    who: PEOPLE,
    url: '/api/bulletins/tin-dong',
    elsewhere: { url: '/api/bulletins/tin-tay' },
  },
  'POST /api/bulletins/:bulletinId/heard': {
    who: PEOPLE,
    url: '/api/bulletins/tin-dong/heard',
    body: { revision: 1, permille: 10 },
    elsewhere: { url: '/api/bulletins/tin-tay/heard' },
  },
  'POST /api/bulletins/:bulletinId/submit': {
    who: SPEAKERS,
    url: '/api/bulletins/tin-dong/submit',
    body: { revision: 1 },
    elsewhere: { url: '/api/bulletins/tin-tay/submit' },
  },
  'POST /api/bulletins/:bulletinId/break-glass': {
    who: SPEAKERS,
    url: '/api/bulletins/tin-dong/break-glass',
    body: { revision: 1, reason: 'Nước lên' },
    elsewhere: { url: '/api/bulletins/tin-tay/break-glass' },
  },
  // Past the guard, who is no approver is told so: another revision keeps them from getting there.
  'POST /api/bulletins/:bulletinId/approve': {
    who: SPEAKERS,
    url: '/api/bulletins/tin-dong/approve',
    body: { revision: 9 },
    elsewhere: { url: '/api/bulletins/tin-tay/approve' },
  },
  'POST /api/bulletins/:bulletinId/return': {
    who: SPEAKERS,
    url: '/api/bulletins/tin-dong/return',
    body: { revision: 9, reason: 'Sai giờ' },
    elsewhere: { url: '/api/bulletins/tin-tay/return' },
  },
  'POST /api/bulletins/:bulletinId/look-back': {
    who: SPEAKERS,
    url: '/api/bulletins/tin-dong/look-back',
    body: { revision: 9 },
    elsewhere: { url: '/api/bulletins/tin-tay/look-back' },
  },
  'GET /api/distributions': { who: PEOPLE },
  'POST /api/distributions': {
    who: ['culture-office'],
    body: HAND_DOWN('phuong-dong'),
    elsewhere: { body: HAND_DOWN('phuong-tay') },
  },
  'GET /api/inbox': { who: PEOPLE },
  'POST /api/inbox/:id/answer': {
    who: SPEAKERS,
    url: '/api/inbox/khong-co/answer',
    body: { unit: 'phuong-dong', answer: { kind: 'declined', reason: 'Trùng' } },
    elsewhere: { body: { unit: 'phuong-tay', answer: { kind: 'declined', reason: 'Trùng' } } },
  },
  'GET /api/ingest-jobs/:jobId': { who: PEOPLE, url: '/api/ingest-jobs/khong-co' },
  'GET /api/broadcasts': { who: PEOPLE },
  'POST /api/broadcasts': {
    who: SPEAKERS,
    body: SEND('loa-0'),
    elsewhere: { body: SEND('loa-2') },
  },
  'GET /api/broadcasts/:cueId': {
    who: PEOPLE,
    url: '/api/broadcasts/EAST_CUE',
    elsewhere: { url: '/api/broadcasts/WEST_CUE' },
  },
  'POST /api/documents/campaign/preview': {
    who: SPEAKERS,
    body: CAMPAIGN('phuong-dong'),
    elsewhere: { body: CAMPAIGN('phuong-tay') },
  },
  'POST /api/documents/suspension/preview': {
    who: ['culture-office'],
    body: SUSPENSION('phuong-dong'),
    elsewhere: { body: SUSPENSION('phuong-tay') },
  },
  'POST /api/documents/air-rule/preview': {
    who: ['culture-office'],
    body: AIR_RULE('phuong-dong'),
    elsewhere: { body: AIR_RULE('phuong-tay') },
  },
  'GET /api/relays': { who: PEOPLE },
  'POST /api/relays/:id/test': { who: PEOPLE, url: '/api/relays/khong-co/test' },
  'GET /api/warnings': { who: PEOPLE },
  'GET /api/collisions': { who: PEOPLE },
  'GET /api/broadcasts/:cueId/explain': {
    who: PEOPLE,
    url: '/api/broadcasts/EAST_CUE/explain?node=loa-0',
    elsewhere: { url: '/api/broadcasts/WEST_CUE/explain?node=loa-2' },
  },
  'POST /api/broadcasts/:cueId/stop': {
    who: SPEAKERS,
    url: '/api/broadcasts/EAST_CUE/stop',
    elsewhere: { url: '/api/broadcasts/WEST_CUE/stop' },
  },
  'GET /api/units/:unitId/calendar.ics': {
    who: EVERYONE,
    url: `/api/units/phuong-dong/calendar.ics?token=${'A'.repeat(43)}`,
  },
  'POST /api/calendar-link': { who: PEOPLE },
  'DELETE /api/calendar-link': { who: PEOPLE },
  'GET /api/reports/:file': {
    who: PEOPLE,
    url: '/api/reports/diary.csv?from=2026-11-01&to=2026-11-02',
    elsewhere: { url: '/api/reports/diary.csv?from=2026-11-01&to=2026-11-02&unit=phuong-tay' },
  },
  'GET /api/documents/:kind': { who: PEOPLE, url: '/api/documents/session' },
  'GET /api/documents/:kind/:id': { who: PEOPLE, url: '/api/documents/session/khong-co' },
  'PUT /api/documents/:kind/:id': {
    who: SPEAKERS,
    url: '/api/documents/session/sang-dong',
    body: SESSION('phuong-dong'),
    elsewhere: { url: '/api/documents/session/sang-tay', body: SESSION('phuong-tay') },
  },
  'DELETE /api/documents/:kind/:id': { who: SPEAKERS, url: '/api/documents/session/khong-co' },
  'GET /api/units/:unitId/rights': {
    who: PEOPLE,
    url: '/api/units/phuong-dong/rights',
    elsewhere: { url: '/api/units/phuong-tay/rights' },
  },
  'POST /api/timing/preview': {
    who: PEOPLE,
    body: { timing: { start: '2026-12-01T05:30', rule: 'FREQ=DAILY' } },
  },
  'POST /api/stop': {
    who: SPEAKERS,
    body: { unitId: 'phuong-dong' },
    elsewhere: { body: { unitId: 'phuong-tay' } },
  },
};

let controller: TestController;
const sessions = new Map<string, string>();
const cues = { EAST_CUE: '', WEST_CUE: '' };

beforeAll(async () => {
  controller = await startTestController();
  controller.bulletin('tin-thanh-pho', CITY);
  const office = new Browser(controller.http);
  await office.login(await controller.person('culture-office', CITY));
  for (const [name, node] of [
    ['EAST_CUE', 'loa-0'],
    ['WEST_CUE', 'loa-2'],
  ] as const) {
    const sent = await office.post('/api/broadcasts', SEND(node));
    cues[name] = encodeURIComponent(sent.body.cueId);
  }
  for (const role of PEOPLE as Role[]) {
    for (const unitId of [CITY, EAST]) {
      const browser = new Browser(controller.http);
      await browser.login(await controller.person(role, unitId));
      sessions.set(`${role}@${unitId}`, browser.cookie);
    }
  }
});
afterAll(() => controller[Symbol.asyncDispose]());

/** Anything but a refusal by the policy counts as let through. */
async function isLetThrough(
  key: string,
  who: Who,
  options: { unitId: string; elsewhere: boolean },
) {
  const [method = '', pattern = ''] = key.split(' ');
  const expected = EXPECTED[key]!;
  const part = options.elsewhere ? { ...expected, ...expected.elsewhere } : expected;
  controller.bulletin('tin-dong', EAST);
  controller.bulletin('tin-tay', 'phuong-tay' as never);
  const browser = new Browser(controller.http);
  browser.cookie = sessions.get(`${who}@${options.unitId}`) ?? '';
  const url = (part.url ?? pattern).replace(
    /EAST_CUE|WEST_CUE/,
    (name) => cues[name as 'EAST_CUE'],
  );
  // Logging out would end the session of the cases that follow.
  if (key === 'DELETE /api/session') browser.cookie = '';
  const answer = await browser.call({
    method: method as 'GET',
    url,
    ...(part.body && { payload: part.body }),
  });
  const code = answer.body?.code;
  return code !== 'not-logged-in' && code !== 'not-allowed';
}

test('[SEC1] every route declares what it does, and this test knows every route', () => {
  const keys = controller.http.routes
    .filter(({ method, url }) => method !== 'HEAD' && !url.startsWith('/api/docs'))
    .map(({ method, url }) => `${method} ${url}`);
  expect([...new Set(keys)].sort()).toEqual(Object.keys(EXPECTED).sort());
});

test('[SEC1] a route without an action is not registered', async () => {
  const other = await startTestController({ withoutCity: true });
  const late = () => other.http.app.get('/api/secret', async () => 'secret');
  expect(late).toThrow();
  await other[Symbol.asyncDispose]();
});

describe.each(Object.keys(EXPECTED))('[SEC2] %s', (key) => {
  const { who, elsewhere } = EXPECTED[key]!;
  test.each(EVERYONE)('%s of the city', async (role) => {
    const isExpected = who.includes(role);
    expect(await isLetThrough(key, role, { unitId: CITY, elsewhere: false })).toBe(isExpected);
    if (elsewhere) {
      expect(await isLetThrough(key, role, { unitId: CITY, elsewhere: true })).toBe(isExpected);
    }
  });
  test.each(PEOPLE)('%s of a ward', async (role) => {
    const isExpected = who.includes(role);
    expect(await isLetThrough(key, role, { unitId: EAST, elsewhere: false })).toBe(isExpected);
    if (elsewhere) {
      expect(await isLetThrough(key, role, { unitId: EAST, elsewhere: true })).toBe(false);
    }
  });
});
