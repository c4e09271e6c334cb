import type {
  Approval,
  AssetId,
  BulletinClass,
  BulletinId,
  BulletinOrigin,
  BulletinState,
  UnitId,
} from '@loa/protocol/vocabulary';

/** The way of a bulletin to the air, as it is on record. Accounts by user name. */
export interface Review {
  readonly submittedBy: string | null;
  readonly submittedAtMs: number | null;
  /** Who approved or returned it. */
  readonly decidedBy: string | null;
  readonly decidedAtMs: number | null;
  readonly how: Approval | null;
  /** Why it was returned, or approved by break-glass. */
  readonly reason: string;
  /** Who looked at it afterwards, where that is how it came to the air. */
  readonly reviewedBy: string | null;
  readonly reviewedAtMs: number | null;
  /** The signed paper that it carries out; `file` names its stored copy. */
  readonly paper: { readonly number: string; readonly file: string | null } | null;
  readonly templateId: string | null;
}

/** Nothing has happened yet. */
export const NOT_REVIEWED: Review = {
  submittedBy: null,
  submittedAtMs: null,
  decidedBy: null,
  decidedAtMs: null,
  how: null,
  reason: '',
  reviewedBy: null,
  reviewedAtMs: null,
  paper: null,
  templateId: null,
};

/** One item of content with its prepared sound. `revision` counts up when the sound changes. */
export interface Bulletin {
  readonly bulletinId: BulletinId;
  readonly revision: number;
  readonly title: string;
  readonly class: BulletinClass;
  readonly category: string;
  /** BCP 47. */
  readonly language: string;
  /** The unit whose bulletin it is: its broadcasters and those above see it. */
  readonly unitId: UnitId;
  /** Account that brought it in. */
  readonly author: string;
  readonly createdAtMs: number;
  readonly assetId: AssetId;
  readonly durationFrames: number;
  readonly loudnessLufs: number | null;
  readonly truePeakDbtp: number | null;
  readonly origin: BulletinOrigin;
  readonly state: Exclude<BulletinState, 'expired'>;
  /** What is said in it; empty where nobody wrote it down. */
  readonly transcript: string;
  /** Civil days between which it may sound; null without bound. */
  readonly validFrom: string | null;
  readonly validThrough: string | null;
  /** The bulletin that says the same in the city's first language. */
  readonly versionOf: BulletinId | null;
  readonly review: Review;
}

/** What a bulletin is on its way to the air. */
export type BulletinWay = Pick<
  Bulletin,
  'origin' | 'state' | 'transcript' | 'validFrom' | 'validThrough' | 'versionOf' | 'review'
>;

/** What the way to the air says of sound that nobody has looked at, where nobody needs to. */
export const AS_BROUGHT_IN: BulletinWay = {
  origin: 'upload',
  state: 'approved',
  transcript: '',
  validFrom: null,
  validThrough: null,
  versionOf: null,
  review: NOT_REVIEWED,
};
