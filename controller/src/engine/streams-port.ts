import type { AssetId, HearingState, NodeId } from '@loa/protocol/vocabulary';

/** A live stream to be opened. */
export interface StreamOpening {
  /** SHA-256 of the public key. */
  readonly streamId: AssetId;
  /** The ephemeral Ed25519 key pair: public, base64url of 32 bytes; private, PKCS #8 DER. */
  readonly publicKey: string;
  readonly privateKey: Uint8Array;
  /** Rate of the samples that are pushed, Hz. */
  readonly sampleRateHz: number;
  /** 20 ms packets in a chunk. */
  readonly chunkPackets: number;
  /** From the arrival of a sample to its sound, µs. */
  readonly leadUs: number;
  /** Of its first chunk, where the stream goes on that an earlier run of the program began; 0 otherwise. */
  readonly firstSequence?: number;
  /** Resolved before the stream; those that connect later join it. */
  readonly nodeIds: readonly NodeId[];
}

export interface NodeHearing {
  readonly nodeId: NodeId;
  readonly state: HearingState;
  readonly late: number;
  readonly missing: number;
  /** Least time from a chunk's arrival to its sound since the last report, µs; null is no word. */
  readonly leastMarginUs: number | null;
}

export interface StreamEvents {
  /** When the first sample will be heard: known once the first samples came. */
  anchored(firstSampleAtUs: number): void;
  /** 20 ms Opus packets as they were sent, for the recording. */
  encoded(packets: readonly Uint8Array[]): void;
  /** Once a second while it is open. */
  heard(nodes: readonly NodeHearing[]): void;
  /** The last chunk went out; its last sample is heard at this instant. Null: nothing was said. */
  ended(lastSampleAtUs: number | null): void;
}

export interface OpenStream {
  /** Mono samples as they arrive, −32768 … 32767. */
  push(samples: Int16Array): void;
  /** A longer lead from now on: late nodes catch up over a short gap. */
  lengthenLead(leadUs: number): void;
  /** What was pushed is still sent. `ended` follows. */
  end(): void;
}

/** The data plane: encodes, signs once, sends the same bytes to all. Runs on its own thread. */
export interface Streams {
  open(stream: StreamOpening, events: StreamEvents): OpenStream;
}
