/** What the controller says unasked: documents planned by the real planner on a real database, over HTTP. */
import type { CollisionView, WarningView } from '@loa/protocol/console-api';
import { parseBulletinId } from '@loa/protocol/vocabulary';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { instantUsOf } from '../../../src/domain/calendar/civil-time.ts';
import {
  campaign,
  idsOf,
  session,
  timingOf,
  unitsOf,
  ZONE,
} from '../../../src/domain/campaign/sample-programme.ts';
import { Browser } from '../../support/browser.ts';
import { MovingClock } from '../../support/moving-clock.ts';
import {
  CITY,
  EAST,
  startTestController,
  type TestController,
  WEST,
} from '../../support/test-controller.ts';

const clock = new MovingClock(instantUsOf('2026-11-22T07:00', ZONE) / 1000);
let controller: TestController;
let east: Browser;
let west: Browser;

beforeAll(async () => {
  controller = await startTestController({ clock });
  east = new Browser(controller.http);
  await east.login(await controller.person('broadcaster', EAST));
  west = new Browser(controller.http);
  await west.login(await controller.person('broadcaster', WEST));
});
afterAll(() => controller[Symbol.asyncDispose]());

const warnings = async (who: Browser): Promise<WarningView[]> =>
  (await who.get('/api/warnings')).body.warnings;
const collisions = async (who: Browser): Promise<CollisionView[]> =>
  (await who.get('/api/collisions')).body.collisions;

function changeBulletin(id: string, change: object): void {
  const held = controller.stores.library.get(parseBulletinId(id));
  if (held) controller.stores.library.put({ ...held, ...change });
  controller.events.emit({ kind: 'library-changed' });
}

function replan(): void {
  controller.ordering.planner.republish();
}

it('[EXP37] what is due and not approved, and a session without content, come and go by themselves', async () => {
  controller.bulletin('nhap', EAST);
  changeBulletin('nhap', { state: 'submitted' });
  const timing = timingOf('2026-11-22T17:00');
  const { id: _, ...buoi } = session('chieu-dong', { unit: EAST, timing });
  await east.call({ method: 'PUT', url: '/api/documents/session/chieu-dong', payload: buoi });
  const targets = unitsOf(EAST);
  const item = { unit: EAST, bulletins: idsOf('nhap'), targets };
  const { id: __, ...dot } = campaign('dot-nhap', {
    ...item,
    placement: { kind: 'sessions', sessions: ['chieu-dong'] },
  });
  await east.call({ method: 'PUT', url: '/api/documents/campaign/dot-nhap', payload: dot });
  replan();
  await vi.waitFor(async () =>
    expect((await warnings(east)).map(({ text }) => text)).toEqual([
      'Phường Đông không có bản tin nào trong 7 ngày tới.',
      'Buổi “Buổi chieu-dong” lúc 17:00 22/11 của Phường Đông chưa có nội dung.',
      'Bản tin “Bản tin nhap” sắp phát lúc 17:00 22/11 nhưng chưa được duyệt.',
    ]),
  );
  expect(await warnings(west)).toEqual([]);
  changeBulletin('nhap', { state: 'approved' });
  replan();
  await vi.waitFor(async () => expect(await warnings(east)).toEqual([]));
});

it('[EXP35] a decision turns the order of two priority items round, and the reminder is gone', async () => {
  for (const [id, unit] of [
    ['tin-thanh-pho', CITY],
    ['tin-dong', EAST],
  ] as const) {
    controller.bulletin(id, unit);
    changeBulletin(id, { class: 'priority' });
    const timing = timingOf('2026-11-23T09:00', null);
    const targets = unitsOf(unit);
    const body = campaign(`dot-${id}`, { unit, bulletins: idsOf(id), targets, timing });
    const owner = { origin: 'console', author: 'lan', changedAtMs: 1 } as const;
    controller.stores.documents.put('campaign', { body, ...owner });
  }
  replan();
  const cue = 'dot-tin-dong@2026-11-23T09:00';
  const against = 'dot-tin-thanh-pho@2026-11-23T09:00';
  await vi.waitFor(async () => expect(await collisions(east)).toHaveLength(1));
  const [before] = await collisions(east);
  expect(before).toMatchObject({ cue, against, unit: EAST, decision: null });
  expect(await collisions(west)).toEqual([]);
  expect((await warnings(east)).map(({ kind }) => kind)).toEqual(['undecided']);
  const order = before?.first === cue ? 'after' : 'before';
  const decision = { unit: EAST, cue, against, order, by: 'broadcaster-1' };
  const url = '/api/documents/decision/chon';
  expect((await east.call({ method: 'PUT', url, payload: decision })).body.code).toBeUndefined();
  replan();
  const first = order === 'before' ? cue : against;
  await vi.waitFor(async () =>
    expect(await collisions(east)).toMatchObject([{ decision: 'chon', first }]),
  );
  expect(await warnings(east)).toEqual([]);
});
