import { z } from 'zod';
import { envelopeSchema } from '../signed/index.ts';
import { LIMITS, SINK_KINDS } from '../vocabulary/index.ts';
import {
  assetIdSchema,
  authorisationIdSchema,
  cueIdSchema,
  digestSchema,
  monotonicUsSchema,
  nodeIdSchema,
  pageHashSchema,
} from '../wire/index.ts';
import { healthSchema, receiptSchema } from './reports.ts';

/** The one version of the node link spoken here. */
export const LINK_PROTOCOL = 1;

/**
 * Body of the `enrol` envelope, signed by the key born on the node (`kid` is `node:new`): proof that
 * the sender holds the private half of the key it brings.
 */
export const enrolBodySchema = z.object({
  nonce: digestSchema,
  nodeId: nodeIdSchema,
  publicKey: digestSchema,
});

/** Body of the `hello` envelope, signed by the node's key (`kid` is `node:<id>`). */
export const helloBodySchema = z.object({
  protocol: z.int(),
  nonce: digestSchema,
  nodeId: nodeIdSchema,
  bootId: z.string().max(64),
  /** Persisted, one higher at every connection: a lower one betrays a cloned card. */
  connectionEpoch: z.int().min(1),
  version: z.string().max(32),
  sink: z.enum(SINK_KINDS),
  /** What the node understands beyond this version, for later use. */
  capabilities: z.array(z.string().max(32)).max(32),
  keyringVersion: z.int().min(0),
  headVersion: z.int().min(0),
  /** Highest order sequence up to which the node has every order aimed at it, or 0. */
  orderCursor: z.int().min(0),
  /** `host:port` (UDP) at which the node can serve its clock to others of its site. */
  siteAddresses: z.array(z.string().max(64)).max(LIMITS.siteAddresses).optional(),
});
export type HelloBody = z.infer<typeof helloBodySchema>;

/**
 * Everything a node says, in one place. Binary messages are in `frame/`. Fields that are not known
 * are passed over, as PROTOCOL.md has it under "Versions".
 */
export const fromNodeSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('node/enrol'),
    code: z.string().max(32),
    enrol: envelopeSchema,
  }),
  z.object({ kind: z.literal('node/hello'), hello: envelopeSchema }),
  /** `t1Us`: the node's monotonic clock when it sent this. */
  z.object({ kind: z.literal('node/clock'), t1Us: monotonicUsSchema }),
  z.object({
    kind: z.literal('node/want-documents'),
    pages: z.array(pageHashSchema).max(48),
    authorisations: z.array(authorisationIdSchema).max(64),
  }),
  z.object({ kind: z.literal('node/want-manifest'), assetId: assetIdSchema }),
  z.object({
    kind: z.literal('node/want-chunk'),
    assetId: assetIdSchema,
    index: z.int().min(0).max(LIMITS.assetChunks),
  }),
  z.object({
    kind: z.literal('node/plan-applied'),
    version: z.int().min(1),
    refused: z.array(z.object({ cueId: cueIdSchema, why: z.string().max(64) })).max(64),
  }),
  z.object({
    kind: z.literal('node/order-applied'),
    sequence: z.int().min(1),
    outcome: z.enum(['applied', 'not-addressed', 'refused']),
    why: z.string().max(64).nullable(),
  }),
  z.object({
    kind: z.literal('node/receipts'),
    receipts: z.array(receiptSchema).min(1).max(LIMITS.receiptBatch),
  }),
  z.object({ kind: z.literal('node/health'), health: healthSchema }),
  /**
   * What the node has of a live stream: cumulative, at most once a second while chunks come, and
   * once soon after the first. The controller's window of what may be under way rests on it.
   */
  z.object({
    kind: z.literal('node/heard'),
    stream: z.int().min(0).max(0xffff_ffff),
    /** The highest sequence received and accepted. */
    through: z.int().min(0).max(0xffff_ffff),
    /** Chunks so far that came too late to be heard whole. */
    late: z.int().min(0),
    /** Chunks so far that never came. */
    missing: z.int().min(0),
    /** Since the last report: the least time from a chunk's arrival to its sound, µs. */
    leastMarginUs: z.number().nullable(),
  }),
]);
export type FromNode = z.infer<typeof fromNodeSchema>;
