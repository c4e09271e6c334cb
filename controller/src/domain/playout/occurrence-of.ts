import { slotEndUs } from '@loa/protocol/playout';
import {
  type AssetId,
  type AuthorisationId,
  parseAssetId,
  parseAuthorisationId,
} from '@loa/protocol/vocabulary';
import type { Piece } from '../campaign/piece.ts';
import { validUntilOf } from './cue-of.ts';
import type { Occurrence } from './occurrence.ts';

/** Stands where there is no sound. */
export const NO_ASSET: AssetId = parseAssetId('0'.repeat(43));
/** Nobody signs what does not sound. */
export const NO_AUTHORISATION: AuthorisationId = parseAuthorisationId('0'.repeat(43));
/** Occurrences last at least this long, with or without sound. */
const LEAST_FRAMES = 1;

/** A piece as it stands in the ledger. */
export function occurrenceOf(piece: Piece, authorisationId: AuthorisationId): Occurrence {
  const { carrier, bulletin } = piece;
  const timing = {
    startAtUs: piece.startAtUs,
    durationFrames: Math.max(bulletin?.durationFrames ?? 0, LEAST_FRAMES),
    lateUs: carrier.lateUs,
  };
  const isRelay = carrier.isRelay === true;
  return {
    cueId: piece.cueId,
    origin: 'calendar',
    itemId: carrier.itemId,
    sentBy: null,
    bulletinId: piece.bulletinId,
    title: bulletin?.title ?? carrier.title,
    category: bulletin?.category ?? '',
    unitId: carrier.unitId,
    assetId: bulletin?.assetId ?? NO_ASSET,
    class: piece.class,
    source: isRelay ? 'relay' : 'scheduled',
    priority: piece.priority,
    gainDb: carrier.gainDb,
    whenPreempted: carrier.whenPreempted,
    ...timing,
    validUntilUs: isRelay ? slotEndUs(timing) : validUntilOf(timing),
    targets: carrier.targets,
    blockStartUs: piece.blockStartUs,
    exceptions: piece.exceptions,
    withheld: piece.withheld,
    authorisationId,
    // Nobody can know the key of a stream before it is opened.
    carriedBy: isRelay ? 'order' : 'page',
    stoppedAtUs: null,
  };
}
