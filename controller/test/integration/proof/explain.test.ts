/**
 * Ten typical questions, and what the controller answers: documents in a real database are planned by
 * the real planner, and the sentences are read over HTTP.
 */
import type { DocumentKind, Documents } from '@loa/protocol/programme';
import {
  type BulletinClass,
  parseBulletinId,
  parseCueId,
  parseNodeId,
} from '@loa/protocol/vocabulary';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { instantUsOf } from '../../../src/domain/calendar/civil-time.ts';
import {
  airRule,
  campaign,
  idsOf,
  session,
  suspension,
  timingOf,
  unitsOf,
  ZONE,
} from '../../../src/domain/campaign/sample-programme.ts';
import { validUntilOf } from '../../../src/domain/playout/cue-of.ts';
import type { Occurrence } from '../../../src/domain/playout/occurrence.ts';
import { Browser } from '../../support/browser.ts';
import { MovingClock } from '../../support/moving-clock.ts';
import { anOccurrence } from '../../support/stored-things.ts';
import {
  CITY,
  EAST,
  startTestController,
  type TestController,
} from '../../support/test-controller.ts';

const DAY = '2026-11-22';
const at = (time: string) => instantUsOf(`${DAY}T${time}`, ZONE);
const clock = new MovingClock(at('07:00:00') / 1000);
let controller: TestController;
let browser: Browser;

/** A campaign of the eastern ward at a time of the day. */
function daily(name: string, time: string, change: object = {}): Documents['campaign'] {
  return campaign(name, {
    unit: EAST,
    bulletins: idsOf('tin'),
    targets: unitsOf(EAST),
    timing: timingOf(`${DAY}T${time}`, null),
    lateMinutes: 0,
    ...change,
  });
}

function put<K extends DocumentKind>(kind: K, ...bodies: Documents[K][]): void {
  const owner = { origin: 'console', author: 'lan', changedAtMs: 1 } as const;
  for (const body of bodies) controller.stores.documents.put(kind, { body, ...owner });
}

function bulletin(id: string, change: { class?: BulletinClass; state?: 'draft' } = {}): void {
  controller.bulletin(id, EAST);
  const made = controller.stores.library.get(parseBulletinId(id));
  if (made) controller.stores.library.put({ ...made, ...change });
}

/** By hand, beside the calendar. */
function sent(id: string, time: string, change: Partial<Occurrence>): void {
  const timing = { startAtUs: at(time), durationFrames: 20 * 48_000, lateUs: 0 };
  const targets = unitsOf(EAST);
  const cueId = parseCueId(`${id}@${DAY}T${time}`);
  const whose = { origin: 'sent', itemId: null, sentBy: 'lan', title: `Bản tin ${id}` } as const;
  controller.stores.calendar.put([
    anOccurrence({
      ...{ cueId, targets, ...timing, ...whose },
      validUntilUs: validUntilOf(timing),
      blockStartUs: timing.startAtUs,
      ...change,
    }),
  ]);
}

function programme(): void {
  bulletin('tin');
  bulletin('nhac-hieu');
  bulletin('uu-tien', { class: 'priority' });
  bulletin('nhap', { state: 'draft' });
  put(
    'campaign',
    daily('thuong', '08:00'),
    daily('co-nhac', '08:10', { chime: parseBulletinId('nhac-hieu') }),
    daily('bi-khan', '08:20'),
    daily('bi-live', '08:30'),
    daily('bi-chen', '08:40'),
    daily('uu-tien', '08:39:50', { bulletins: idsOf('uu-tien') }),
    daily('yen-tinh', '22:30'),
    daily('le', '09:00', { timing: timingOf('2026-11-23T09:00', null) }),
    daily('vao-buoi', '05:00', {
      placement: { kind: 'sessions', sessions: ['chieu'] },
      repeats: { times: 4, gapSeconds: 0 },
    }),
    daily('tat-loa', '08:50'),
    daily('chua-duyet', '09:10', { bulletins: idsOf('nhap') }),
  );
  put('session', session('chieu', { unit: EAST, minutes: 1, timing: timingOf(`${DAY}T17:00`) }));
  const windows = [{ from: '05:00', to: '21:00', minutes: null }];
  put('air-rule', airRule('gio-yen-tinh', { unit: EAST, windows, title: 'Giờ yên tĩnh' }));
  const days = { fromDay: '2026-11-23', throughDay: '2026-11-23' };
  put('suspension', suspension('quoc-tang', { unit: EAST, title: 'Quốc tang', ...days }));
  put('mute', {
    id: 'sua-loa',
    unit: EAST,
    nodes: [parseNodeId('loa-1')],
    gainDb: null,
    throughDay: DAY,
    reason: 'sửa loa',
  });
  sent('khan-cap', '08:20:05', { class: 'emergency' });
  sent('noi-truc-tiep', '08:30:05', { source: 'live' });
}

