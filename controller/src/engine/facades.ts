/**
 * The engine as driving adapters (HTTP, console feed, node link) see it: one interface a use case.
 * Entities are the console API's only by shape: adapters translate.
 */

import type { StandingSettings, Targets } from '@loa/protocol/playout';
import type {
  AuthorisationId,
  BulletinClass,
  BulletinId,
  BulletinState,
  ClockState,
  CueId,
  CueSource,
  MissedReason,
  NodeFault,
  NodeId,
  PageHash,
  ProblemCode,
  SinkKind,
  UnitId,
  WithheldReason,
} from '@loa/protocol/vocabulary';
import type { Exception, Withheld } from '../domain/campaign/withheld.ts';
import type { Bulletin } from '../domain/library/bulletin.ts';
import type { BulletinAmendment } from '../domain/library/review.ts';
import type { Actor } from '../domain/policy/actor.ts';
import type { StoredReceipt } from '../domain/proof/receipt.ts';
import type { SpokenChange } from '../domain/speech/spoken-form.ts';
import type { CityMap, CityNode } from '../domain/zoning/city-map.ts';
import type { Approvals } from './approval-facade.ts';
import type { CalendarLinks } from './calendar-links.ts';
import type { DocumentDesk } from './document-facade.ts';
import type { HandDowns } from './hand-down-facade.ts';
import type { Outlook } from './outlook-facade.ts';
import type { Papers } from './paper-facade.ts';
import type { Refused } from './refused.ts';
import type { Relays } from './relay-facade.ts';
import type { Reports } from './report-facade.ts';
import type { SiteWord } from './sites.ts';
import type { Voice } from './voices-port.ts';

export type { Refused };

export interface City {
  /** Null before a city file was applied. */
  map(): CityMap | null;
  addNode(actor: Actor, node: CityNode): { readonly outcome: 'added' } | Refused;
  /** Sets what is given on the spot; null is as declared again, and what is left out stays. */
  tuneNode(
    actor: Actor,
    nodeId: NodeId,
    change: Partial<CityNode['tuning']>,
  ): { readonly outcome: 'tuned' } | Refused;
}

export interface UploadJob {
  readonly jobId: string;
  readonly owner: string;
  readonly title: string;
  readonly state: 'waiting' | 'running' | 'done' | 'refused';
  readonly step: 'receive' | 'probe' | 'measure' | 'encode' | 'check' | 'store';
  readonly progress: number;
  readonly bulletinId: BulletinId | null;
  readonly refusal: { readonly code: ProblemCode; readonly detail: string } | null;
}

export interface NewBulletin {
  readonly title: string;
  readonly class: BulletinClass;
  readonly category: string;
  readonly language: string;
  readonly unitId: UnitId;
  /** As brought in unless said otherwise. */
  readonly origin?: Bulletin['origin'];
  readonly state?: Bulletin['state'];
  readonly transcript?: string;
  readonly validFrom?: string | null;
  readonly validThrough?: string | null;
  /** Where it was made from one. */
  readonly templateId?: string;
}

export type MadeSound = { readonly outcome: 'made'; readonly file: string } | Refused;
/** Makes the sound of a bulletin when its turn comes; the file is the library's from then on. */
export type SoundMaker = (signal: AbortSignal) => Promise<MadeSound>;

/** What is left out limits nothing. */
export interface BulletinSearch {
  /** Words or beginnings of words; their marks make no difference. */
  readonly q: string;
  readonly state?: BulletinState | undefined;
  readonly class?: BulletinClass | undefined;
  readonly category?: string | undefined;
  /** That unit and all below it. */
  readonly unit?: UnitId | undefined;
  /** The last of the page before. */
  readonly after?: BulletinId | undefined;
  readonly limit: number;
}

export interface Library {
  list(): readonly Bulletin[];
  /** [APR40] What the person may read of what is asked for, newest first, a page at a time. */
  search(
    actor: Actor,
    asked: BulletinSearch,
  ): { readonly bulletins: readonly Bulletin[]; readonly next: BulletinId | null };
  get(bulletinId: BulletinId): Bulletin | null;
  /** Path of the Ogg Opus file that people listen to. */
  soundFile(bulletinId: BulletinId): string | null;
  /** Takes over the file (moves or deletes it) and prepares it in the background. */
  submit(actor: Actor, bulletin: NewBulletin, sound: string | SoundMaker): UploadJob | Refused;
  job(jobId: string): UploadJob | null;
  /** Jobs of the last hour, newest first. */
  jobs(): readonly UploadJob[];
  change(
    actor: Actor,
    bulletinId: BulletinId,
    change: {
      readonly [Field in Exclude<keyof BulletinAmendment, 'assetId' | 'durationFrames'>]?:
        | BulletinAmendment[Field]
        | undefined;
    } & {
      /** [APR35] Of the signed paper that it carries out. */
      readonly paperNumber?: string | null | undefined;
    },
  ): Bulletin | Refused;
  /** Refused with `bulletin-in-use` while something planned or sounding plays it. */
  remove(actor: Actor, bulletinId: BulletinId): { readonly outcome: 'removed' } | Refused;
}

