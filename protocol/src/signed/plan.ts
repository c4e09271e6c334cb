import { z } from 'zod';
import type { LevelTable, NodeSettings, Stagger } from '../playout/index.ts';
import { BULLETIN_CLASSES, LIMITS } from '../vocabulary/index.ts';
import {
  assetIdSchema,
  cueIdSchema,
  cueSchema,
  instantUsSchema,
  nodeIdSchema,
  pageHashSchema,
  targetsSchema,
  unitIdSchema,
  zoneIdSchema,
} from '../wire/index.ts';

const staggerSchema: z.ZodType<Stagger> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('delay'), delayUs: z.int().min(0).max(LIMITS.staggerUs) }),
  z.strictObject({
    kind: z.literal('wave'),
    index: z
      .int()
      .min(0)
      .max(LIMITS.waves - 1),
    gapUs: z.int().min(0).max(LIMITS.staggerUs),
  }),
]);

/** Absent is none: a volume that is the same at all times needs no table. */
const levelTable = {
  levels: z
    .array(
      z.strictObject({
        classes: z.array(z.enum(BULLETIN_CLASSES)).min(1).max(BULLETIN_CLASSES.length),
        fromMinute: z.int().min(0).max(1440),
        toMinute: z.int().min(0).max(1440),
        gainDb: z.number().min(-40).max(6),
      }),
    )
    .max(LIMITS.levels)
    .default([]),
  utcOffsets: z
    .array(z.strictObject({ fromUs: instantUsSchema, minutes: z.int().min(-1080).max(1080) }))
    .max(LIMITS.utcOffsets)
    .default([]),
  mutes: z
    .array(
      z.strictObject({
        fromUs: instantUsSchema,
        untilUs: instantUsSchema,
        gainDb: z.number().min(-40).max(0).nullable(),
      }),
    )
    .max(LIMITS.mutes)
    .default([]),
} satisfies Record<keyof LevelTable, z.ZodType>;

export const nodeSettingsSchema: z.ZodType<NodeSettings> = z.strictObject({
  gainDb: z.number().min(-60).max(0),
  emergencyGainDb: z.number().min(-60).max(0),
  maxGainDb: z.number().min(-60).max(0),
  trimUs: z.int().min(LIMITS.leastTrimUs).max(LIMITS.mostTrimUs),
  /** Absent is none: heads of before there were staggers, and of nodes that have none. */
  stagger: staggerSchema.default({ kind: 'none' }),
  ...levelTable,
});

/**
 * What one node ought to play: signed by the planning key, one per node. A node takes a head only
 * when its version is higher than the one it holds.
 */
export const planHeadSchema = z.strictObject({
  city: unitIdSchema,
  nodeId: nodeIdSchema,
  version: z.int().min(1),
  issuedAtUs: instantUsSchema,
  effectiveAtUs: instantUsSchema,
  /** The node's unit and every unit above it, nearest first. */
  units: z.array(unitIdSchema).min(1).max(16),
  zones: z.array(zoneIdSchema).max(32),
  settings: nodeSettingsSchema,
  /** Sounds to hold that no cue names yet: what relays fall back on. Absent is none. */
  spares: z.array(assetIdSchema).max(LIMITS.spares).optional(),
  /** Day pages in order of day; a day may have several. The day is the city's civil date. */
  pages: z
    .array(z.strictObject({ day: z.string().regex(/^\d{4}-\d{2}-\d{2}$/), hash: pageHashSchema }))
    .max(48),
});
export type PlanHead = z.infer<typeof planHeadSchema>;

/** The cues of one day, shared by the nodes that have the same. Named by the hash of its text. */
export const dayPageSchema = z.strictObject({
  day: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
  cues: z.array(cueSchema).max(LIMITS.pageCues),
});
export type DayPage = z.infer<typeof dayPageSchema>;

/**
 * Cues to add or cancel now, the same bytes to every node it is aimed at. Signed by the planning
 * key. It is data with an end, not an event: applying it twice is applying it once.
 */
export const orderSchema = z.strictObject({
  city: unitIdSchema,
  sequence: z.int().min(1),
  issuedAtUs: instantUsSchema,
  effectiveAtUs: instantUsSchema,
  /** After this instant the order is neither accepted nor kept. */
  expiresAtUs: instantUsSchema,
  targets: targetsSchema,
  add: z.array(cueSchema).max(8),
  cancel: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('nothing') }),
    z.strictObject({
      kind: z.literal('cues'),
      cueIds: z.array(cueIdSchema).min(1).max(LIMITS.orderCancels),
    }),
    /** Everything that had begun at `effectiveAtUs`. */
    z.strictObject({ kind: z.literal('everything') }),
  ]),
});
export type Order = z.infer<typeof orderSchema>;
