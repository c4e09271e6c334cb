import { documentSchemas } from '@loa/protocol/documents';
import type { Relay } from '@loa/protocol/programme';
import { type AssetId, LIMITS, parseAssetId } from '@loa/protocol/vocabulary';
import { expect, it } from 'vitest';
import type { Bulletin } from '../library/bulletin.ts';
import { sparesOf } from './spares.ts';

const SOUND = parseAssetId('b'.repeat(43));

function relay(change: object): Relay {
  return documentSchemas.relay.parse({
    id: 'dai-tinh',
    unit: 'tam-ky',
    title: 'Đài tỉnh',
    url: 'https://dai.example.vn/fm',
    targets: { units: ['tam-ky'] },
    timing: { start: '2026-11-20T17:00', rule: 'FREQ=DAILY' },
    minutes: 15,
    fallback: 'nhac-cho',
    ...change,
  }) as Relay;
}

function sparesAt(change: object, held: Partial<Bulletin> | null = {}): AssetId[] {
  const bulletin = { assetId: SOUND, durationFrames: 48_000, state: 'approved' as const, ...held };
  const context = { today: '2026-11-22', bulletin: () => (held === null ? null : bulletin) };
  return sparesOf([relay(change)], context).map(({ assetId }) => assetId);
}

it('[REL20] what a relay falls back on is a spare until the relay is over', () => {
  expect(sparesAt({})).toEqual([SOUND]);
  expect(sparesAt({ fallback: null })).toEqual([]);
  const daily = { start: '2026-11-01T17:00', rule: 'FREQ=DAILY' };
  expect(sparesAt({ timing: { ...daily, until: '2026-11-22' } })).toEqual([SOUND]);
  expect(sparesAt({ timing: { ...daily, until: '2026-11-21' } })).toEqual([]);
  expect(sparesAt({ timing: { start: '2026-11-21T17:00' } })).toEqual([]);
  const again = { start: '2026-11-21T17:00', extra: ['2026-12-01T17:00'] };
  expect(sparesAt({ timing: again })).toEqual([SOUND]);
});

it('[REL20] what may not sound, or has no sound, is no spare', () => {
  expect(sparesAt({}, null)).toEqual([]);
  expect(sparesAt({}, { state: 'returned' })).toEqual([]);
  expect(sparesAt({}, { durationFrames: 0 })).toEqual([]);
  expect(LIMITS.spares).toBe(8);
});
