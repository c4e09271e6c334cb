/** Schemas of the vocabulary's words, shared by every wire format. */
import { z } from 'zod';
import type { Cue, Targets } from '../playout/index.ts';
import {
  type AssetId,
  type AuthorisationId,
  BULLETIN_CLASSES,
  type BulletinId,
  CUE_ID_PATTERN,
  CUE_SOURCES,
  type CueId,
  DIGEST_PATTERN,
  type ItemId,
  type NodeId,
  type PageHash,
  type SiteId,
  SLUG_PATTERN,
  type UnitId,
  WHEN_PREEMPTED,
  type ZoneId,
} from '../vocabulary/index.ts';

/** A checked string of a branded type: the pattern is the whole of the check. */
function branded<Id extends string>(pattern: RegExp, what: string): z.ZodType<Id> {
  return z.string().regex(pattern, { message: `not a ${what}` }) as unknown as z.ZodType<Id>;
}

export const unitIdSchema: z.ZodType<UnitId> = branded(SLUG_PATTERN, 'unit id');
export const nodeIdSchema: z.ZodType<NodeId> = branded(SLUG_PATTERN, 'node id');
export const zoneIdSchema: z.ZodType<ZoneId> = branded(SLUG_PATTERN, 'zone id');
export const siteIdSchema: z.ZodType<SiteId> = branded(SLUG_PATTERN, 'site id');
export const bulletinIdSchema: z.ZodType<BulletinId> = branded(SLUG_PATTERN, 'bulletin id');
/** What units, nodes, bulletins and documents are called. */
export const slugSchema = z.string().regex(SLUG_PATTERN, { message: 'not an id' });
export const itemIdSchema: z.ZodType<ItemId> = branded(SLUG_PATTERN, 'item id');
export const cueIdSchema: z.ZodType<CueId> = branded(CUE_ID_PATTERN, 'cue id');
export const assetIdSchema: z.ZodType<AssetId> = branded(DIGEST_PATTERN, 'asset id');
export const authorisationIdSchema: z.ZodType<AuthorisationId> = branded(
  DIGEST_PATTERN,
  'authorisation id',
);
export const pageHashSchema: z.ZodType<PageHash> = branded(DIGEST_PATTERN, 'page hash');

/** Base64url of 32 bytes. */
export const digestSchema = z.string().regex(DIGEST_PATTERN);
/** Base64url of an Ed25519 signature, 64 bytes. */
export const signatureSchema = z.string().regex(/^[A-Za-z0-9_-]{86}$/);
/** Key id. */
export const kidSchema = z.string().regex(/^[a-z0-9][a-z0-9:._-]{0,63}$/);

/** Microseconds on the controller's timeline (UTC). Years 2001 … 2200. */
export const instantUsSchema = z.int().min(1e15).max(7.3e15);
/** Local monotonic microseconds of either side. */
export const monotonicUsSchema = z.number().min(0).max(9e15);

export const bulletinClassSchema = z.enum(BULLETIN_CLASSES);
export const cueSourceSchema = z.enum(CUE_SOURCES);

/** What a broadcast is aimed at; resolved to nodes by unit membership, zone membership and id. */
export const targetsSchema: z.ZodType<Targets> = z.strictObject({
  units: z.array(unitIdSchema).max(64),
  zones: z.array(zoneIdSchema).max(64),
  nodes: z.array(nodeIdSchema).max(64),
});

export const cueSchema: z.ZodType<Cue> = z.strictObject({
  cueId: cueIdSchema,
  authorisationId: authorisationIdSchema,
  assetId: assetIdSchema,
  source: cueSourceSchema,
  class: bulletinClassSchema,
  priority: z.int().min(0).max(99),
  startAtUs: instantUsSchema,
  durationFrames: z
    .int()
    .min(1)
    .max(48_000 * 3_660),
  gainDb: z.number().min(-40).max(6),
  whenPreempted: z.enum(WHEN_PREEMPTED),
  late: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('skip') }),
    z.strictObject({ kind: z.literal('play-within'), withinUs: z.int().min(0).max(86_400e6) }),
  ]),
  validUntilUs: instantUsSchema,
});
