import { parseUnitId } from '@loa/protocol/vocabulary';
import { expect, test } from 'vitest';
import { handDownState, withAnswer } from './hand-down.ts';

const EAST = parseUnitId('phuong-dong');
const answer = {
  ...{ unit: EAST, campaign: null, by: 'lan', at: '2026-11-22T08:00:00' },
  ...{ answer: 'declined' as const, reason: 'Trùng' },
};

test('[APR52] what nobody answered waits through its last day, then it has lapsed', () => {
  const asked = { answers: [], throughDay: '2026-11-25' };
  expect(handDownState(asked, EAST, '2026-11-25')).toBe('waiting');
  expect(handDownState(asked, EAST, '2026-11-26')).toBe('lapsed');
  expect(handDownState({ ...asked, answers: [answer] }, EAST, '2026-11-26')).toBe('declined');
});

test('[APR53] the later answer of a unit stands in the place of the former', () => {
  const other = { ...answer, unit: parseUnitId('phuong-tay') };
  const asked = { answers: [answer, other] } as unknown as Parameters<typeof withAnswer>[0];
  const changed = { ...answer, answer: 'scheduled' as const, reason: '' };
  expect(withAnswer(asked, changed).answers).toEqual([other, changed]);
});
