/** Random documents for the town of `sample-programme.ts`: dense, so that nearly all of them meet. */
import type { DocumentKind, Documents } from '@loa/protocol/programme';
import { parseBulletinId, parseCueId, parseItemId, parseNodeId } from '@loa/protocol/vocabulary';
import fc from 'fast-check';
import {
  airRule,
  bulletinOf,
  campaign,
  dayOrder,
  idsOf,
  STREET,
  session,
  suspension,
  TOWN,
  timingOf,
  unitsOf,
  WARD_A,
  WARD_B,
} from '../../src/domain/campaign/sample-programme.ts';

/** Whose name stands under what needs one. */
export const DRAWN_BY = 'tp-culture-office';
/** Beside `tin`. */
export const DRAWN_BULLETINS = [
  bulletinOf('uu-tien', { class: 'priority', category: 'y tế' }),
  bulletinOf('bao', { class: 'emergency' }),
  bulletinOf('dai', { durationFrames: 7 * 60 * 48_000 }),
  bulletinOf('chua-duyet', { state: 'submitted' }),
  bulletinOf('han', { validFrom: '2026-11-25', validThrough: '2026-12-02' }),
];
const held = idsOf('tin', ...DRAWN_BULLETINS.map(({ bulletinId }) => bulletinId));
const UNITS = [TOWN, WARD_A, WARD_B, STREET];
const unit = fc.constantFrom(...UNITS);
const time = fc.constantFrom('05:00', '05:30', '05:58', '11:00', '17:00', '23:59');
const bulletin = fc.constantFrom(...held);
const maybeBulletin = fc.constantFrom(null, ...held);
const targets = fc
  .subarray(UNITS, { minLength: 1, maxLength: 2 })
  .map((units) => unitsOf(...units));
const timing = (rules: readonly (string | null)[]) =>
  fc.tuple(time, fc.constantFrom(...rules)).map(([at, rule]) => timingOf(`2026-11-20T${at}`, rule));
const classes = fc.constantFrom(['normal' as const], ['normal' as const, 'priority' as const]);
const day = fc.constantFrom('2026-11-26', '2026-12-04');

