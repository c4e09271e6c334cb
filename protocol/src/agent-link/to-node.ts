import { z } from 'zod';
import { envelopeSchema } from '../signed/index.ts';
import { LIMITS } from '../vocabulary/index.ts';
import {
  assetIdSchema,
  authorisationIdSchema,
  digestSchema,
  instantUsSchema,
  monotonicUsSchema,
  nodeIdSchema,
  pageHashSchema,
  siteIdSchema,
  unitIdSchema,
} from '../wire/index.ts';

/**
 * Everything the controller says to a node, in one place. Binary messages are in `frame/`. Fields
 * that are not known are passed over, as PROTOCOL.md has it under "Versions".
 */
export const toNodeSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('controller/challenge'),
    protocol: z.int(),
    nonce: digestSchema,
  }),
  z.object({
    kind: z.literal('controller/enrolled'),
    nodeId: nodeIdSchema,
    city: unitIdSchema,
    rootPublicKey: digestSchema,
  }),
  z.object({
    kind: z.literal('controller/welcome'),
    timelineId: z.string().max(64),
    nowUs: instantUsSchema,
    keyring: envelopeSchema,
    /** Receipts up to here are stored; the node reports from the next. */
    receiptsThrough: z.int().min(0),
  }),
  z.object({
    kind: z.literal('controller/refused'),
    /** One of PROBLEM_CODES, of this version or a later one. */
    code: z.string().max(64),
    message: z.string().max(300),
  }),
  /** NTP's exchange (RFC 5905, section 8): `t1Us` node clock; `t2Us`, `t3Us` controller timeline. */
  z.object({
    kind: z.literal('controller/clock'),
    timelineId: z.string().max(64),
    t1Us: monotonicUsSchema,
    t2Us: z.number(),
    t3Us: z.number(),
  }),
  z.object({ kind: z.literal('controller/plan-head'), head: envelopeSchema }),
  z.object({
    kind: z.literal('controller/day-page'),
    hash: pageHashSchema,
    text: z.string().max(LIMITS.pageBytes),
  }),
  z.object({ kind: z.literal('controller/authorisation'), authorisation: envelopeSchema }),
  z.object({
    kind: z.literal('controller/asset-manifest'),
    assetId: assetIdSchema,
    text: z.string().max(LIMITS.manifestBytes),
  }),
  /** Asked for and not to be had: the node asks again after its back-off. */
  z.object({
    kind: z.literal('controller/unavailable'),
    what: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('page'), hash: pageHashSchema }),
      z.object({ kind: z.literal('authorisation'), id: authorisationIdSchema }),
      z.object({ kind: z.literal('asset'), id: assetIdSchema }),
    ]),
  }),
  z.object({ kind: z.literal('controller/order'), order: envelopeSchema }),
  /** Sent after the valid orders were replayed: the node's order cursor may move here. */
  z.object({ kind: z.literal('controller/orders-through'), sequence: z.int().min(0) }),
  z.object({ kind: z.literal('controller/receipts-ack'), through: z.int().min(0) }),
  /** Send (or stop sending) monitor frames; the node stops by itself after `seconds`. */
  z.object({
    kind: z.literal('controller/monitor'),
    on: z.boolean(),
    seconds: z.int().min(1).max(120),
  }),
  /**
   * A live stream that a cue of the node cites as its `assetId`: the SHA-256 of the stream's public
   * key, so that the cue's authorisation covers the key. Chunks of it come as binary messages.
   */
  z.object({
    kind: z.literal('controller/stream'),
    /** Names the stream in chunks and in `node/heard`, for this connection. */
    stream: z.int().min(0).max(0xffff_ffff),
    streamId: assetIdSchema,
    /** Ed25519, base64url of 32 bytes. */
    publicKey: digestSchema,
    /** Length of its chunks, 20 ms packets. */
    chunkPackets: z.int().min(1).max(LIMITS.livePackets),
    /** From a chunk's capture to its sound, µs. */
    leadUs: z.int().min(0).max(10_000_000),
  }),
  /** Which node of the site serves its clock to the others, and the key that proves its packets. */
  z.object({
    kind: z.literal('controller/site'),
    siteId: siteIdSchema,
    role: z.enum(['leader', 'follower', 'alone']),
    leader: z
      .object({
        nodeId: nodeIdSchema,
        addresses: z.array(z.string().max(64)).min(1).max(LIMITS.siteAddresses),
      })
      .nullable(),
    /** HMAC-SHA256 key of the site's clock packets, base64url of 32 bytes; changes with the leader. */
    key: digestSchema,
  }),
  z.object({
    kind: z.literal('controller/goodbye'),
    reconnectAfterMs: z.int().min(0).max(600_000),
  }),
]);
export type ToNode = z.infer<typeof toNodeSchema>;
