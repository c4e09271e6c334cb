import { parseCueId } from '@loa/protocol/vocabulary';
import { expect, test } from 'vitest';
import { orderRule } from './order-rule.ts';

type Ranked = Parameters<typeof orderRule>[0];

const cue = (change: Partial<Ranked> = {}): Ranked => ({
  cueId: parseCueId('tin@2026-11-22T05:30'),
  source: 'scheduled',
  class: 'normal',
  priority: 50,
  startAtUs: 0,
  ...change,
});

test.each<[string, Partial<Ranked>, Partial<Ranked>]>([
  ['emergency', { class: 'emergency' }, { source: 'live' }],
  ['newer-emergency', { class: 'emergency', startAtUs: 2 }, { class: 'emergency', startAtUs: 1 }],
  ['live', { source: 'live' }, { class: 'priority' }],
  ['over-relay', {}, { source: 'relay', class: 'priority' }],
  ['class', { class: 'priority', priority: 1 }, { priority: 99 }],
  ['priority', { priority: 51 }, {}],
  ['first-come', { startAtUs: 1 }, { startAtUs: 2 }],
])('[EXP1] names the first rule that tells two cues apart: %s', (rule, first, other) => {
  expect(orderRule(cue(first), cue(other))).toBe(rule);
});
