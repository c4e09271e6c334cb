/** The tables as types. `migrations/` makes them; a contract test holds the two together. */
import type { Cancellation, Cue, Targets } from '@loa/protocol/playout';
import type { DocumentKind, Documents } from '@loa/protocol/programme';
import type {
  AssetId,
  AuthorisationId,
  BulletinClass,
  BulletinId,
  CueId,
  CueSource,
  ItemId,
  Language,
  NodeId,
  PageHash,
  Role,
  SiteId,
  UnitId,
  UnitKind,
  WhenPreempted,
  ZoneId,
} from '@loa/protocol/vocabulary';
import { integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { Bulletin, Review } from '../../domain/library/bulletin.ts';
import type { Exception, Occurrence, Withheld } from '../../domain/playout/occurrence.ts';
import type { StoredReceipt } from '../../domain/proof/receipt.ts';
import type { Acoustic, FormerParent } from '../../domain/zoning/city-map.ts';
import type { CitySettings } from '../../domain/zoning/city-settings.ts';

export const city = sqliteTable('city', {
  onlyRow: integer('only_row').primaryKey(),
  cityId: text('city_id').$type<UnitId>().notNull(),
  timeZone: text('time_zone').notNull(),
  appliedDocuments: text('applied_documents').notNull(),
  settings: text('settings', { mode: 'json' }).$type<Partial<CitySettings>>().notNull(),
});

export const unit = sqliteTable('unit', {
  unitId: text('unit_id').$type<UnitId>().primaryKey(),
  position: integer('position').notNull(),
  kind: text('kind').$type<UnitKind>().notNull(),
  name: text('name').notNull(),
  parentId: text('parent_id').$type<UnitId>(),
  formerParents: text('former_parents', { mode: 'json' })
    .$type<readonly FormerParent[]>()
    .notNull(),
  from: text('from_day'),
  until: text('until_day'),
  latitude: real('latitude'),
  longitude: real('longitude'),
});

export const node = sqliteTable('node', {
  nodeId: text('node_id').$type<NodeId>().primaryKey(),
  position: integer('position').notNull(),
  name: text('name').notNull(),
  unitId: text('unit_id').$type<UnitId>().notNull(),
  latitude: real('latitude'),
  longitude: real('longitude'),
  gainDb: real('gain_db').notNull(),
  emergencyGainDb: real('emergency_gain_db').notNull(),
  maxGainDb: real('max_gain_db').notNull(),
  trimUs: integer('trim_us').notNull(),
  siteId: text('site_id').$type<SiteId>(),
  formerUnits: text('former_units', { mode: 'json' }).$type<readonly UnitId[]>().notNull(),
  tunedGainDb: real('tuned_gain_db'),
  tunedTrimUs: integer('tuned_trim_us'),
});

export const zone = sqliteTable('zone', {
  zoneId: text('zone_id').$type<ZoneId>().primaryKey(),
  position: integer('position').notNull(),
  name: text('name').notNull(),
  acoustic: text('acoustic', { mode: 'json' }).$type<Acoustic>(),
});

export const zoneNode = sqliteTable(
  'zone_node',
  {
    zoneId: text('zone_id').$type<ZoneId>().notNull(),
    position: integer('position').notNull(),
    nodeId: text('node_id').$type<NodeId>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.zoneId, table.nodeId] })],
);

export const bulletin = sqliteTable('bulletin', {
  bulletinId: text('bulletin_id').$type<BulletinId>().primaryKey(),
  revision: integer('revision').notNull(),
  title: text('title').notNull(),
  class: text('class').$type<BulletinClass>().notNull(),
  category: text('category').notNull(),
  language: text('language').notNull(),
  unitId: text('unit_id').$type<UnitId>().notNull(),
  author: text('author').notNull(),
  createdAtMs: integer('created_at_ms').notNull(),
  assetId: text('asset_id').$type<AssetId>().notNull(),
  durationFrames: integer('duration_frames').notNull(),
  loudnessLufs: real('loudness_lufs'),
  truePeakDbtp: real('true_peak_dbtp'),
  origin: text('origin').$type<Bulletin['origin']>().notNull(),
  state: text('state').$type<Bulletin['state']>().notNull(),
  transcript: text('transcript').notNull(),
  validFrom: text('valid_from'),
  validThrough: text('valid_through'),
  versionOf: text('version_of').$type<BulletinId>(),
  review: text('review', { mode: 'json' }).$type<Review>().notNull(),
});

