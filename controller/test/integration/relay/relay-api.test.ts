/** Relays over HTTP: a document is put, its source is tested, and its state is read. */
import { relaysSchema, relayTestSchema } from '@loa/protocol/console-api';
import type { Role, UnitId } from '@loa/protocol/vocabulary';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Browser } from '../../support/browser.ts';
import { giving, MP3, type Station, soundOf, startStation } from '../../support/station.ts';
import {
  CITY,
  EAST,
  startTestController,
  type TestController,
  WEST,
} from '../../support/test-controller.ts';

let controller: TestController;
let station: Station;

beforeAll(async () => {
  station = await startStation({
    '/fm': giving(soundOf('sine=frequency=440:duration=5', MP3), 'audio/mpeg'),
    '/quiet': giving(soundOf('anullsrc=r=48000:cl=mono:d=5', MP3), 'audio/mpeg'),
  });
  controller = await startTestController();
  const settings = controller.stores.city.settings();
  controller.stores.city.putSettings({ ...settings, relayHosts: [station.host] });
});
afterAll(async () => {
  await controller[Symbol.asyncDispose]();
  await station[Symbol.asyncDispose]();
});

async function loggedIn(role: Role, unitId: UnitId): Promise<Browser> {
  const browser = new Browser(controller.http);
  const person = await controller.person(role, unitId);
  expect((await browser.login(person)).status).toBe(200);
  return browser;
}

function put(browser: Browser, id: string, path: string) {
  const payload = {
    unit: 'phuong-dong',
    title: 'Tiếp âm Đài tỉnh',
    url: station.url(path),
    targets: { units: ['phuong-dong'] },
    timing: { start: '2026-12-01T17:00', rule: 'FREQ=DAILY' },
    minutes: 30,
  };
  return browser.call({ method: 'PUT', url: `/api/documents/relay/${id}`, payload });
}

it('[REL16] a source is tested by who sees the relay, and its state is read', async () => {
  const office = await loggedIn('culture-office', CITY);
  for (const [id, path] of Object.entries({
    'dai-tinh': '/fm',
    'dai-cam': '/quiet',
    mat: '/gone',
  })) {
    expect((await put(office, id, path)).status).toBe(200);
  }
  const ward = await loggedIn('broadcaster', EAST);
  const { status, body } = await ward.get('/api/relays');
  expect(status).toBe(200);
  const { relays, hosts } = relaysSchema.parse(body);
  expect(hosts).toEqual([station.host]);
  expect(relays.map(({ relayId }) => relayId)).toEqual(['dai-cam', 'dai-tinh', 'mat']);
  expect(relays[1]).toMatchObject({ phase: 'idle', title: 'Tiếp âm Đài tỉnh', fault: null });
  const test = async (id: string) =>
    relayTestSchema.parse((await ward.post(`/api/relays/${id}/test`)).body);
  const heard = await test('dai-tinh');
  expect(heard).toMatchObject({ heard: 'sound', fault: null });
  expect(heard.levelDb).toBeGreaterThan(-24);
  expect((await test('dai-cam')).heard).toBe('silence');
  expect(await test('mat')).toMatchObject({ heard: 'nothing', fault: { why: 'answer-bad' } });
  const elsewhere = await loggedIn('broadcaster', WEST);
  expect((await elsewhere.get('/api/relays')).body.relays).toEqual([]);
  expect((await elsewhere.post('/api/relays/dai-tinh/test')).status).toBe(404);
  expect((await new Browser(controller.http).get('/api/relays')).status).toBe(401);
});

it('[REL5] a relay of a host that is not listed is not kept, and not asked where the list has changed', async () => {
  const office = await loggedIn('culture-office', CITY);
  const { stores } = controller;
  stores.city.putSettings({ ...stores.city.settings(), relayHosts: ['dai.example.vn'] });
  expect((await put(office, 'moi', '/fm')).body).toMatchObject({ code: 'bad-request' });
  const asked = station.asked.length;
  const { body } = await office.post('/api/relays/dai-tinh/test');
  expect(body).toMatchObject({ heard: 'nothing', fault: { why: 'host-not-listed' } });
  expect(station.asked).toHaveLength(asked);
});
