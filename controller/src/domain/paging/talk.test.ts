import {
  parseAssetId,
  parseAuthorisationId,
  parseBulletinId,
  parseCueId,
  parseNodeId,
  parseUnitId,
} from '@loa/protocol/vocabulary';
import { expect, test } from 'vitest';
import { clashOf, type OngoingTalk } from './clash.ts';
import { Loudness } from './level.ts';
import { endedTalk, TALK_FRAMES, talkOccurrence, talkTitle } from './talk.ts';

const START = 1_700_000_000_000_000;
const talk = talkOccurrence({
  cueId: parseCueId('live-1@2026-11-22T07:00:00'),
  bulletinId: parseBulletinId('noi'),
  title: 'Nói',
  streamId: parseAssetId('A'.repeat(43)),
  class: 'normal',
  unitId: parseUnitId('phuong-dong'),
  targets: { units: [parseUnitId('phuong-dong')], zones: [], nodes: [] },
  startAtUs: START,
  sentBy: 'can-bo',
  authorisationId: parseAuthorisationId('B'.repeat(43)),
});

test('[LIV7] a talk is planned to its limit, and ended with its true length', () => {
  expect(talk).toMatchObject({ durationFrames: TALK_FRAMES, source: 'live', carriedBy: 'order' });
  const span = { firstSampleAtUs: START + 40_000, lastSampleAtUs: START + 2_040_000 };
  const { occurrence, cue } = endedTalk(talk, span);
  expect(cue).toMatchObject({ startAtUs: START, durationFrames: 2_040 * 48 });
  expect(cue.validUntilUs).toBe(START + 2_040_000);
  expect(occurrence).toMatchObject({ startAtUs: START + 40_000, durationFrames: 2_000 * 48 });
});

test('[LIV7] what it is ended with is never longer than allowed, never before its beginning, never nothing', () => {
  const late = endedTalk(talk, { firstSampleAtUs: START, lastSampleAtUs: START + 9e9 });
  expect(late.cue.durationFrames).toBe(TALK_FRAMES);
  const early = endedTalk(talk, { firstSampleAtUs: START - 5e6, lastSampleAtUs: START - 1e6 });
  expect(early.cue).toMatchObject({ startAtUs: START, durationFrames: 960 });
  expect(early.occurrence.validUntilUs).toBeGreaterThan(early.occurrence.startAtUs);
});

test('[LIV10] the title says when and who', () => {
  const about = { name: 'Nguyễn Thị Lan', civilSecond: '2026-11-22T09:30:05' };
  expect(talkTitle({ ...about, language: 'vi' })).toBe(
    'Nói trực tiếp 22/11 09:30 – Nguyễn Thị Lan',
  );
  expect(talkTitle({ ...about, language: 'en' })).toBe('Live voice 22/11 09:30 – Nguyễn Thị Lan');
});

test('[LIV5] a talk is kept out by one on a shared node that it does not outrank', () => {
  const one = (change: Partial<OngoingTalk>): OngoingTalk => ({
    cueId: parseCueId('live-1@2026-11-22T07:00:00'),
    class: 'normal',
    startAtUs: START,
    nodeIds: [parseNodeId('loa-0'), parseNodeId('loa-1')],
    ...change,
  });
  const elsewhere = one({ nodeIds: [parseNodeId('loa-9')] });
  const wanted = (change: Partial<OngoingTalk> = {}) =>
    one({ cueId: parseCueId('live-2@2026-11-22T07:00:05'), startAtUs: START + 5e6, ...change });
  const going = one({});
  expect(clashOf([elsewhere, going], wanted())).toBe(going);
  expect(clashOf([elsewhere], wanted())).toBeNull();
  expect(clashOf([going], wanted({ class: 'priority' }))).toBeNull();
  expect(clashOf([one({ class: 'priority' })], wanted())).not.toBeNull();
  // [ARB2] Of two emergencies the newer outranks.
  expect(clashOf([one({ class: 'emergency' })], wanted({ class: 'emergency' }))).toBeNull();
});

test('[LIV13] loudness is that of what came since it was asked for last', () => {
  const loudness = new Loudness();
  expect(loudness.takeDb()).toBeNull();
  loudness.take(Int16Array.of(32_767, -32_767));
  expect(loudness.takeDb()).toBeCloseTo(0, 2);
  loudness.take(new Int16Array(100));
  expect(loudness.takeDb()).toBeNull();
  loudness.take(Int16Array.of(3_277, -3_277));
  expect(loudness.takeDb()).toBeCloseTo(-20, 1);
});
