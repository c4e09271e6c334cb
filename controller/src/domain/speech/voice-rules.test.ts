import { expect, test } from 'vitest';
import { mayBeSubmitted, wasHeard } from './voice-rules.ts';

test('[TTS30] a sound is heard to nine tenths', () => {
  expect(wasHeard({ playedMs: 9_000, durationMs: 10_000 })).toBe(true);
  expect(wasHeard({ playedMs: 8_999, durationMs: 10_000 })).toBe(false);
  expect(wasHeard({ playedMs: 0, durationMs: 0 })).toBe(false);
});

test('[TTS30] what a voice made is submitted by who has heard that very sound', () => {
  const spoken = { madeBySpeech: true, assetId: 'b' };
  expect(mayBeSubmitted({ ...spoken, heardAssetIds: ['a', 'b'] })).toBe(true);
  expect(mayBeSubmitted({ ...spoken, heardAssetIds: ['a'] })).toBe(false);
  expect(mayBeSubmitted({ ...spoken, heardAssetIds: [], madeBySpeech: false })).toBe(true);
});
