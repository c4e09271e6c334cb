import type { Envelope } from '@loa/protocol/signed';
import type {
  AssetId,
  AuthorisationId,
  NodeId,
  PageHash,
  SiteId,
  UnitId,
} from '@loa/protocol/vocabulary';
import type { SignedStreamChunk } from '../../ports.ts';

/** The link has been greeted: who the controller is and what it knows of this node. */
export interface Welcome {
  readonly timelineId: string;
  readonly nowUs: number;
  readonly keyring: Envelope;
  readonly receiptsThrough: number;
}

export type Unavailable =
  | { readonly kind: 'page'; readonly hash: PageHash }
  | { readonly kind: 'authorisation'; readonly id: AuthorisationId }
  | { readonly kind: 'asset'; readonly id: AssetId };

/** The clock exchange as it came back. */
export interface ClockAnswer {
  readonly timelineId: string;
  readonly t1Us: number;
  readonly t2Us: number;
  readonly t3Us: number;
  readonly t4Us: number;
}

/** A live stream and the number by which this connection calls it. */
export interface Announcement {
  readonly stream: number;
  readonly streamId: AssetId;
  readonly publicKey: string;
}

/** Whose clock the nodes of this node's site go by. */
export interface SiteWord {
  readonly siteId: SiteId;
  readonly role: 'leader' | 'follower' | 'alone';
  readonly leader: { readonly nodeId: NodeId; readonly addresses: readonly string[] } | null;
  readonly key: string;
}

/** What the controller says, in the agent's words. */
export interface LinkHandlers {
  enrolled(city: UnitId, rootPublicKey: string): void;
  /** @returns false when the controller's keyring does not lead to the pinned root */
  welcomed(welcome: Welcome): boolean;
  down(): void;
  clock(answer: ClockAnswer): void;
  planHead(envelope: Envelope): void;
  dayPage(hash: PageHash, text: string): void;
  authorisation(envelope: Envelope): void;
  manifest(assetId: AssetId, text: string): void;
  chunk(assetId: AssetId, index: number, bytes: Uint8Array): void;
  unavailable(what: Unavailable): void;
  order(envelope: Envelope): void;
  ordersThrough(sequence: number): void;
  receiptsAcknowledged(through: number): void;
  monitor(on: boolean, seconds: number): void;
  site(word: SiteWord): void;
  stream(announcement: Announcement): void;
  liveChunk(signed: SignedStreamChunk): void;
}
