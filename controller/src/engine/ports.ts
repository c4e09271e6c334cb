/**
 * What the engine needs of the world, in the domain's words. Stores are synchronous: SQLite is, and
 * a written order is durable when the call returns.
 */
import type { Cancellation, Cue, Targets } from '@loa/protocol/playout';
import type { DocumentKind, Documents } from '@loa/protocol/programme';
import type {
  AssetId,
  AuthorisationId,
  BulletinId,
  CueId,
  ItemId,
  Language,
  NodeId,
  PageHash,
  Role,
  UnitId,
} from '@loa/protocol/vocabulary';
import type { Bulletin } from '../domain/library/bulletin.ts';
import type { Occurrence } from '../domain/playout/occurrence.ts';
import type { StoredReceipt } from '../domain/proof/receipt.ts';
import type { CityMap, CityNode } from '../domain/zoning/city-map.ts';
import type { CitySettings } from '../domain/zoning/city-settings.ts';

/** The controller's timeline: UTC µs at start plus its monotonic clock, slewed, never stepped. */
export interface Timeline {
  readonly timelineId: string;
  nowUs(): number;
}

/** A signed object as text: `JSON.stringify` of the protocol's envelope. */
export interface SignedText {
  readonly envelope: string;
  /** Base64url SHA-256 of the body: the name of an authorisation. */
  readonly bodyHash: string;
}

/** Signs bodies (JSON values) with the city's keys. Key order of the body is kept as given. */
export interface Signer {
  readonly rootPublicKey: string;
  /** The root-signed keyring with every key in force. */
  keyring(): { readonly envelope: string; readonly version: number };
  authorisation(body: object): SignedText;
  /** @param body the JSON text, signed as it stands: thousands share most of theirs */
  planHead(body: string): SignedText;
  order(body: object): SignedText;
}

export interface CityStore {
  /** Null before the first city file was applied. */
  load(): CityMap | null;
  /** Replaces units, zones and nodes as a whole; node identities and receipts stay. */
  replace(map: CityMap): void;
  putNode(node: CityNode): void;
  settings(): CitySettings;
  /** Only once there is a city. */
  putSettings(settings: CitySettings): void;
  /** Digest of the documents of the file that was applied last; empty before the first. */
  appliedDocuments(): string;
  putAppliedDocuments(digest: string): void;
}

export interface HeardSound {
  readonly bulletinId: BulletinId;
  readonly assetId: AssetId;
  readonly username: string;
  readonly heardPermille: number;
  readonly atMs: number;
}

export interface LibraryStore {
  list(): readonly Bulletin[];
  get(bulletinId: BulletinId): Bulletin | null;
  put(bulletin: Bulletin): void;
  remove(bulletinId: BulletinId): void;
  /** Bulletins and occurrences (from `sinceUs` on) that still cite the asset. */
  assetInUse(assetId: AssetId, sinceUs: number): boolean;
  /** Source hash of a bulletin that came from a file, so that applying twice prepares once. */
  sourceOf(bulletinId: BulletinId): string | null;
  setSource(bulletinId: BulletinId, sourceHash: string): void;
  /** Bulletins in which each of the folded words begins one, in title, category or transcript. */
  matching(words: readonly string[]): ReadonlySet<BulletinId>;
  /** How much of a sound a person has heard, thousandths; 0 where they never listened. */
  heardPermille(by: Omit<HeardSound, 'heardPermille' | 'atMs'>): number;
  /** What was heard before stays heard. */
  putHeard(heard: HeardSound): void;
}

export interface CalendarStore {
  /**
   * Occurrences that touch `[fromUs, toUs)`: start < toUs and validUntil > fromUs; by start, id.
   * None is valid for longer than a day [CAL9].
   */
  between(fromUs: number, toUs: number): readonly Occurrence[];
  /** All of an item, at its own times and in sessions; by start, id. */
  ofItem(itemId: ItemId): readonly Occurrence[];
  get(cueId: CueId): Occurrence | null;
  put(occurrences: readonly Occurrence[]): void;
  /** Withdraws them: they are no more, unless a node sounds one all the same. */
  remove(cueIds: readonly CueId[]): void;
  /** [PRF8] Puts those that were removed back, as withheld because they were withdrawn. */
  restoreWithdrawn(cueIds: readonly CueId[]): void;
  /**
   * Which occurrences may differ from what they were at `cursor`, or null where that cannot be told:
   * then all may. A new cursor each time; what was undone with its transaction may be named too, what
   * the nightly clearing removes is not.
   */
  changedSince(cursor: number): {
    readonly cueIds: ReadonlySet<CueId> | null;
    readonly cursor: number;
  };
  markStopped(cueId: CueId, atUs: number): void;
}

