/** What the console and other programs read over HTTP. Instants are ISO 8601 UTC with `Z`. */
import { z } from 'zod';
import { healthSchema } from '../agent-link/index.ts';
import {
  BULLETIN_CLASSES,
  CUE_SOURCES,
  LANGUAGES,
  MISSED_REASONS,
  NODE_FAULTS,
  PROBLEM_CODES,
  ROLES,
  UNIT_KINDS,
  WITHHELD_REASONS,
} from '../vocabulary/index.ts';
import {
  bulletinIdSchema,
  cueIdSchema,
  nodeIdSchema,
  siteIdSchema,
  targetsSchema,
  unitIdSchema,
  zoneIdSchema,
} from '../wire/index.ts';

export const isoInstantSchema = z.iso.datetime();

/** RFC 9457 problem details, with a stable `code` and, for bad input, the fields at fault. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.enum(PROBLEM_CODES),
  detail: z.string(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
  /** Where the hours of a class stand against it: roles that may go beyond them, with a reason. */
  overridableBy: z.array(z.enum(ROLES)).optional(),
});
export type Problem = z.infer<typeof problemSchema>;

/** The person who is logged in. `unitId` bounds what they may broadcast to. */
export const meSchema = z.object({
  username: z.string(),
  name: z.string(),
  role: z.enum(ROLES),
  unitId: unitIdSchema,
  language: z.enum(LANGUAGES),
});
export type Me = z.infer<typeof meSchema>;

const placeSchema = z.object({ latitude: z.number(), longitude: z.number() }).nullable();

export const unitSchema = z.object({
  unitId: unitIdSchema,
  kind: z.enum(UNIT_KINDS),
  name: z.string(),
  parentId: unitIdSchema.nullable(),
  place: placeSchema,
});
export type Unit = z.infer<typeof unitSchema>;

export const zoneSchema = z.object({
  zoneId: zoneIdSchema,
  name: z.string(),
  nodeIds: z.array(nodeIdSchema),
  /** Which of its nodes hear each other; null where none was declared to. */
  acoustic: z
    .discriminatedUnion('kind', [
      z.object({
        kind: z.literal('delay'),
        groups: z.array(z.object({ nodeIds: z.array(nodeIdSchema), delayMs: z.number() })),
      }),
      z.object({
        kind: z.literal('waves'),
        gapMs: z.number(),
        groups: z.array(z.object({ nodeIds: z.array(nodeIdSchema) })),
      }),
    ])
    .nullable(),
});
export type Zone = z.infer<typeof zoneSchema>;

export const citySchema = z.object({
  unitId: unitIdSchema,
  name: z.string(),
  timeZone: z.string(),
  units: z.array(unitSchema),
  zones: z.array(zoneSchema),
});
export type City = z.infer<typeof citySchema>;

/** How a node sounds: in force, and as the city file says. What differs was set on the spot. */
export const nodeSoundSchema = z.object({
  gainDb: z.number(),
  trimMs: z.number(),
  declared: z.object({ gainDb: z.number(), trimMs: z.number() }),
  /** Against the neighbours that hear it; a wave counts from 0. */
  stagger: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('none') }),
    z.object({ kind: z.literal('delay'), delayMs: z.number() }),
    z.object({ kind: z.literal('wave'), index: z.int(), gapMs: z.number() }),
  ]),
});
export type NodeSound = z.infer<typeof nodeSoundSchema>;

/** A node as the console shows it. `state` is what a person needs to know first. */
export const nodeStatusSchema = z.object({
  nodeId: nodeIdSchema,
  name: z.string(),
  unitId: unitIdSchema,
  place: placeSchema,
  /** The local network it shares with others. */
  siteId: siteIdSchema.nullable(),
  sound: nodeSoundSchema,
  state: z.enum(['not-enrolled', 'offline', 'faulty', 'well']),
  /** Since when `state` holds. */
  since: isoInstantSchema,
  lastSeen: isoInstantSchema.nullable(),
  faults: z.array(z.enum(NODE_FAULTS)),
  health: healthSchema.nullable(),
  sounding: z.object({ cueId: cueIdSchema, title: z.string() }).nullable(),
  planVersion: z.object({ published: z.int(), applied: z.int() }),
  /** Sound of its plan that its storage budget cannot hold yet, and what of it is due first. */
  noRoom: z
    .object({ assets: z.int(), cueId: cueIdSchema, title: z.string(), dueAt: isoInstantSchema })
    .nullable(),
});
export type NodeStatus = z.infer<typeof nodeStatusSchema>;

/** The preparation of an upload. */
export const ingestJobSchema = z.object({
  jobId: z.string(),
  title: z.string(),
  state: z.enum(['waiting', 'running', 'done', 'refused']),
  step: z.enum(['receive', 'probe', 'measure', 'encode', 'check', 'store']),
  /** 0 … 1 over all steps. */
  progress: z.number().min(0).max(1),
  bulletinId: bulletinIdSchema.nullable(),
  problem: problemSchema.nullable(),
});
export type IngestJob = z.infer<typeof ingestJobSchema>;

/** What keeps something from the air, and the document that says so. */
const withheldSchema = z.object({
  why: z.enum(WITHHELD_REASONS),
  rule: z.string().nullable(),
});

/** One dated playing (lượt phát) on a set of nodes, ordered by hand or by the calendar. */
export const broadcastSchema = z.object({
  cueId: cueIdSchema,
  bulletinId: bulletinIdSchema,
  title: z.string(),
  class: z.enum(BULLETIN_CLASSES),
  source: z.enum(CUE_SOURCES),
  origin: z.enum(['calendar', 'sent']),
  startAt: isoInstantSchema,
  durationMs: z.int(),
  targets: targetsSchema,
  /** The name of who sent it; null for the calendar. */
  sentBy: z.string().nullable(),
  state: z.enum(['planned', 'sounding', 'over', 'stopped', 'withheld']),
  /** Kept from the air everywhere: by which rule. */
  withheld: withheldSchema.nullable(),
  /** Kept from the air in these units and all below, but for those of `but`. */
  exceptions: z.array(
    withheldSchema.extend({ units: z.array(unitIdSchema), but: z.array(unitIdSchema) }),
  ),
  counts: z.object({
    nodes: z.int(),
    sounding: z.int(),
    full: z.int(),
    part: z.int(),
    missed: z.int(),
    /** No word yet from the node. */
    unknown: z.int(),
  }),
});
export type Broadcast = z.infer<typeof broadcastSchema>;

/** What is known of one occurrence on one node. Positions and lengths in ms of the bulletin. */
export const proofSchema = z.object({
  cueId: cueIdSchema,
  nodeId: nodeIdSchema,
  title: z.string(),
  plannedAt: isoInstantSchema,
  durationMs: z.int(),
  /** When the node confirmed the plan or order that has it. */
  sentAt: isoInstantSchema.nullable(),
  startedAt: isoInstantSchema.nullable(),
  endedAt: isoInstantSchema.nullable(),
  heardMs: z.int(),
  outcome: z.enum(['planned', 'sounding', 'full', 'part', 'missed', 'unknown']),
  reason: z.enum([...MISSED_REASONS, ...WITHHELD_REASONS]).nullable(),
  cutBy: cueIdSchema.nullable(),
  /** What the plan foresees, before the fact. */
  predicted: z.object({
    outcome: z.enum(['full', 'part', 'missed']),
    reason: z.enum(MISSED_REASONS).nullable(),
    cutBy: cueIdSchema.nullable(),
  }),
});
export type Proof = z.infer<typeof proofSchema>;
