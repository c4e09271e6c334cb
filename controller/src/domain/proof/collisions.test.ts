import type { Decision } from '@loa/protocol/programme';
import { parseCueId } from '@loa/protocol/vocabulary';
import { expect, test } from 'vitest';
import { TOWN, townMap, unitsOf, WARD_A, WARD_B } from '../campaign/sample-programme.ts';
import type { Occurrence } from '../playout/occurrence.ts';
import { COLLISIONS_MOST, collisionsOf } from './collisions.ts';
import { MINUTE, START, sound } from './sample-sound.ts';

const MAP = townMap();
const priority = (name: string, change: Partial<Occurrence> = {}) =>
  sound(name, { class: 'priority', ...change });
const CITYS = priority('tp-tin');
const WARDS = priority('phuong-tin', {
  unitId: WARD_A,
  targets: unitsOf(WARD_A),
  startAtUs: START + MINUTE / 2,
});

test('[EXP20] two priority items that want the same node at once are a collision', () => {
  expect(collisionsOf(MAP, [WARDS, CITYS], [])).toEqual([
    {
      cue: WARDS.cueId,
      against: CITYS.cueId,
      unit: WARD_A,
      title: 'phuong-tin',
      againstTitle: 'tp-tin',
      meetAtUs: START + MINUTE / 2,
      nodeIds: ['loa-a', 'loa-to-1'],
      first: CITYS.cueId,
      decision: null,
    },
  ]);
  expect(collisionsOf(MAP, [CITYS, WARDS], [])).toEqual(collisionsOf(MAP, [WARDS, CITYS], []));
});

test.each<[string, Partial<Occurrence>]>([
  ['after the other', { startAtUs: START + MINUTE }],
  ['of normal class', { class: 'normal' }],
  ['kept from the air', { withheld: { why: 'suspended', rule: 'tang' } }],
  [
    'kept from that unit',
    { exceptions: [{ units: [WARD_A], but: [], why: 'suspended', rule: 'tang' }] },
  ],
  ['stopped', { stoppedAtUs: START }],
  ['sent by hand', { origin: 'sent' }],
  ['elsewhere', { targets: unitsOf(WARD_B) }],
])('[EXP20] no collision: %s', (_, change) => {
  const citys = { ...CITYS, targets: unitsOf(WARD_A) };
  expect(collisionsOf(MAP, [citys, { ...WARDS, ...change }], [])).toEqual([]);
});

test('[EXP20] the parts of two starts collide once, and a decision is named', () => {
  const part = { cueId: parseCueId('phuong-tin@2026-11-22T05:30.1') };
  const decision = { id: 'chon', cue: part.cueId, against: CITYS.cueId } as Decision;
  const found = collisionsOf(MAP, [CITYS, WARDS, { ...WARDS, ...part }], [decision]);
  expect(found.map((one) => one.decision)).toEqual(['chon']);
});

test('[EXP21] the lower unit decides, and of one unit the item that gives way is its own', () => {
  const above = priority('quan-trong', { priority: 80 });
  const [both] = collisionsOf(MAP, [CITYS, above], []);
  expect(both).toMatchObject({ cue: CITYS.cueId, against: above.cueId, unit: TOWN });
  const [low] = collisionsOf(MAP, [{ ...WARDS, priority: 99 }, CITYS], []);
  expect(low).toMatchObject({ unit: WARD_A, cue: WARDS.cueId, first: WARDS.cueId });
});

test('[EXP20] more collisions than a person can decide are not looked for', () => {
  const crowd = Array.from({ length: 30 }, (_, n) => priority(`tin-${n}`));
  expect(collisionsOf(MAP, crowd, [])).toHaveLength(COLLISIONS_MOST);
});
