/**
 * Identities. Each is a branded string, so that a node can never stand where a unit is wanted; the
 * `parseX` functions are the only makers. Patterns are shared with the wire schemas.
 */

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** An administrative unit (địa bàn): city, ward, commune, neighbourhood. */
export type UnitId = Branded<'UnitId'>;
/** A speaker cluster (cụm loa). */
export type NodeId = Branded<'NodeId'>;
/** A named set of nodes that cuts across units. */
export type ZoneId = Branded<'ZoneId'>;
/** Nodes on one local network, which can reach each other. */
export type SiteId = Branded<'SiteId'>;
/** One item of content. */
export type BulletinId = Branded<'BulletinId'>;
/** What occurrences come from: a campaign or a relay. */
export type ItemId = Branded<'ItemId'>;
/** Content address of prepared audio: base64url SHA-256 of its manifest text. */
export type AssetId = Branded<'AssetId'>;
/** Content address of an authorisation: base64url SHA-256 of its signed body. */
export type AuthorisationId = Branded<'AuthorisationId'>;
/** Content address of a day page: base64url SHA-256 of its text. */
export type PageHash = Branded<'PageHash'>;
/**
 * Identity of an occurrence and of the cue that carries it out: `<item>@<original local start>`,
 * e.g. `ban-tin-sang@2026-11-22T05:30`. It survives every later edit of the item. In a session the
 * item is `<item>~<session>`. What sounds beside the first bulletin of a start has its part behind a
 * dot: `.c` the chime, `.1` … `.999` further bulletins and repeats.
 */
export type CueId = Branded<'CueId'>;

/** A slug: what units, nodes, zones, bulletins and items are called in files, URLs and logs. */
export const SLUG_PATTERN: RegExp = /^[a-z0-9][a-z0-9._-]{0,63}$/;
/** Base64url of 32 bytes: what names content and carries public keys. */
export const DIGEST_PATTERN: RegExp = /^[A-Za-z0-9_-]{43}$/;
/** See {@link CueId}. Seconds appear where the occurrence was ordered by hand. */
export const CUE_ID_PATTERN: RegExp =
  /^[a-z0-9][a-z0-9._-]{0,63}(~[a-z0-9][a-z0-9._-]{0,63})?@\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(\.(c|[1-9]\d{0,2}))?$/;

function parser<Id extends string>(name: string, pattern: RegExp): (text: string) => Id {
  return (text) => {
    if (!pattern.test(text)) throw new RangeError(`${name}: "${text}" does not match ${pattern}`);
    return text as Id;
  };
}

export const parseUnitId: (text: string) => UnitId = parser('unit id', SLUG_PATTERN);
export const parseNodeId: (text: string) => NodeId = parser('node id', SLUG_PATTERN);
export const parseZoneId: (text: string) => ZoneId = parser('zone id', SLUG_PATTERN);
export const parseSiteId: (text: string) => SiteId = parser('site id', SLUG_PATTERN);
export const parseBulletinId: (text: string) => BulletinId = parser('bulletin id', SLUG_PATTERN);
export const parseItemId: (text: string) => ItemId = parser('item id', SLUG_PATTERN);
export const parseAssetId: (text: string) => AssetId = parser('asset id', DIGEST_PATTERN);
export const parseAuthorisationId: (text: string) => AuthorisationId = parser(
  'authorisation id',
  DIGEST_PATTERN,
);
export const parsePageHash: (text: string) => PageHash = parser('page hash', DIGEST_PATTERN);
export const parseCueId: (text: string) => CueId = parser('cue id', CUE_ID_PATTERN);

/** The identity of an occurrence: its item and its original civil start (`YYYY-MM-DDTHH:MM[:SS]`). */
export function cueIdOf(item: ItemId, localStart: string): CueId {
  return parseCueId(`${item}@${localStart}`);
}
