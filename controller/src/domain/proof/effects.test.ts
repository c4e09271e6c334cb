import { expect, test } from 'vitest';
import { townMap, unitsOf, WARD_A, WARD_B } from '../campaign/sample-programme.ts';
import { effectsOf } from './effects.ts';
import { MINUTE, START, sound } from './sample-sound.ts';

const MAP = townMap();
const DRAFT = sound('nhap', { class: 'priority', targets: unitsOf(WARD_A) });
const own = { cueId: DRAFT.cueId, title: 'nhap', startAtUs: START, withheld: null, document: null };

test('[EXP22] says what a new item does to others, node by node counted', () => {
  const waits = sound('cho', { lateUs: 15 * MINUTE });
  const gone = sound('mat', { startAtUs: START + 1 });
  const cut = sound('cat', { startAtUs: START - MINUTE / 2, targets: unitsOf(WARD_B) });
  const before = [cut, waits, gone];
  const effects = effectsOf(MAP, { before, after: [...before, DRAFT] }, DRAFT.itemId as never);
  expect(effects.own).toEqual([{ ...own, fortune: 'plays', by: null, nodes: 2 }]);
  expect(effects.others).toMatchObject([
    { cueId: waits.cueId, before: 'plays', after: 'late', by: DRAFT.cueId, nodes: 2 },
  ]);
});

test('[EXP22] says what stands in the way of the item itself, and what keeps it from the air', () => {
  const khan = sound('khan', { class: 'emergency', startAtUs: START + 20e6 });
  const withheld = { why: 'suspended', rule: 'tang' } as const;
  const inTheWay = effectsOf(MAP, { before: [khan], after: [khan, DRAFT] }, DRAFT.itemId as never);
  expect(inTheWay).toEqual({
    own: [{ ...own, fortune: 'interrupted', by: khan.cueId, nodes: 2 }],
    others: [],
  });
  const kept = { ...DRAFT, withheld };
  const { own: said } = effectsOf(MAP, { before: [], after: [kept] }, DRAFT.itemId as never);
  expect(said).toEqual([
    { ...own, fortune: 'withheld', by: null, withheld: 'suspended', document: 'tang', nodes: 0 },
  ]);
});

test('[EXP22] an item that goes gives others their time back', () => {
  const waits = sound('cho', { lateUs: 15 * MINUTE, targets: unitsOf(WARD_A) });
  const { others } = effectsOf(
    MAP,
    { before: [waits, DRAFT], after: [waits] },
    DRAFT.itemId as never,
  );
  expect(others).toMatchObject([{ before: 'late', after: 'plays', by: null, nodes: 2 }]);
});
