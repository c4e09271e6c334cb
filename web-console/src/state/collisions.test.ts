import type { CollisionView } from '@loa/protocol/console-api';
import { parseCueId, parseUnitId } from '@loa/protocol/vocabulary';
import { expect, it } from 'vitest';
import { byUrgency, decisionFor, firstOf } from './collisions.ts';

const own = parseCueId('tiem-chung@2026-11-23T05:30');
const other = parseCueId('bao-so-9@2026-11-23T05:30');
const collision: CollisionView = {
  cue: own,
  against: other,
  unit: parseUnitId('an-my'),
  title: 'Tiêm chủng',
  againstTitle: 'Bão số 9',
  meetAt: '2026-11-22T22:30:00Z',
  nodeIds: [],
  first: other,
  decision: null,
};

it('[CON120] a decision ranks the own item before or after the other, and says at once what goes first', () => {
  const made = { id: 'chon', by: 'an-my' };
  expect(firstOf(collision, undefined)).toBe(other);
  const ownFirst = decisionFor(collision, { ...made, first: own });
  expect(ownFirst).toMatchObject({ cue: own, against: other, order: 'before', unit: 'an-my' });
  expect(firstOf(collision, ownFirst)).toBe(own);
  const otherFirst = decisionFor(collision, { ...made, first: other });
  expect(otherFirst.order).toBe('after');
  expect(firstOf(collision, otherFirst)).toBe(other);
});

it('[CON121] what waits for a decision stands first, then what meets sooner', () => {
  const decided = { ...collision, decision: 'chon', meetAt: '2026-11-22T01:00:00Z' };
  const later = { ...collision, meetAt: '2026-11-24T22:30:00Z' };
  expect(byUrgency([decided, later, collision])).toEqual([collision, later, decided]);
});