beforeAll(async () => {
  controller = await startTestController({ clock });
  programme();
  controller.ordering.planner.republish();
  const last = parseCueId('thuong@2026-11-22T08:00');
  await vi.waitFor(() => expect(controller.stores.calendar.get(last)).not.toBeNull());
  browser = new Browser(controller.http);
  await browser.login(await controller.person('broadcaster', EAST));
});
afterAll(() => controller[Symbol.asyncDispose]());

async function said(cue: string, node = 'loa-0') {
  const url = `/api/broadcasts/${encodeURIComponent(cue)}/explain?node=${node}`;
  return (await browser.get(url)).body;
}

it.each([
  [
    'an ordinary one',
    'thuong@2026-11-22T08:00',
    'plays',
    null,
    'Sẽ phát lúc 08:00:00, đến 08:00:20.',
  ],
  ['a chime', 'co-nhac@2026-11-22T08:10.c', 'plays', null, 'Sẽ phát lúc 08:10:00, đến 08:10:20.'],
  [
    'cut by an emergency',
    'bi-khan@2026-11-22T08:20',
    'cut',
    'emergency',
    'Sẽ phát lúc 08:20:00, bị “Bản tin khan-cap” cắt lúc 08:20:05 (khẩn cấp được phát trước mọi bản tin khác), phát tiếp lúc 08:20:25.',
  ],
  [
    'cut by live voice',
    'bi-live@2026-11-22T08:30',
    'cut',
    'live',
    'Sẽ phát lúc 08:30:00, bị “Bản tin noi-truc-tiep” cắt lúc 08:30:05 (phát trực tiếp được ưu tiên hơn chương trình), phát tiếp lúc 08:30:25.',
  ],
  [
    'crowded out by a priority item',
    'bi-chen@2026-11-22T08:40',
    'crowded-out',
    'class',
    'Sẽ không phát vì “Bản tin uu-tien” đang chiếm loa (loại bản tin cao hơn được phát trước).',
  ],
  [
    'in quiet hours',
    'yen-tinh@2026-11-22T22:30',
    'withheld',
    'quiet-hours',
    'Sẽ không phát: ngoài khung giờ được phát (theo “Giờ yên tĩnh”; phòng văn hoá – thông tin được vượt, có ghi lý do).',
  ],
  [
    'suspended',
    'le@2026-11-23T09:00',
    'withheld',
    'suspended',
    'Sẽ không phát: bị tạm ngừng trong những ngày này (theo “Quốc tang”).',
  ],
  [
    'a full session',
    'vao-buoi~chieu@2026-11-22T17:00.3',
    'withheld',
    'session-full',
    'Sẽ không phát: không còn chỗ trong buổi phát thanh (theo “Buổi chieu”).',
  ],
  [
    'not approved',
    'chua-duyet@2026-11-22T09:10',
    'withheld',
    'not-approved',
    'Sẽ không phát: bản tin chưa được duyệt.',
  ],
] as const)('[EXP7] [EXP8] says why: %s', async (...[, cue, verdict, rule, text]) => {
  expect(await said(cue)).toMatchObject({ verdict, rule, text });
});

it('[EXP7] [EXP8] says why: a silenced node, and nothing of it where another stands', async () => {
  expect(await said('tat-loa@2026-11-22T08:50', 'loa-1')).toMatchObject({
    verdict: 'muted',
    document: 'sua-loa',
    text: 'Sẽ không phát: cụm loa đang được tắt tiếng (theo “sửa loa”).',
  });
  expect((await said('tat-loa@2026-11-22T08:50')).verdict).toBe('plays');
});

it('[EXP6] names what a node lacks beside what it is to play', async () => {
  expect((await said('thuong@2026-11-22T08:00')).cautions).toEqual([
    { kind: 'not-enrolled', text: 'Cụm loa chưa đăng ký nên chưa nhận lịch.' },
  ]);
});

