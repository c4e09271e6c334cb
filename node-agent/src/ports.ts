/**
 * What the agent needs of the world. Adapters fulfil these; engine and rendering know nothing else
 * of sockets, disks and sound servers.
 */
import type { AssetManifest } from '@loa/protocol/asset';
import type { Envelope } from '@loa/protocol/signed';
import type {
  AssetId,
  AuthorisationId,
  CueId,
  PageHash,
  SinkKind,
  UnitId,
} from '@loa/protocol/vocabulary';
import type { HeldAsset } from './domain/caching/index.ts';
import type { PositionReport } from './domain/clock/index.ts';
import type { NodeHealth } from './domain/health/index.ts';
import type { Receipt } from './domain/receipts/index.ts';
import type { StreamBuffer, StreamChunk } from './domain/streams/index.ts';

/** What a sink asks of the renderer. */
export interface SinkFeed {
  /** The next frames of the output, mono, −1 … 1. Called in time, never ahead of need. */
  pull(frames: number): Float32Array;
  /** The output begins again at frame 0: the sound server or the card came back. */
  restarted(): void;
  /** `status()` has changed. */
  changed(): void;
}

export interface SinkStatus {
  readonly state: 'open' | 'failed';
  /** Frames written and not yet heard; null when unknown. */
  readonly bufferFrames: number | null;
  readonly underruns: number;
}

/** A sound output. It plays for ever, silence included, and reopens by itself when it fails. */
export interface AudioSink extends AsyncDisposable {
  readonly kind: SinkKind;
  open(feed: SinkFeed): void;
  /** Asks which frame is heard now; null when the output cannot say. */
  report(done: (report: PositionReport | null) => void): void;
  /** How far to write ahead from now on. An output that cannot change it keeps what it has. */
  writeAhead(ahead: WriteAhead): void;
  status(): SinkStatus;
}

/**
 * `short`: no more than the output needs, as live voice is waited for. `long`: enough for a machine
 * that has other things to do.
 */
export type WriteAhead = 'short' | 'long';

/** The prepared sound a node holds. Bytes are checked against their hash when kept and when read. */
export interface SoundStore {
  manifestOf(assetId: AssetId): AssetManifest | null;
  chunk(assetId: AssetId, index: number): Uint8Array | 'missing' | 'corrupt';
  /** The first chunk from `fromIndex` on that is not held; null when all are. */
  firstMissing(assetId: AssetId, fromIndex: number): number | null;
  /** `unwritten`: the disk would not take it. */
  keepManifest(assetId: AssetId, text: string): 'kept' | 'corrupt' | 'unwritten';
  /** `unknown`: its manifest is not held, or has no such chunk. */
  keepChunk(
    assetId: AssetId,
    index: number,
    bytes: Uint8Array,
  ): 'kept' | 'corrupt' | 'unknown' | 'unwritten';
  held(): readonly HeldAsset[];
  evict(assetId: AssetId): void;
}

/** The live streams this node takes part in. */
export interface StreamStore {
  /** Null when the stream was not announced. */
  bufferOf(streamId: AssetId): StreamBuffer | null;
}

/** Decodes the 20 ms packets of one sound, in order. */
export interface PacketDecoder {
  /** 960 samples; null when the packet cannot be decoded. */
  decode(packet: Uint8Array): Float32Array | null;
  /** The decoder is not used any more. */
  release(): void;
}

export interface DecoderPool {
  take(): PacketDecoder;
}

/** A chunk of a stream as it was signed. */
export interface SignedStreamChunk {
  /** The number by which this connection calls the stream. */
  readonly stream: number;
  readonly chunk: StreamChunk;
  readonly unsigned: Uint8Array;
  readonly signature: Uint8Array;
}

/** Signatures and hashes. */
export interface Notary {
  isGenuine(envelope: Envelope, publicKey: string): boolean;
  /** Whether the stream's own key signed the chunk, for this stream. */
  isChunkGenuine(signed: SignedStreamChunk, stream: { id: AssetId; publicKey: string }): boolean;
  /** Base64url SHA-256. */
  nameOf(content: string | Uint8Array): string;
}

export interface StoredPlan {
  readonly keyring: Envelope | null;
  readonly head: Envelope | null;
  /** The head before, while pages of the newer one are still to come. */
  readonly former: Envelope | null;
  readonly pages: ReadonlyMap<PageHash, string>;
  readonly authorisations: readonly Envelope[];
  readonly orders: readonly Envelope[];
  readonly orderCursor: number;
}

