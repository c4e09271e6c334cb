/**
 * Goal: the city file and the console share the programme: the file has what it names, the console
 * keeps what it made. Method: files are applied to a controller of real parts.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { applyScheduleFile } from '../../../src/adapters/schedule-files/index.ts';
import type { Actor } from '../../../src/domain/policy/actor.ts';
import type { CityEngine } from '../../../src/engine/city.ts';
import {
  CITY,
  EAST,
  startTestController,
  type TestController,
} from '../../support/test-controller.ts';

const CITY_TEXT = `city: { unit: thu-nghiem, timeZone: Asia/Ho_Chi_Minh, relayHosts: [phat.example.vn] }
units:
  - { id: thu-nghiem, kind: city, name: Thành phố }
  - { id: phuong-dong, kind: ward, name: Phường Đông, parent: thu-nghiem }
`;
const SESSION = `sessions:
  - { id: sang, title: Sáng, timing: { start: 2026-11-01T05:30, rule: FREQ=DAILY }, minutes: 30 }
`;

let controller: TestController;
beforeEach(async () => {
  controller = await startTestController({ withoutCity: true });
});
afterEach(() => controller[Symbol.asyncDispose]());

async function apply(
  text: string,
  isRepeat = false,
): Promise<{ ok: boolean; lines: readonly string[] }> {
  const path = join(controller.folder, 'city.yaml');
  await writeFile(path, text);
  const city = controller.engine.city as CityEngine;
  return applyScheduleFile(city, path, { signal: AbortSignal.timeout(30_000), isRepeat });
}
const actor: Actor = {
  username: 'lan',
  name: 'Lan',
  role: 'culture-office',
  language: 'vi',
  unitId: CITY,
};

function campaign(extra: object) {
  return {
    ...{ id: 'rac', unit: EAST, title: 'Rác', bulletins: ['tin'], order: 'sequence' },
    ...{ separationSeconds: 0, chime: null, targets: { units: [EAST], zones: [], nodes: [] } },
    timing: { start: '2026-12-01T17:00', rule: null, until: null, except: [], extra: [] },
    ...{ placement: { kind: 'times' }, repeats: { times: 1, gapSeconds: 0 }, priority: 50 },
    ...{ gainDb: 0, lateMinutes: 15, whenPreempted: 'continue', override: null, ...extra },
  } as never;
}
const put = (kind: 'campaign' | 'session', body: never) =>
  controller.engine.desk.put(actor, { kind, body, basis: { kind: 'any' } });

test('[DOC22] what the console made stays, and keeps what it names from being taken away', async () => {
  await apply(CITY_TEXT + SESSION);
  controller.bulletin('tin', EAST);
  const placement = { kind: 'sessions', sessions: ['sang'] };
  expect(put('campaign', campaign({ placement })).outcome).toBe('put');
  expect((await apply(CITY_TEXT + SESSION)).lines[0]).toContain('nothing to change');
  const refused = await apply(CITY_TEXT);
  expect(refused.ok).toBe(false);
  expect(refused.lines[0]).toContain('campaign rac was made on the console');
  expect(refused.lines[0]).toContain('placement.sessions.0: there is no session sang');
  const relay = `relays:
  - { id: rac, title: Tiếp âm, url: 'https://phat.example.vn/a', minutes: 5,
      targets: { units: [thu-nghiem] }, timing: { start: 2026-12-01T05:45 } }
`;
  expect((await apply(CITY_TEXT + SESSION + relay)).lines[0]).toContain('rename one of them');
  controller.engine.desk.remove(actor, 'campaign', { id: 'rac', basis: { kind: 'any' } });
  expect(await apply(CITY_TEXT)).toEqual({ ok: true, lines: ['- session sang'] });
});

test('[DOC22] what the console changed of a file is as the file says again', async () => {
  await apply(CITY_TEXT + SESSION);
  const held = controller.stores.documents.get('session', 'sang');
  put('session', { ...held?.body, minutes: 45 } as never);
  expect(controller.stores.documents.get('session', 'sang')).toMatchObject({
    origin: 'file',
    author: 'lan',
    body: { minutes: 45 },
  });
  expect((await apply(CITY_TEXT + SESSION)).lines).toEqual(['~ session sang']);
  expect(controller.stores.documents.get('session', 'sang')?.body).toEqual(held?.body);
  const own = { ...held?.body, id: 'chieu' } as never;
  put('session', own);
  const named = SESSION + SESSION.split('\n')[1]?.replace('sang', 'chieu').replace('30 }', '20 }');
  expect((await apply(`${CITY_TEXT + named}\n`)).lines).toEqual(['~ session chieu']);
  expect((await apply(CITY_TEXT + SESSION)).lines).toEqual(['- session chieu']);
  const changed = CITY_TEXT.replace('phat.', 'nghe.');
  expect((await apply(changed + SESSION)).lines).toEqual(['~ city thu-nghiem']);
  expect(controller.stores.city.settings().relayHosts).toEqual(['nghe.example.vn']);
});

test('[DOC26] a start with the same file leaves what the console changed of it, or took away', async () => {
  const two = SESSION + SESSION.split('\n')[1]?.replace('sang', 'chieu');
  await apply(`${CITY_TEXT + two}\n`);
  const held = controller.stores.documents.get('session', 'sang');
  put('session', { ...held?.body, minutes: 45 } as never);
  controller.engine.desk.remove(actor, 'session', { id: 'chieu', basis: { kind: 'any' } });
  const renamed = CITY_TEXT.replace('Phường Đông', 'Phường Đông Mới');
  const again = await apply(`${renamed + two}\n`, true);
  expect(again.lines).toEqual(['~ unit phuong-dong']);
  const minutes = () =>
    controller.stores.documents.list('session').map(({ body }) => [body.id, body.minutes]);
  expect(minutes()).toEqual([['sang', 45]]);
  const edited = await apply(`${renamed + two.replace('Sáng', 'Buổi sáng')}\n`, true);
  expect(edited.lines).toEqual(['~ session sang', '+ session chieu']);
  expect(minutes()).toEqual([
    ['chieu', 30],
    ['sang', 30],
  ]);
});
