import { expect, test } from 'vitest';
import {
  bestOf,
  correctGain,
  correctShaping,
  judge,
  limiterWorks,
  type Measured,
  planShaping,
  type Shaping,
} from './loudness.ts';

const speech: Measured = { loudnessLufs: -24, truePeakDbtp: -12 };
const shaping: Shaping = { aim: 'loudness', gainDb: 8, ceilingDb: -3.3 };

test('[MED7] the gain brings the loudness to -16 LUFS', () => {
  expect(planShaping(speech, 10)).toEqual(shaping);
  expect(limiterWorks(shaping, speech)).toBe(false);
  expect(limiterWorks(shaping, { ...speech, truePeakDbtp: -10 })).toBe(true);
});

test('[MED7] a clip under 3 s is brought to a peak of -1.5 dBTP', () => {
  const short = planShaping({ loudnessLufs: null, truePeakDbtp: -20 }, 2.9);
  expect(short).toEqual({ aim: 'peak', gainDb: 18.5, ceilingDb: -1.5 });
});

test.each([
  ['no peak at all', { loudnessLufs: null, truePeakDbtp: null }, 10],
  ['a peak under -50 dBTP', { loudnessLufs: -60, truePeakDbtp: -50.1 }, 10],
  ['nothing above the gate', { loudnessLufs: null, truePeakDbtp: -40 }, 10],
  ['more than 40 dB to lift', { loudnessLufs: -56.1, truePeakDbtp: -45 }, 10],
  ['a short clip with more than 40 dB to lift', { loudnessLufs: null, truePeakDbtp: -42 }, 1],
] as const)('[MED8] %s is silence', (_, measured, seconds) => {
  expect(planShaping(measured, seconds)).toMatchObject({ reason: 'media-silent' });
});

test.each([
  [-16.5, -1.3, 'good'],
  [-16.9, -1.3, 'acceptable'],
  [-17, -1.3, 'peak-kept'],
  [-16, -1.1, 'acceptable'],
  [-18, -3, 'peak-kept'],
  [-16, -0.9, 'too-hot'],
] as const)('[MED7] %d LUFS with %d dBTP is %s', (loudnessLufs, truePeakDbtp, verdict) => {
  expect(judge(shaping, { loudnessLufs, truePeakDbtp })).toBe(verdict);
});

test('[MED7] peaks that are too hot lower the ceiling, missing loudness raises the gain', () => {
  const next = correctShaping(shaping, { loudnessLufs: -18, truePeakDbtp: -0.2 });
  expect(next.gainDb).toBeCloseTo(11);
  expect(next.ceilingDb).toBeCloseTo(-4.6);
  const least = correctShaping(
    { ...shaping, ceilingDb: -11.9 },
    { loudnessLufs: -16, truePeakDbtp: 3 },
  );
  expect(least.ceilingDb).toBe(-12);
});

test('[MED7] of several results the nearest that keeps the peak is taken', () => {
  const result = (loudnessLufs: number, truePeakDbtp: number) => ({
    shaping,
    measured: { loudnessLufs, truePeakDbtp },
  });
  expect(bestOf([result(-18, -2), result(-16, -0.5), result(-17.2, -1)])).toBe(2);
  expect(bestOf([result(-16, -0.5)])).toBe(-1);
});

test('[MED18] the gain follows what the limiter was seen to give back', () => {
  const first = { gainDb: 8, loudnessLufs: -18 };
  expect(correctGain(shaping, first, null).gainDb).toBeCloseTo(11);
  const second = { gainDb: 11, loudnessLufs: -17 };
  expect(correctGain({ ...shaping, gainDb: 11 }, second, first).gainDb).toBeCloseTo(14);
  const stuck = { gainDb: 14, loudnessLufs: -17 };
  expect(correctGain({ ...shaping, gainDb: 14 }, stuck, second).gainDb).toBeCloseTo(18);
  const near = { gainDb: 11.1, loudnessLufs: -17.3 };
  expect(correctGain({ ...shaping, gainDb: 11.1 }, near, second).gainDb).toBeCloseTo(13.05);
});
