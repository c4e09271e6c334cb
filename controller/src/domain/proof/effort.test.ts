import { parseAssetId, parseBulletinId, parseUnitId } from '@loa/protocol/vocabulary';
import { expect, test } from 'vitest';
import { AS_BROUGHT_IN, type Bulletin, NOT_REVIEWED } from '../library/bulletin.ts';
import { effortMedians, effortRow } from './effort.ts';

const MADE = 1_795_000_000_000;
const bulletin: Bulletin = {
  ...AS_BROUGHT_IN,
  ...{ bulletinId: parseBulletinId('thu-gom-rac'), revision: 1, title: 'Thu gom rác' },
  ...{ class: 'normal', category: 'môi trường', language: 'vi', author: 'chi-lan' },
  ...{ unitId: parseUnitId('an-my'), assetId: parseAssetId('A'.repeat(43)) },
  ...{ durationFrames: 480_000, loudnessLufs: null, truePeakDbtp: null, createdAtMs: MADE },
  review: { ...NOT_REVIEWED, submittedAtMs: MADE + 60_000, decidedAtMs: MADE + 300_000 },
};

test('[REP8] each step has its length, and the whole', () => {
  expect(effortRow(bulletin, MADE + 900_000)).toMatchObject({
    toSubmitMs: 60_000,
    toDecideMs: 240_000,
    toAirMs: 600_000,
    wholeMs: 900_000,
  });
});

test('[REP8] a step that did not happen, or before the one it follows, has no length', () => {
  expect(effortRow(bulletin, null)).toMatchObject({ toAirMs: null, wholeMs: null });
  const atOnce = { ...bulletin, review: NOT_REVIEWED };
  expect(effortRow(atOnce, MADE + 5_000)).toMatchObject({
    toSubmitMs: null,
    toDecideMs: null,
    toAirMs: 5_000,
    wholeMs: 5_000,
  });
  // By break-glass it sounded before anybody decided.
  expect(effortRow(bulletin, MADE + 200_000)).toMatchObject({ toAirMs: null, wholeMs: 200_000 });
});

test('[REP8] medians are of the steps that happened', () => {
  const rows = [100, 400, 200].map((minutes) => effortRow(bulletin, MADE + minutes * 60_000));
  expect(effortMedians(rows)).toMatchObject({ toSubmitMs: 60_000, wholeMs: 200 * 60_000 });
  const two = effortMedians([effortRow(bulletin, MADE + 600_000), effortRow(bulletin, null)]);
  expect(two).toMatchObject({ wholeMs: 600_000 });
  const even = rows.slice(0, 2);
  expect(effortMedians(even).wholeMs).toBe(250 * 60_000);
  expect(effortMedians([])).toMatchObject({ toSubmitMs: null, wholeMs: null });
});
