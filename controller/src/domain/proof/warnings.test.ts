import { type NodeId, parseCueId, parseItemId, parseNodeId } from '@loa/protocol/vocabulary';
import { expect, test } from 'vitest';
import { TOWN, townMap, unitsOf, WARD_A, WARD_B } from '../campaign/sample-programme.ts';
import { MINUTE, START, sound } from './sample-sound.ts';
import { soundWarnings, WARNINGS_MOST, type WarningBasis, warningsOf } from './warnings.ts';

const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOW = START - HOUR;
const EVERYWHERE = sound('tin');

const basis = (change: Partial<WarningBasis> = {}): WarningBasis => ({
  map: townMap(),
  ahead: [EVERYWHERE],
  weekAgo: [],
  sessionStarts: [],
  sessionUnits: new Set(),
  decisions: [],
  distributions: [],
  today: '2026-11-22',
  ...change,
});
const idsOf = (change: Partial<WarningBasis> = {}, nowUs = NOW): string[] =>
  warningsOf(basis(change), nowUs).warnings.map(({ id }) => id);

test('[EXP30] a programme with nothing amiss warns of nothing', () => {
  expect(idsOf()).toEqual([]);
});

test('[EXP31] a unit that was served a week ago and has nothing now is warned of', () => {
  const weekAgo = [sound('tin', { startAtUs: START - 7 * DAY })];
  expect(idsOf({ weekAgo })).toEqual([]);
  const onlyA = { ...EVERYWHERE, targets: unitsOf(WARD_A) };
  expect(idsOf({ weekAgo, ahead: [onlyA] })).toEqual([`empty-week/${WARD_B}`]);
  const later = { ...EVERYWHERE, targets: unitsOf(WARD_B), startAtUs: START + 3 * DAY };
  expect(idsOf({ weekAgo, ahead: [onlyA, later] })).toEqual([`empty-day/${WARD_B}`]);
  const held = { ...later, withheld: { why: 'suspended', rule: 'tang' } } as const;
  expect(idsOf({ weekAgo, ahead: [onlyA, held] })).toEqual([`empty-week/${WARD_B}`]);
});

test('[EXP31] a unit with a session of its own and nothing for a week is warned of', () => {
  const sessionUnits = new Set([WARD_A]);
  expect(idsOf({ sessionUnits })).toEqual([]);
  expect(idsOf({ sessionUnits, ahead: [] })).toEqual([`empty-week/${WARD_A}`]);
});

test('[EXP32] a session with opening and closing alone has no content', () => {
  const place = 'sang@2026-11-22T05:30';
  const start = { session: 'sang', unit: WARD_A, title: 'Buổi sáng', place, startAtUs: START };
  const cue = (item: string) => ({
    cueId: parseCueId(`${item}~${place}`),
    itemId: parseItemId(item),
  });
  const frame = sound('mo', cue('sang'));
  expect(idsOf({ ahead: [frame], sessionStarts: [start] })).toEqual([`empty-session/${place}`]);
  const content = sound('tin', cue('tin'));
  expect(idsOf({ ahead: [frame, content], sessionStarts: [start] })).toEqual([]);
  expect(idsOf({ ahead: [frame], sessionStarts: [start] }, START)).toEqual([]);
});

test('[EXP33] what is due within a day and not approved is named once, at its first playing', () => {
  const withheld = { why: 'not-approved', rule: null } as const;
  const cueId = parseCueId('tin@2026-11-22T17:00');
  const second = { ...EVERYWHERE, cueId, startAtUs: START + 11 * HOUR, withheld };
  const late = { ...second, startAtUs: NOW + DAY };
  const { warnings } = warningsOf(basis({ ahead: [second, { ...EVERYWHERE, withheld }] }), NOW);
  expect(warnings).toMatchObject([{ id: 'not-approved/tin', unit: TOWN, startAtUs: START }]);
  expect(idsOf({ ahead: [late] })).toEqual([]);
  expect(idsOf({ ahead: [{ ...EVERYWHERE, withheld }] }, START)).toEqual([]);
});

test('[EXP34] a connected node that lacks sound due within the hour is named', () => {
  const nodeIds: NodeId[] = [parseNodeId('loa-b'), parseNodeId('khong-co')];
  const ids = soundWarnings(townMap(), nodeIds).map(({ id }) => id);
  expect(ids).toEqual(['sound-not-held/loa-b']);
});

test('[EXP35] two priority items that meet are a reminder until somebody has decided', () => {
  const one = sound('mot', { class: 'priority' });
  const two = sound('hai', { class: 'priority', startAtUs: START + 1 });
  const decision = { id: 'chon', cue: one.cueId, against: two.cueId } as never;
  expect(idsOf({ ahead: [one, two] })).toEqual([`undecided/${two.cueId}/${one.cueId}`]);
  expect(idsOf({ ahead: [one, two], decisions: [decision] })).toEqual([]);
  expect(idsOf({ ahead: [one, two] }, START + 1)).toEqual([]);
});

test('[EXP36] they are looked at again when a start passes or comes within a day', () => {
  const next = (startAtUs: number) =>
    warningsOf(basis({ ahead: [{ ...EVERYWHERE, startAtUs }] }), NOW).nextAtUs;
  expect(next(NOW + MINUTE)).toBe(NOW + MINUTE);
  expect(next(NOW + DAY + MINUTE)).toBe(NOW + MINUTE);
  expect(next(NOW + 3 * DAY)).toBe(NOW + HOUR);
});

test('[EXP30] a list has an end, and what is beyond it comes when the first are seen to', () => {
  const withheld = { why: 'not-approved', rule: null } as const;
  const ahead = Array.from({ length: WARNINGS_MOST + 1 }, (_, n) =>
    sound(`tin-${n}`, { withheld }),
  );
  expect(idsOf({ ahead })).toHaveLength(WARNINGS_MOST);
  expect(idsOf({ ahead: ahead.slice(1) })).toContain(`not-approved/tin-${WARNINGS_MOST}`);
});

test('[EXP39] a unit is told how much from above waits for its answer, until it answers or it lapses', () => {
  const handed = (id: string, answers: object[] = []) =>
    ({ id, to: [WARD_A, WARD_B], throughDay: '2026-11-23', answers }) as never;
  const distributions = [handed('mot'), handed('hai', [{ unit: WARD_A, answer: 'declined' }])];
  const { warnings } = warningsOf(basis({ distributions }), NOW);
  expect(warnings).toEqual([
    { id: `unanswered/${WARD_A}`, kind: 'unanswered', unit: WARD_A, count: 1 },
    { id: `unanswered/${WARD_B}`, kind: 'unanswered', unit: WARD_B, count: 2 },
  ]);
  expect(idsOf({ distributions, today: '2026-11-24' })).toEqual([]);
});