it('[EXP7] says why of the past: in part, and missed, in either language', async () => {
  const cueId = parseCueId('thuong@2026-11-22T08:00');
  const nodeId = parseNodeId('loa-0');
  const line = { nodeId, cueId, why: null, cutBy: null } as const;
  controller.stores.receipts.append(nodeId, [
    { ...line, sequence: 1, kind: 'started', atUs: at('08:00:00'), positionFrames: 0 },
    {
      ...line,
      ...{ sequence: 2, kind: 'ended', atUs: at('08:00:12'), positionFrames: 12 * 48_000 },
      why: 'sink-failed',
    },
  ]);
  const missed = { sequence: 3, kind: 'missed', atUs: at('08:10:20'), positionFrames: 0 } as const;
  const chime = parseCueId('co-nhac@2026-11-22T08:10.c');
  controller.stores.receipts.append(nodeId, [
    { ...line, ...missed, cueId: chime, why: 'asset-missing' },
  ]);
  clock.advance(2 * 3_600_000);
  expect((await said(cueId)).text).toBe('Chỉ phát được 0:12 trên 0:20: đầu ra âm thanh bị hỏng.');
  expect((await said(chime)).text).toBe('Không phát: tệp âm thanh chưa tới cụm loa.');
  const url = `/api/broadcasts/${encodeURIComponent(cueId)}/explain?node=loa-0`;
  const english = await browser.call({ method: 'GET', url, headers: { 'accept-language': 'en' } });
  expect(english.body.text).toBe('Was heard for 0:12 of 0:20: the sound output failed.');
  expect(await said('khong-co@2026-11-22T08:00')).toMatchObject({
    code: 'not-found',
  });
});

/** A node that is connected, as its link says. */
function connect(node: string): void {
  const { fleet } = controller.engine;
  const nodeId = parseNodeId(node);
  const actor = { username: 'ky-thuat', name: 'ky-thuat', unitId: CITY, language: 'vi' } as const;
  const made = fleet.newCode({ ...actor, role: 'technician' }, nodeId);
  if (made.outcome === 'refused') throw new Error(made.detail);
  fleet.enrol({ nodeId, code: made.code, publicKey: 'k'.repeat(43) });
  const nothing = () => undefined;
  const session = { sendHead: nothing, sendOrder: nothing, setMonitor: nothing };
  fleet.connected(
    { nodeId, ...session, sendSite: nothing, close: nothing },
    {
      ...{ bootId: 'b', connectionEpoch: 1, version: '1', sink: 'wav' },
      ...{ headVersion: 0, orderCursor: 0 },
    },
  );
}

it('[EXP17] a node without the newest plan is said to lack it, and late receipts count in full [c22]', async () => {
  connect('loa-0');
  const cue = 'bi-khan@2026-11-22T08:20';
  const evening = 'phien@2026-11-22T20:00';
  sent('phien', '20:00:00', { cueId: parseCueId(evening) });
  const lacks = async () =>
    (await said(evening, 'loa-0')).cautions.map(({ kind }: { kind: string }) => kind);
  expect(await lacks()).toEqual(['plan-not-held']);
  const nodeId = parseNodeId('loa-0');
  controller.engine.fleet.planApplied(nodeId, controller.stores.plan.headVersion(nodeId), []);
  expect(await lacks()).toEqual([]);
  expect((await said(cue, 'loa-0')).verdict).toBe('no-word');
  const line = { nodeId, cueId: parseCueId(cue), cutBy: null } as const;
  const atUs = at('08:20:00');
  controller.engine.fleet.receipts(nodeId, [
    { ...line, sequence: 4, kind: 'started', atUs, positionFrames: 0, why: null },
    {
      ...{ ...line, sequence: 5, kind: 'ended', atUs: atUs + 20e6 },
      ...{ positionFrames: 20 * 48_000, why: 'finished' },
    },
  ]);
  expect((await said(cue, 'loa-0')).verdict).toBe('heard');
});

it('[EXP18] a node that does not trust its clock is said to play no timed item [c24]', async () => {
  const evening = 'phien@2026-11-22T20:00';
  controller.engine.fleet.health(parseNodeId('loa-0'), {
    ...{ atUs: clock.nowMs() * 1000, sounding: null },
    faults: ['clock-untrusted'],
  });
  expect((await said(evening, 'loa-0')).cautions).toEqual([
    {
      kind: 'clock-untrusted',
      text: 'Cụm loa chưa chắc giờ nên không phát mục hẹn giờ.',
    },
  ]);
});

it('[EXP34] a connected node that says it lacks sound due soon is warned of, with its name', async () => {
  controller.engine.fleet.health(parseNodeId('loa-0'), {
    ...{ atUs: clock.nowMs() * 1000, sounding: null },
    faults: ['assets-missing'],
  });
  const { warnings } = (await browser.get('/api/warnings')).body;
  expect(warnings.map(({ text }: { text: string }) => text)).toContain(
    'Cụm loa chợ Đông còn thiếu âm thanh cần phát trong vòng một giờ.',
  );
});
