import type { Decision } from '@loa/protocol/programme';
import { type CueId, parseCueId } from '@loa/protocol/vocabulary';
import { expect, test } from 'vitest';
import { Decisions } from './decisions.ts';
import { campaign } from './sample-programme.ts';

const at = (item: string): CueId => parseCueId(`${item}@2026-11-22T17:00`);
const others = [campaign('cao', { priority: 80 }), campaign('thap', { priority: 50 })];

function priority(...decided: [against: string, order: Decision['order']][]): number | null {
  const decisions = decided.map(
    ([against, order], index) =>
      ({ id: `chon-${index}`, cue: at('rieng'), against: at(against), order }) as Decision,
  );
  return new Decisions(decisions, others).priorityOf(at('rieng'));
}

test('[CAL93] a decision puts a start just above or just below the other item', () => {
  expect(priority()).toBeNull();
  expect(priority(['cao', 'before'])).toBe(81);
  expect(priority(['cao', 'after'])).toBe(79);
  expect(priority(['gone', 'before'])).toBeNull();
});

test('[CAL102] of several for one start all count that go together, else the last by id', () => {
  expect(priority(['cao', 'before'], ['thap', 'before'])).toBe(81);
  expect(priority(['cao', 'after'], ['thap', 'after'])).toBe(49);
  expect(priority(['cao', 'after'], ['thap', 'before'])).toBe(51);
  expect(priority(['cao', 'before'], ['thap', 'after'])).toBe(49);
  expect(priority(['thap', 'after'], ['cao', 'before'])).toBe(81);
  expect(priority(['thap', 'before'], ['thap', 'after'])).toBe(49);
});
