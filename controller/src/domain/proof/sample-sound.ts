/** An occurrence for tests: a minute at 05:30 on 22 November 2026 in Vietnam, in the whole town. */
import {
  parseAssetId,
  parseAuthorisationId,
  parseBulletinId,
  parseCueId,
  parseItemId,
} from '@loa/protocol/vocabulary';
import { TOWN, unitsOf } from '../campaign/sample-programme.ts';
import { validUntilOf } from '../playout/cue-of.ts';
import type { Occurrence } from '../playout/occurrence.ts';

export const START = 1_795_300_200_000_000;
export const MINUTE = 60e6;

export function sound(name: string, change: Partial<Occurrence> = {}): Occurrence {
  const startAtUs = change.startAtUs ?? START;
  const timing = { startAtUs, durationFrames: 60 * 48_000, lateUs: 0, ...change };
  return {
    cueId: parseCueId(`${name}@2026-11-22T05:30`),
    origin: 'calendar',
    itemId: parseItemId(name),
    sentBy: null,
    bulletinId: parseBulletinId(name),
    title: name,
    category: '',
    unitId: TOWN,
    assetId: parseAssetId('A'.repeat(43)),
    class: 'normal',
    source: 'scheduled',
    priority: 50,
    gainDb: 0,
    whenPreempted: 'continue',
    blockStartUs: startAtUs,
    validUntilUs: validUntilOf(timing),
    targets: unitsOf(TOWN),
    exceptions: [],
    withheld: null,
    authorisationId: parseAuthorisationId('B'.repeat(43)),
    carriedBy: 'page',
    stoppedAtUs: null,
    ...timing,
  };
}