/** A document with its owner: applying a city file replaces those of its own. */
export interface StoredDocument<K extends DocumentKind> {
  readonly body: Documents[K];
  readonly origin: 'file' | 'console';
  /** Account that changed it last. */
  readonly author: string;
  readonly changedAtMs: number;
}

export interface DocumentStore {
  /** By id. The same array until one of the kind is written. */
  list<K extends DocumentKind>(kind: K): readonly StoredDocument<K>[];
  get<K extends DocumentKind>(kind: K, id: string): StoredDocument<K> | null;
  put<K extends DocumentKind>(kind: K, document: StoredDocument<K>): void;
  remove(kind: DocumentKind, id: string): void;
  /** After a transaction that was undone: nothing that was read is kept. */
  forget(): void;
}

export interface PublishedHead {
  readonly nodeId: NodeId;
  readonly version: number;
  readonly envelope: string;
  /** Hash of everything in the head but version and instants: equal means nothing to publish. */
  readonly contentHash: string;
}

export interface OrderRecord {
  readonly sequence: number;
  readonly envelope: string;
  readonly issuedAtUs: number;
  readonly effectiveAtUs: number;
  readonly expiresAtUs: number;
  readonly targets: Targets;
  readonly add: readonly Cue[];
  /** `atUs` is `effectiveAtUs`. */
  readonly cancel: Cancellation['what'] | null;
  readonly orderedBy: string;
}

export interface PlanStore {
  head(nodeId: NodeId): PublishedHead | null;
  heads(): readonly PublishedHead[];
  /** 0 before the first. */
  headVersion(nodeId: NodeId): number;
  /** The heads without their texts. */
  headVersions(): readonly Omit<PublishedHead, 'envelope'>[];
  putHeads(heads: readonly PublishedHead[]): void;
  page(hash: PageHash): string | null;
  putPages(
    pages: readonly { readonly hash: PageHash; readonly day: string; readonly text: string }[],
  ): void;
  authorisation(id: AuthorisationId): string | null;
  putAuthorisation(id: AuthorisationId, envelope: string, bulletinId: BulletinId): void;
  /**
   * Takes the next sequence, or `atLeast` where that is higher, and stores what `make` builds for it,
   * in one transaction.
   */
  appendOrder(make: (sequence: number) => OrderRecord, atLeast?: number): OrderRecord;
  /** Orders that have not expired at `nowUs`, by sequence. */
  validOrders(nowUs: number): readonly OrderRecord[];
  lastOrderSequence(): number;
  markApplied(nodeId: NodeId, version: number, atUs: number): void;
  /** Version and instant of the last head the node confirmed. */
  applied(nodeId: NodeId): { readonly version: number; readonly atUs: number } | null;
  /** The version each node confirmed last. */
  appliedVersions(): ReadonlyMap<NodeId, number>;
  markOrderApplied(sequence: number, nodeId: NodeId, outcome: string, atUs: number): void;
  /** When nodes confirmed the plan or order that carries the cue; those that have not are missing. */
  sentAt(cueId: CueId): ReadonlyMap<NodeId, number>;
}

export interface NodeIdentity {
  readonly nodeId: NodeId;
  readonly publicKey: string;
  readonly enrolledAtMs: number;
  readonly connectionEpoch: number;
  readonly lastSeenMs: number | null;
}

export interface FleetStore {
  identity(nodeId: NodeId): NodeIdentity | null;
  identities(): readonly NodeIdentity[];
  putIdentity(identity: NodeIdentity): void;
  touch(nodeId: NodeId, connectionEpoch: number, lastSeenMs: number): void;
  /** Replaces the node's code. Only its hash is kept. */
  putCode(nodeId: NodeId, codeHash: string, expiresAtMs: number): void;
  code(
    nodeId: NodeId,
  ): { readonly codeHash: string; readonly expiresAtMs: number; readonly tries: number } | null;
  countTry(nodeId: NodeId): void;
  removeCode(nodeId: NodeId): void;
}

