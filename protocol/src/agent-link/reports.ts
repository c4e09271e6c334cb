import { z } from 'zod';
import { CLOCK_STATES, MISSED_REASONS, NODE_FAULTS, SINK_KINDS } from '../vocabulary/index.ts';
import { cueIdSchema, instantUsSchema, nodeIdSchema } from '../wire/index.ts';

/**
 * One line of a node's receipt log (xác nhận đã phát). `sequence` counts up by one from 1 and is
 * never reused. A stretch of sound is a `started` and a later `ended`; `progress` lines are only
 * kept on the node. Positions are frames of the bulletin at 48 kHz.
 */
export const receiptSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('started'),
    sequence: z.int().min(1),
    cueId: cueIdSchema,
    atUs: instantUsSchema,
    positionFrames: z.int().min(0),
  }),
  z.object({
    kind: z.literal('ended'),
    sequence: z.int().min(1),
    cueId: cueIdSchema,
    atUs: instantUsSchema,
    positionFrames: z.int().min(0),
    /** `finished` is the bulletin's own end; otherwise why it fell silent here. */
    why: z.enum(['finished', 'restarted', ...MISSED_REASONS]),
    /** The cue that cut it. */
    cutBy: cueIdSchema.nullable(),
  }),
  z.object({
    kind: z.literal('missed'),
    sequence: z.int().min(1),
    cueId: cueIdSchema,
    atUs: instantUsSchema,
    why: z.enum(MISSED_REASONS),
    cutBy: cueIdSchema.nullable(),
  }),
]);
export type Receipt = z.infer<typeof receiptSchema>;

/** A node's word about itself, every 5 s and at once when `faults` changes. `null` is unknown. */
export const healthSchema = z.object({
  atUs: instantUsSchema,
  cpuTemperatureC: z.number().min(-60).max(200).nullable(),
  /** One-minute load average divided by the number of cores. */
  loadPerCore: z.number().min(0).max(1000).nullable(),
  memoryFreeFraction: z.number().min(0).max(1).nullable(),
  /** Bytes free where the node keeps its state. */
  storageFreeBytes: z.number().min(0).nullable(),
  storageFreeFraction: z.number().min(0).max(1).nullable(),
  uptimeS: z.number().min(0),
  version: z.string().max(32),
  clock: z.object({
    state: z.enum(CLOCK_STATES),
    /** Controller timeline minus the node's wall clock, µs. */
    offsetUs: z.number().nullable(),
    /** Best round trip of the estimate's window, µs. */
    roundTripUs: z.number().min(0).nullable(),
    /** Rate of the controller's clock against the node's, parts per million. */
    skewPpm: z.number().nullable(),
    /** The node of its site whose clock it follows; null or absent is the controller's own. */
    leader: nodeIdSchema.nullable().optional(),
  }),
  sink: z.object({
    kind: z.enum(SINK_KINDS),
    state: z.enum(['playing', 'idle', 'failed']),
    /** Sound written and not yet heard, ms. */
    bufferMs: z.number().min(0).nullable(),
    underruns: z.int().min(0),
    /** Placement error of the sound against the timeline, µs. */
    errorUs: z.number().nullable(),
  }),
  sounding: z.object({ cueId: cueIdSchema, positionFrames: z.int().min(0) }).nullable(),
  lastCue: z.object({ cueId: cueIdSchema, endedAtUs: instantUsSchema }).nullable(),
  headVersion: z.int().min(0),
  /** Assets the plan needs within the horizon that are not wholly held. */
  assetsMissing: z.int().min(0),
  /** How many of them the storage budget has no room for, and the cue that is due first. */
  noRoom: z
    .object({ assets: z.int().min(1), cueId: cueIdSchema, dueAtUs: instantUsSchema })
    .nullable()
    .optional(),
  faults: z.array(z.enum(NODE_FAULTS)).max(NODE_FAULTS.length),
});
export type Health = z.infer<typeof healthSchema>;