export interface SpokenPreview {
  readonly outcome: 'spoken';
  readonly text: string;
  readonly spoken: string;
  readonly changes: readonly SpokenChange[];
}

export interface SpokenText {
  readonly text: string;
  /** Says the text in its stead, and the class, the category and the language of the bulletin. */
  readonly template?:
    | { readonly id: string; readonly fields: { readonly [name: string]: string } }
    | undefined;
}

export interface SpokenRequest extends SpokenText {
  readonly bulletin: NewBulletin;
  readonly voiceId: string;
}

/** Typed text that a voice speaks. */
export interface SpokenBulletins {
  voices(): readonly Voice[];
  /** What will be said, and where that differs from what is written. */
  preview(actor: Actor, request: SpokenText): SpokenPreview | Refused;
  /** Speaks in the background: the job ends in a draft with the text as its transcript. */
  speak(actor: Actor, request: SpokenRequest): UploadJob | Refused;
}

export interface Sending {
  /** `startAtUs: null` is now. Durable and signed before it returns. */
  send(
    actor: Actor,
    request: {
      readonly bulletinId: BulletinId;
      readonly targets: Targets;
      readonly startAtUs: number | null;
      /** Why it is to sound beyond the hours of its class. */
      readonly reason?: string | null;
    },
  ): { readonly outcome: 'sent'; readonly cueId: CueId } | Refused;
  stop(actor: Actor, cueId: CueId): { readonly outcome: 'stopped' } | Refused;
  /** Stops everything that sounds or waits on the nodes of a unit and all below it. */
  stopUnit(
    actor: Actor,
    unitId: UnitId,
  ): { readonly outcome: 'stopped'; readonly cueIds: readonly CueId[] } | Refused;
}

/** A node's health, in the words of the wire but without its types. */
export interface NodeHealth {
  readonly atUs: number;
  readonly faults: readonly NodeFault[];
  readonly clock?: {
    readonly state: ClockState;
    readonly roundTripUs?: number | null;
    readonly [field: string]: unknown;
  };
  readonly sounding: { readonly cueId: CueId; readonly positionFrames: number } | null;
  readonly [field: string]: unknown;
}

export interface NodeView {
  readonly node: CityNode;
  /** How it is to sound: as declared, as set on the spot, as its neighbours have it. */
  readonly settings: StandingSettings;
  readonly state: 'not-enrolled' | 'offline' | 'faulty' | 'well';
  readonly sinceMs: number;
  readonly lastSeenMs: number | null;
  readonly health: NodeHealth | null;
  readonly faults: readonly NodeFault[];
  readonly sounding: CueId | null;
  readonly planPublished: number;
  readonly planApplied: number;
}

/** What a connected node's session can be told. Implemented by the node-link adapter. */
export interface NodeSession {
  readonly nodeId: NodeId;
  sendHead(envelope: string): void;
  sendOrder(envelope: string): void;
  setMonitor(on: boolean, seconds: number): void;
  sendSite(word: SiteWord): void;
  close(code: ProblemCode, message: string): void;
}

export interface Fleet {
  nodes(): readonly NodeView[];
  node(nodeId: NodeId): NodeView | null;
  /** A new one-time code; the former is void. */
  newCode(
    actor: Actor,
    nodeId: NodeId,
  ): { readonly outcome: 'made'; readonly code: string; readonly expiresAtMs: number } | Refused;

  // --- called by the node link ---
  enrol(request: {
    readonly nodeId: NodeId;
    readonly code: string;
    readonly publicKey: string;
  }): { readonly outcome: 'enrolled' } | Refused;
  publicKeyOf(nodeId: NodeId): string | null;
  /** Takes over from an older session of the same node, which is closed as `superseded`. */
  connected(
    session: NodeSession,
    hello: {
      readonly bootId: string;
      readonly connectionEpoch: number;
      readonly version: string;
      readonly sink: SinkKind;
      readonly headVersion: number;
      readonly orderCursor: number;
      readonly siteAddresses?: readonly string[] | undefined;
    },
  ): { readonly outcome: 'welcome'; readonly receiptsThrough: number } | Refused;
  disconnected(session: NodeSession): void;
  /** Anything heard from the node: keeps it from being shown offline. */
  heardFrom(nodeId: NodeId): void;
  health(nodeId: NodeId, health: NodeHealth): void;
  planApplied(
    nodeId: NodeId,
    version: number,
    refused: readonly { cueId: CueId; why: string }[],
  ): void;
  orderApplied(nodeId: NodeId, sequence: number, outcome: string, why: string | null): void;
  /** Durable before it returns the sequence to acknowledge. */
  receipts(nodeId: NodeId, receipts: readonly StoredReceipt[]): number;
  monitorFrame(nodeId: NodeId, frame: { readonly atUs: number; readonly mulaw: Uint8Array }): void;

