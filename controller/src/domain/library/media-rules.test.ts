import { expect, test } from 'vitest';
import { cpuSecondsFor, type MediaClaims, refuseClaims, refuseLength } from './media-rules.ts';

const plain: MediaClaims = {
  audio: { sampleRateHz: 44_100, channels: 2 },
  pictures: false,
  seconds: 60,
  secondsStated: true,
};

test.each([
  ['no sound', { audio: null }, 'media-not-audio'],
  ['a picture only', { audio: null, pictures: true }, 'media-not-audio'],
  ['1 Hz', { audio: { sampleRateHz: 1, channels: 1 } }, 'media-unsupported'],
  ['7999 Hz', { audio: { sampleRateHz: 7999, channels: 1 } }, 'media-unsupported'],
  ['192001 Hz', { audio: { sampleRateHz: 192_001, channels: 1 } }, 'media-unsupported'],
  ['no known rate', { audio: { sampleRateHz: Number.NaN, channels: 1 } }, 'media-unsupported'],
  ['9 channels', { audio: { sampleRateHz: 48_000, channels: 9 } }, 'media-unsupported'],
  ['no channels', { audio: { sampleRateHz: 48_000, channels: 0 } }, 'media-unsupported'],
  ['an hour and a second', { seconds: 3601 }, 'media-too-long'],
] as const)('[MED4] %s is refused before decoding', (_, change, reason) => {
  expect(refuseClaims({ ...plain, ...change })).toMatchObject({ reason });
});

test.each([
  ['an hour', { seconds: 3600 }],
  ['8 kHz', { audio: { sampleRateHz: 8000, channels: 1 } }],
  ['192 kHz and 8 channels', { audio: { sampleRateHz: 192_000, channels: 8 } }],
  ['an estimate beyond the hour', { seconds: 9999, secondsStated: false }],
  ['a cover picture beside the sound', { pictures: true }],
] as const)('[MED4] %s goes on', (_, change) => {
  expect(refuseClaims({ ...plain, ...change })).toBeNull();
});

test.each([
  ['nothing decoded', null, 'media-unsupported'],
  ['more than an hour', 3600.1, 'media-too-long'],
  ['much less than stated', 58.5, 'media-truncated'],
  ['nearly nothing of what is stated', 0.3, 'media-truncated'],
] as const)('[MED5] %s is refused after decoding', (_, seconds, reason) => {
  expect(refuseLength(plain, seconds)).toMatchObject({ reason });
});

test('[MED5] a clip under half a second is too short; what is only estimated is not missed', () => {
  expect(refuseLength({ ...plain, seconds: 0.49 }, 0.49)?.reason).toBe('media-too-short');
  expect(refuseLength({ ...plain, seconds: 0.5 }, 0.5)).toBeNull();
  expect(refuseLength(plain, 58.9)).toBeNull();
  expect(refuseLength({ ...plain, secondsStated: false }, 30)).toBeNull();
  expect(refuseLength({ ...plain, seconds: null }, 30)).toBeNull();
});

test('[MED6] CPU time is 30 s and a fifth of the duration', () => {
  expect(cpuSecondsFor(60)).toBe(42);
  expect(cpuSecondsFor(3600)).toBe(750);
  expect(cpuSecondsFor(null)).toBe(751);
  expect(cpuSecondsFor(1e9)).toBe(762);
});