export const bulletinHeard = sqliteTable(
  'bulletin_heard',
  {
    bulletinId: text('bulletin_id').$type<BulletinId>().notNull(),
    assetId: text('asset_id').$type<AssetId>().notNull(),
    username: text('username').notNull(),
    heardPermille: integer('heard_permille').notNull(),
    atMs: integer('at_ms').notNull(),
  },
  (table) => [primaryKey({ columns: [table.bulletinId, table.assetId, table.username] })],
);

export const document = sqliteTable(
  'document',
  {
    kind: text('kind').$type<DocumentKind>().notNull(),
    documentId: text('document_id').notNull(),
    unitId: text('unit_id').$type<UnitId>().notNull(),
    origin: text('origin').$type<'file' | 'console'>().notNull(),
    body: text('body', { mode: 'json' }).$type<Documents[DocumentKind]>().notNull(),
    author: text('author').notNull(),
    changedAtMs: integer('changed_at_ms').notNull(),
  },
  (table) => [primaryKey({ columns: [table.kind, table.documentId] })],
);

export const bulletinSource = sqliteTable('bulletin_source', {
  bulletinId: text('bulletin_id').$type<BulletinId>().primaryKey(),
  sourceHash: text('source_hash').notNull(),
});

export const occurrence = sqliteTable('occurrence', {
  cueId: text('cue_id').$type<CueId>().primaryKey(),
  origin: text('origin').$type<Occurrence['origin']>().notNull(),
  itemId: text('item_id').$type<ItemId>(),
  sentBy: text('sent_by'),
  bulletinId: text('bulletin_id').$type<BulletinId>().notNull(),
  title: text('title').notNull(),
  assetId: text('asset_id').$type<AssetId>().notNull(),
  durationFrames: integer('duration_frames').notNull(),
  class: text('class').$type<BulletinClass>().notNull(),
  source: text('source').$type<CueSource>().notNull(),
  priority: integer('priority').notNull(),
  gainDb: real('gain_db').notNull(),
  whenPreempted: text('when_preempted').$type<WhenPreempted>().notNull(),
  lateUs: integer('late_us').notNull(),
  startAtUs: integer('start_at_us').notNull(),
  validUntilUs: integer('valid_until_us').notNull(),
  targets: text('targets', { mode: 'json' }).$type<Targets>().notNull(),
  authorisationId: text('authorisation_id').$type<AuthorisationId>().notNull(),
  carriedBy: text('carried_by').$type<Occurrence['carriedBy']>().notNull(),
  stoppedAtUs: integer('stopped_at_us'),
  category: text('category').notNull(),
  unitId: text('unit_id').$type<UnitId>().notNull(),
  blockStartUs: integer('block_start_us').notNull(),
  exceptions: text('exceptions', { mode: 'json' }).$type<readonly Exception[]>().notNull(),
  withheld: text('withheld', { mode: 'json' }).$type<Withheld>(),
  withdrawn: integer('withdrawn').notNull(),
});

export const head = sqliteTable('head', {
  nodeId: text('node_id').$type<NodeId>().primaryKey(),
  version: integer('version').notNull(),
  envelope: text('envelope').notNull(),
  contentHash: text('content_hash').notNull(),
});

export const page = sqliteTable('page', {
  hash: text('hash').$type<PageHash>().primaryKey(),
  day: text('day').notNull(),
  text: text('text').notNull(),
});

