/**
 * What the hub (the thread that has the nodes' sockets) and the desk (the thread that has the engine
 * and the database) say to each other: plain values that can be copied between threads, in batches.
 */
import type { FromNode, HelloBody } from '@loa/protocol/agent-link';
import type { AuthorisationId, NodeId, PageHash, ProblemCode } from '@loa/protocol/vocabulary';
import type { StreamOpening } from '../../engine/streams-port.ts';

/** A connection, by a number that the hub gives it and never uses again. */
export type SessionNumber = number;

/** What a node reports and the engine stores or shows. */
export type EngineReport = Extract<
  FromNode,
  { kind: 'node/plan-applied' | 'node/order-applied' | 'node/receipts' | 'node/health' }
>;

export type DocumentName =
  | { readonly kind: 'page'; readonly hash: PageHash }
  | { readonly kind: 'authorisation'; readonly id: AuthorisationId };

export type FromHub =
  /** The answer is `key`. */
  | { readonly kind: 'key-wanted'; readonly session: SessionNumber; readonly nodeId: NodeId }
  /** Signed by the key that it brings, over its connection's nonce. */
  | {
      readonly kind: 'enrol';
      readonly session: SessionNumber;
      readonly nodeId: NodeId;
      readonly code: string;
      readonly publicKey: string;
    }
  /** Signed by `publicKey`, over its connection's nonce. The answer is `welcome` or `refuse`. */
  | {
      readonly kind: 'hello';
      readonly session: SessionNumber;
      readonly publicKey: string;
      readonly hello: HelloBody;
    }
  | {
      readonly kind: 'report';
      readonly session: SessionNumber;
      readonly report: EngineReport;
    }
  /** The answer is `document` with the same `ask`. */
  | {
      readonly kind: 'document-wanted';
      readonly session: SessionNumber;
      readonly ask: number;
      readonly name: DocumentName;
    }
  | {
      readonly kind: 'monitor';
      readonly session: SessionNumber;
      readonly atUs: number;
      readonly mulaw: Uint8Array;
    }
  /** Who gave a sign of life since the last time. */
  | { readonly kind: 'alive'; readonly sessions: readonly SessionNumber[] }
  /** Last word of a session that had said hello. */
  | { readonly kind: 'closed'; readonly session: SessionNumber }
  | StreamFromHub;

export type StreamFromHub =
  | {
      readonly kind: 'stream/anchored';
      readonly stream: number;
      readonly firstSampleAtUs: number;
    }
  | {
      readonly kind: 'stream/encoded';
      readonly stream: number;
      readonly packets: readonly Uint8Array[];
    }
  | { readonly kind: 'stream/heard'; readonly stream: number; readonly hearing: HearingColumns }
  | {
      readonly kind: 'stream/ended';
      readonly stream: number;
      readonly lastSampleAtUs: number | null;
    };

/** One entry a node, in the order in which the stream was opened for them. */
export interface HearingColumns {
  /** Index of `HEARING_STATES`. */
  readonly states: Uint8Array;
  readonly late: Uint32Array;
  readonly missing: Uint32Array;
  /** NaN is no word. */
  readonly leastMarginUs: Float64Array;
}

export type ToHub =
  /** The last batch was dealt with: the next may come. */
  | { readonly kind: 'taken' }
  | {
      readonly kind: 'key';
      readonly session: SessionNumber;
      readonly publicKey: string | null;
    }
  | { readonly kind: 'enrolled'; readonly session: SessionNumber; readonly text: string }
  | { readonly kind: 'say'; readonly sessions: readonly SessionNumber[]; readonly text: string }
  | {
      readonly kind: 'welcome';
      readonly session: SessionNumber;
      readonly texts: readonly string[];
      readonly inTurn: readonly string[];
    }
  | {
      readonly kind: 'refuse';
      readonly session: SessionNumber;
      readonly code: ProblemCode;
      readonly message: string;
    }
  | { readonly kind: 'document'; readonly ask: number; readonly text: string | null }
  | StreamToHub;

export type StreamToHub =
  | { readonly kind: 'stream/open'; readonly stream: number; readonly opening: StreamOpening }
  | { readonly kind: 'stream/push'; readonly stream: number; readonly samples: Int16Array }
  | { readonly kind: 'stream/lengthen'; readonly stream: number; readonly leadUs: number }
  | { readonly kind: 'stream/end'; readonly stream: number };