  // --- listening ---
  /**
   * Hears a node until disposed: G.711 µ-law at 16 kHz. Refused when it is offline or too many
   * listen (named limit).
   */
  listen(
    nodeId: NodeId,
    onSound: (mulaw: Uint8Array) => void,
    onEnd: () => void,
  ): ({ readonly outcome: 'listening' } & Disposable) | Refused;
}

/** What a node may fetch: documents and sound, by name. */
export interface PlanDocuments {
  headFor(nodeId: NodeId): string | null;
  page(hash: PageHash): string | null;
  authorisation(id: AuthorisationId): string | null;
  /** Envelopes of unexpired orders after `cursor` that address the node, by sequence. */
  ordersFor(
    nodeId: NodeId,
    cursor: number,
  ): { readonly envelopes: readonly string[]; readonly through: number };
  keyring(): string;
}

export interface BroadcastView {
  readonly cueId: CueId;
  readonly bulletinId: BulletinId;
  readonly title: string;
  readonly class: BulletinClass;
  readonly source: CueSource;
  readonly origin: 'calendar' | 'sent';
  readonly startAtUs: number;
  readonly durationFrames: number;
  readonly targets: Targets;
  readonly nodeIds: readonly NodeId[];
  readonly sentBy: string | null;
  readonly state: 'planned' | 'sounding' | 'over' | 'stopped' | 'withheld';
  /** Kept from the air by a rule, everywhere. */
  readonly withheld: Withheld | null;
  /** Kept from the air in some units, whose nodes are not among `nodeIds`. */
  readonly exceptions: readonly Exception[];
  readonly counts: {
    readonly nodes: number;
    readonly sounding: number;
    readonly full: number;
    readonly part: number;
    readonly missed: number;
    readonly unknown: number;
  };
}

export interface ProofView {
  readonly cueId: CueId;
  readonly nodeId: NodeId;
  readonly title: string;
  readonly plannedAtUs: number;
  readonly durationFrames: number;
  readonly sentAtUs: number | null;
  readonly startedAtUs: number | null;
  readonly endedAtUs: number | null;
  readonly heardFrames: number;
  readonly outcome: 'planned' | 'sounding' | 'full' | 'part' | 'missed' | 'unknown';
  readonly reason: MissedReason | WithheldReason | null;
  readonly cutBy: CueId | null;
  readonly predicted: {
    readonly outcome: 'full' | 'part' | 'missed';
    readonly reason: MissedReason | null;
    readonly cutBy: CueId | null;
  };
}

/** Planned against heard. */
export interface ProofOfPlay {
  broadcasts(fromUs: number, toUs: number): readonly BroadcastView[];
  broadcast(cueId: CueId): BroadcastView | null;
  proofs(cueId: CueId): readonly ProofView[];
}

export interface LoggedIn {
  readonly outcome: 'logged-in';
  readonly actor: Actor;
  /** Opaque, 256 bits, base64url: goes into the cookie and nowhere else. */
  readonly sessionId: string;
  readonly expiresAtMs: number;
}

export interface Accounts {
  login(username: string, password: string, address: string): Promise<LoggedIn | Refused>;
  actor(sessionId: string): Actor | null;
  /** How a person is called; the user name itself where the account is gone. */
  nameOf(username: string): string;
  logout(sessionId: string): void;
  setLanguage(actor: Actor, language: Actor['language']): Actor;
  /** A one-time ticket for the feed's WebSocket: 30 s, bound to the session. */
  newTicket(sessionId: string): { readonly ticket: string; readonly expiresAtMs: number };
  /** The session of a ticket, once. */
  redeemTicket(ticket: string): string | null;
  /** Makes an account with a random password; returns the password, or null when it exists. */
  ensure(account: {
    readonly username: string;
    readonly name: string;
    readonly role: Actor['role'];
    readonly unitId: UnitId;
  }): Promise<string | null>;
}

export interface Engine {
  readonly city: City;
  readonly library: Library;
  readonly approvals: Approvals;
  readonly papers: Papers;
  readonly handDowns: HandDowns;
  readonly speech: SpokenBulletins;
  readonly sending: Sending;
  readonly fleet: Fleet;
  readonly documents: PlanDocuments;
  /** What people decide about the programme. */
  readonly desk: DocumentDesk;
  /** What the programme comes to. */
  readonly outlook: Outlook;
  readonly proof: ProofOfPlay;
  readonly relays: Relays;
  readonly reports: Reports;
  readonly calendarLinks: CalendarLinks;
  readonly accounts: Accounts;
}