export const authorisation = sqliteTable('authorisation', {
  authorisationId: text('authorisation_id').$type<AuthorisationId>().primaryKey(),
  envelope: text('envelope').notNull(),
  bulletinId: text('bulletin_id').$type<BulletinId>().notNull(),
});

export const planOrder = sqliteTable('plan_order', {
  sequence: integer('sequence').primaryKey({ autoIncrement: true }),
  envelope: text('envelope').notNull(),
  issuedAtUs: integer('issued_at_us').notNull(),
  effectiveAtUs: integer('effective_at_us').notNull(),
  expiresAtUs: integer('expires_at_us').notNull(),
  targets: text('targets', { mode: 'json' }).$type<Targets>().notNull(),
  add: text('added', { mode: 'json' }).$type<readonly Cue[]>().notNull(),
  cancel: text('cancelled', { mode: 'json' }).$type<Cancellation['what']>(),
  orderedBy: text('ordered_by').notNull(),
});

export const nodeIdentity = sqliteTable('node_identity', {
  nodeId: text('node_id').$type<NodeId>().primaryKey(),
  publicKey: text('public_key').notNull(),
  enrolledAtMs: integer('enrolled_at_ms').notNull(),
  connectionEpoch: integer('connection_epoch').notNull(),
  lastSeenMs: integer('last_seen_ms'),
});

export const enrolmentCode = sqliteTable('enrolment_code', {
  nodeId: text('node_id').$type<NodeId>().primaryKey(),
  codeHash: text('code_hash').notNull(),
  expiresAtMs: integer('expires_at_ms').notNull(),
  tries: integer('tries').notNull(),
});

export const receipt = sqliteTable(
  'receipt',
  {
    nodeId: text('node_id').$type<NodeId>().notNull(),
    sequence: integer('sequence').notNull(),
    kind: text('kind').$type<StoredReceipt['kind']>().notNull(),
    cueId: text('cue_id').$type<CueId>().notNull(),
    atUs: integer('at_us').notNull(),
    positionFrames: integer('position_frames').notNull(),
    why: text('why').$type<NonNullable<StoredReceipt['why']>>(),
    cutBy: text('cut_by').$type<CueId>(),
  },
  (table) => [primaryKey({ columns: [table.nodeId, table.sequence] })],
);

export const receiptCursor = sqliteTable('receipt_cursor', {
  nodeId: text('node_id').$type<NodeId>().primaryKey(),
  through: integer('through').notNull(),
});

export const account = sqliteTable('account', {
  username: text('username').primaryKey(),
  name: text('name').notNull(),
  role: text('role').$type<Role>().notNull(),
  unitId: text('unit_id').$type<UnitId>().notNull(),
  language: text('language').$type<Language>().notNull(),
  passwordHash: text('password_hash').notNull(),
  disabled: integer('disabled', { mode: 'boolean' }).notNull(),
});

export const session = sqliteTable('session', {
  idHash: text('id_hash').primaryKey(),
  username: text('username').notNull(),
  createdAtMs: integer('created_at_ms').notNull(),
  expiresAtMs: integer('expires_at_ms').notNull(),
});

export const calendarLink = sqliteTable('calendar_link', {
  username: text('username').primaryKey(),
  tokenHash: text('token_hash').notNull(),
  madeAtMs: integer('made_at_ms').notNull(),
});

export const loginFailure = sqliteTable('login_failure', {
  failureId: integer('failure_id').primaryKey(),
  key: text('key').notNull(),
  atMs: integer('at_ms').notNull(),
});

export const audit = sqliteTable('audit', {
  sequence: integer('sequence').primaryKey(),
  atMs: integer('at_ms').notNull(),
  actor: text('actor').notNull(),
  action: text('action').notNull(),
  subject: text('subject').notNull(),
  detail: text('detail').notNull(),
  hash: text('hash').notNull(),
});

export const jobRun = sqliteTable('job_run', {
  job: text('job').primaryKey(),
  atMs: integer('at_ms').notNull(),
});