/** Nodes in order of their ids; an empty `from` is the first. */
export interface NodeRange {
  readonly from: NodeId | '';
  /** The first beyond it; null is none. */
  readonly before: NodeId | null;
}

export interface ReceiptStore {
  /** Stores those not yet known; returns the highest sequence stored without a gap below it. */
  append(nodeId: NodeId, receipts: readonly StoredReceipt[]): number;
  through(nodeId: NodeId): number;
  /** By node and sequence. */
  ofCue(cueId: CueId): readonly StoredReceipt[];
  ofCueOn(cueId: CueId, nodeId: NodeId): readonly StoredReceipt[];
  /** Those of the nodes from one on, and before another where there is one. */
  ofCueAmong(cueId: CueId, nodes: NodeRange): readonly StoredReceipt[];
  /** When it was heard first, anywhere; null where it was not. */
  firstHeardUs(cueId: CueId): number | null;
  ofCues(cueIds: readonly CueId[]): readonly StoredReceipt[];
}

export interface Account {
  readonly username: string;
  readonly name: string;
  readonly role: Role;
  readonly unitId: UnitId;
  readonly language: Language;
  readonly passwordHash: string;
  readonly disabled: boolean;
}

export interface AccountStore {
  get(username: string): Account | null;
  list(): readonly Account[];
  put(account: Account): void;
  setLanguage(username: string, language: Language): void;
  /** Sessions are kept by the SHA-256 of their opaque id. */
  putSession(idHash: string, username: string, createdAtMs: number, expiresAtMs: number): void;
  session(idHash: string): {
    readonly username: string;
    readonly createdAtMs: number;
    readonly expiresAtMs: number;
  } | null;
  touchSession(idHash: string, expiresAtMs: number): void;
  removeSession(idHash: string): void;
  removeSessionsOf(username: string): void;
  removeExpiredSessions(nowMs: number): void;
  /** Replaces the account's secret address of the calendar. Only its hash is kept. */
  putCalendarLink(username: string, tokenHash: string, madeAtMs: number): void;
  calendarLinkOwner(tokenHash: string): string | null;
  removeCalendarLink(username: string): void;
  /** Failed logins of a key (account and address) since an instant. */
  failures(key: string, sinceMs: number): number;
  addFailure(key: string, atMs: number): void;
  clearFailures(key: string): void;
}

/** [SEC] Every order, override, login and change: a hash chain, appended only. */
export interface AuditStore {
  append(entry: {
    readonly atMs: number;
    readonly actor: string;
    readonly action: string;
    readonly subject: string;
    readonly detail: object;
  }): void;
}

/** Several store calls as one transaction: all or nothing. */
export interface Transactions {
  run<T>(work: () => T): T;
}

/** Instants and days before which rows may go. */
export interface RetentionLimits {
  readonly receiptsBeforeUs: number;
  readonly occurrencesBeforeUs: number;
  /** By expiry. */
  readonly ordersBeforeUs: number;
  readonly sessionsBeforeMs: number;
  readonly failuresBeforeMs: number;
  /** Civil date; pages that a head still lists stay. */
  readonly pagesBeforeDay: string;
}

export interface HousekeepingStore {
  lastRunAtMs(job: string): number | null;
  markRun(job: string, atMs: number): void;
  /** Removes a bounded number of rows; returns how many, 0 when nothing is left to remove. */
  removeStep(limits: RetentionLimits): number;
  /** Folds the write-ahead log into the database. */
  checkpoint(): void;
}

export interface Stores {
  readonly city: CityStore;
  readonly library: LibraryStore;
  readonly calendar: CalendarStore;
  readonly documents: DocumentStore;
  readonly plan: PlanStore;
  readonly fleet: FleetStore;
  readonly receipts: ReceiptStore;
  readonly accounts: AccountStore;
  readonly audit: AuditStore;
  readonly transactions: Transactions;
}