/** Signed documents on disk. Every `keep` is durable when it returns; it throws when it cannot be. */
export interface PlanStore {
  load(): StoredPlan;
  keepKeyring(envelope: Envelope): void;
  keepHead(envelope: Envelope): void;
  keepFormerHead(envelope: Envelope): void;
  keepPage(hash: PageHash, text: string): void;
  keepAuthorisation(id: AuthorisationId, envelope: Envelope): void;
  keepOrder(sequence: number, envelope: Envelope): void;
  keepOrderCursor(sequence: number): void;
  dropFormerHead(): void;
  dropPage(hash: PageHash): void;
  dropAuthorisation(id: AuthorisationId): void;
  dropOrder(sequence: number): void;
}

/** The journal's file. `append` and `replace` are durable when they return. */
export interface JournalFile {
  read(): string;
  /** Cuts a torn tail off. */
  truncate(bytes: number): void;
  append(text: string): void;
  replace(text: string): void;
}

/** What the node knows of itself from its enrolment. */
export interface Enrolment {
  readonly city: UnitId;
  /** The city's root key, pinned: base64url of 32 bytes. */
  readonly rootPublicKey: string;
  /** The instant of the timeline at which this node began to be this node. */
  readonly enrolledAtUs: number;
}

/** What the node says to the controller. `false` means it was not sent. */
export interface Uplink {
  isUp(): boolean;
  clock(t1Us: number): boolean;
  wantDocuments(pages: readonly PageHash[], authorisations: readonly AuthorisationId[]): boolean;
  wantManifest(assetId: AssetId): boolean;
  wantChunk(assetId: AssetId, index: number): boolean;
  planApplied(version: number, refused: readonly { cueId: CueId; why: string }[]): boolean;
  orderApplied(answer: OrderAnswer): boolean;
  receipts(receipts: readonly Receipt[]): boolean;
  health(health: NodeHealth): boolean;
  heard(report: HeardReport): boolean;
  /** A monitor frame; refused when the socket is behind. */
  monitor(frame: Uint8Array): boolean;
}

/** What came of a stream so far, in chunks. */
export interface HeardReport {
  readonly stream: number;
  readonly through: number;
  readonly late: number;
  readonly missing: number;
  /** Since the last report: the least time from a chunk's arrival until the output takes it. */
  readonly leastMarginUs: number | null;
}

export interface OrderAnswer {
  readonly sequence: number;
  readonly outcome: 'applied' | 'not-addressed' | 'refused';
  readonly why: string | null;
}

/** What the machine says about itself; null is unknown. */
export interface Probes {
  cpuTemperatureC(): number | null;
  loadPerCore(): number | null;
  memoryFreeFraction(): number | null;
  storage(): { freeBytes: number; freeFraction: number } | null;
}

/** A stretch of sound to be heard at its instants. `key` is its identity. */
export interface PlannedStretch {
  readonly key: string;
  readonly cueId: CueId;
  readonly assetId: AssetId;
  readonly fromUs: number;
  readonly toUs: number;
  readonly fromFrames: number;
  readonly gainDb: number;
  /** For a live stream: the instant, as its chunks have it, of frame 0. Null is prepared sound. */
  readonly streamZeroUs: number | null;
}

export type SoundFault = 'asset-missing' | 'asset-corrupt';

export interface SpeakerStatus {
  readonly kind: SinkKind;
  readonly state: 'open' | 'failed';
  /** The output knows which frame is heard when, so that sound can be placed. */
  readonly isPlaced: boolean;
  /** It cannot say it, and sound is placed by reckoning: not in step. */
  readonly isReckoned: boolean;
  readonly bufferMs: number | null;
  readonly underruns: number;
  readonly errorUs: number | null;
}

export interface SpeakerEvents {
  faulted(key: string, fault: SoundFault): void;
  /** Opened, failed, placed or lost its place. */
  changed(): void;
}

/** The loudspeaker: it sounds what is scheduled, and fades what is no longer. */
export interface Speaker {
  schedule(stretches: readonly PlannedStretch[], trimUs: number): void;
  /** Time from now until what is scheduled now can be heard. */
  leadUs(): number;
  /** The instant of the timeline up to which the output has taken its sound; null when unknown. */
  takenUs(): number | null;
  writeAhead(ahead: WriteAhead): void;
  status(): SpeakerStatus;
}

/** What is worth keeping of the clock from one start to the next. A hint: it may be lost. */
export interface ClockMemory {
  load(): { readonly skewPpm: number } | null;
  keep(memory: { readonly skewPpm: number }): void;
}