/** Of each kind, with an id to be replaced, but for orders of a day: those are named after theirs. */
export const DRAWN: { readonly [K in DocumentKind]: fc.Arbitrary<Documents[K]> } = {
  campaign: fc
    .record({
      bulletins: fc.array(bulletin, { minLength: 1, maxLength: 3 }),
      order: fc.constantFrom('sequence' as const, 'rotation' as const),
      separationSeconds: fc.constantFrom(0, 30),
      chime: fc.constantFrom(null, ...idsOf('tin')),
      targets,
      timing: timing([null, 'FREQ=DAILY', 'FREQ=DAILY;INTERVAL=2', 'FREQ=WEEKLY;BYDAY=MO,FR']),
      placement: fc.constantFrom(
        { kind: 'times' as const },
        { kind: 'times' as const },
        { kind: 'sessions' as const, sessions: [] },
      ),
      repeats: fc.constantFrom({ times: 1, gapSeconds: 0 }, { times: 2, gapSeconds: 60 }),
      priority: fc.integer({ min: 1, max: 98 }),
      lateMinutes: fc.constantFrom(0, 5, 15),
      whenPreempted: fc.constantFrom('continue' as const, 'restart' as const, 'drop' as const),
      override: fc.constantFrom(null, null, { reason: 'khẩn', by: DRAWN_BY }),
    })
    .map((one) => campaign('x', one)),
  session: fc
    .record({ unit, minutes: fc.constantFrom(1, 5, 12), opening: maybeBulletin })
    .map((one) => session('x', one)),
  'day-order': fc
    .tuple(fc.constantFrom('2026-11-23', '2026-11-24'), fc.shuffledSubarray(['dot-0', 'dot-1']))
    .map(([on, items]) => dayOrder('buoi-0', `${on}T17:00`, items)),
  'air-rule': fc
    .record({
      unit,
      classes,
      windows: fc.subarray([
        { from: '05:00', to: '06:00', minutes: 3 },
        { from: '11:00', to: '12:00', minutes: null },
        { from: '16:00', to: '24:00', minutes: 9 },
      ]),
    })
    .map((one) => airRule('x', one)),
  volume: fc
    .record({
      targets,
      classes,
      from: fc.constantFrom('00:00', '05:15', '22:00'),
      to: fc.constantFrom('05:45', '24:00'),
      gainDb: fc.constantFrom(-12, 3),
    })
    .map((one) => ({ ...one, id: 'x', unit: TOWN })),
  suspension: fc
    .record({
      unit,
      categories: fc.constantFrom([], ['y tế']),
      substitute: fc.constantFrom(null, ...idsOf('tin', 'uu-tien')),
      fromDay: fc.constantFrom('2026-11-23', '2026-11-26'),
      throughDay: day,
    })
    .map((one) => suspension('x', one)),
  mute: fc
    .record({
      nodes: fc
        .subarray(['loa-a', 'loa-to-1', 'loa-b'], { minLength: 1 })
        .map((all) => all.map(parseNodeId)),
      gainDb: fc.constantFrom(null, -12),
      throughDay: fc.constantFrom('2026-11-22', '2026-12-01'),
    })
    .map((one) => ({ ...one, id: 'x', unit: TOWN, reason: 'Đám tang cạnh cụm loa' })),
  relay: fc
    .record({ targets, timing: timing([null, 'FREQ=DAILY']), minutes: fc.constantFrom(1, 15) })
    .map((one) => ({
      ...{ ...one, id: parseItemId('x'), unit: TOWN, title: 'Tiếp âm', category: '' },
      ...{ url: 'https://phat.example.vn/a', priority: 50, gainDb: 0, fallback: null },
    })),
  grant: fc.constantFrom('approve' as const, 'speak' as const).map((right) => ({
    ...{ id: 'x', unit: WARD_A, account: 'lan', right },
    ...{ fromDay: null, throughDay: null, delegatedBy: null },
  })),
  'approval-rule': fc
    .record({ unit, classes, when: fc.constantFrom('before' as const, 'afterwards' as const) })
    .map((one) => ({ ...one, id: 'x' })),
  template: fc.constantFrom('Họp tổ {ngày}', 'Cúp điện {giờ}').map((text) => ({
    ...{ id: 'x', unit: TOWN, title: 'Mẫu', class: 'normal' as const, category: '' },
    ...{ language: 'vi', text, standing: null },
  })),
  decision: fc
    .record({ order: fc.constantFrom('before' as const, 'after' as const), at: time, day })
    .map(({ order, at, day: on }) => ({
      ...{ id: 'x', unit: TOWN, order, by: DRAWN_BY },
      ...{ cue: parseCueId(`dot-0@${on}T${at}`), against: parseCueId(`dot-1@${on}T${at}`) },
    })),
  distribution: fc.constantFrom('', 'Phát trong tuần').map((note) => ({
    ...{ id: 'x', unit: TOWN, bulletin: parseBulletinId('tin'), to: [WARD_A] },
    ...{ fromDay: '2026-11-22', throughDay: '2026-12-04', note, answers: [] },
  })),
};

/** How many of each kind a random calendar has: what cues follow from is many. */
const MOST: { readonly [K in DocumentKind]?: number } = {
  campaign: 5,
  session: 2,
  'air-rule': 3,
  suspension: 2,
};
const PREFIX: { readonly [K in DocumentKind]?: string } = { campaign: 'dot', session: 'buoi' };

/** An id that documents may name, such as `dot-0`. */
export function drawnId(kind: DocumentKind, nth: number): string {
  return `${PREFIX[kind] ?? kind}-${nth}`;
}

/** The document as the nth of its kind. */
export function named<K extends DocumentKind>(
  kind: K,
  body: Documents[K],
  nth: number,
): Documents[K] {
  return kind === 'day-order' ? body : { ...body, id: drawnId(kind, nth) };
}

/** Several documents of a kind. */
export function drawnList<K extends DocumentKind>(kind: K): fc.Arbitrary<Documents[K][]> {
  const bodies = DRAWN[kind] as fc.Arbitrary<Documents[K]>;
  const isMuch = kind === 'campaign';
  return fc
    .array(bodies, { minLength: isMuch ? 1 : 0, maxLength: MOST[kind] ?? 1 })
    .map((all) => all.map((body, nth) => named(kind, body, nth)));
}
