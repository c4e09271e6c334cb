import { expect, test } from 'vitest';
import { ofWhole, planExcerpt } from './rehearsal.ts';

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
