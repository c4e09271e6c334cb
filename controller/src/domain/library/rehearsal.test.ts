import { expect, test } from 'vitest';
import { compareExcerpt, isEven, leaveRoom, ofWhole, planExcerpt } from './rehearsal.ts';

test('[MED17] what is short is taken whole; 48 moments stand for what is long', () => {
  expect(planExcerpt(199)).toBeNull();
  expect(planExcerpt(200)).toEqual({ periodSeconds: 4.1, pieceSeconds: 1.5 });
  expect(planExcerpt(3600)).toEqual({ periodSeconds: 75, pieceSeconds: 1.5 });
});

test('[MED17] an excerpt tells of the whole: its loudness by what it differs, its peak with room', () => {
  const measured = { loudnessLufs: -15, truePeakDbtp: -2 };
  expect(ofWhole(measured, 1.2)).toEqual({ loudnessLufs: -16.2, truePeakDbtp: -1 });
  const silent = { loudnessLufs: null, truePeakDbtp: null };
  expect(ofWhole(silent, 1)).toEqual(silent);
});

test('[MED18] what is put together of quiet and loud parts is not rehearsed', () => {
  expect([4, 15, 15.1, 22, null].map(isEven)).toEqual([true, true, false, false, false]);
  const shaping = { aim: 'loudness', gainDb: 8, ceilingDb: -3.3 } as const;
  expect(leaveRoom(shaping)).toEqual({ ...shaping, ceilingDb: -4.3 });
});

test.each([
  [-20, -20.9, 0.9],
  [-20.9, -20, -0.9],
  [-20, -21.1, null],
  [-22, -20.5, null],
  [null, -20, null],
] as const)(
  '[MED18] an excerpt of %d LUFS of a whole of %d LUFS is %d LU louder',
  (excerpt, whole, louder) => {
    const measured = (loudnessLufs: number | null) => ({ loudnessLufs, truePeakDbtp: -3 });
    const compared = compareExcerpt(measured(excerpt), measured(whole));
    if (louder === null) expect(compared).toBeNull();
    else expect(compared).toBeCloseTo(louder);
  },
);
