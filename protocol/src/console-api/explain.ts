/** What the controller says of the programme: why something sounds, or does not. */
import { z } from 'zod';
import { WITHHELD_REASONS } from '../vocabulary/index.ts';
import {
  bulletinIdSchema,
  cueIdSchema,
  itemIdSchema,
  nodeIdSchema,
  unitIdSchema,
} from '../wire/index.ts';
import { isoInstantSchema } from './entities.ts';

/** Why one playing sounds on one node, or does not. `text` is a sentence in the reader's language. */
export const explanationSchema = z.object({
  cueId: cueIdSchema,
  nodeId: nodeIdSchema,
  title: z.string(),
  verdict: z.enum([
    'plays',
    'late',
    'cut',
    'crowded-out',
    'withheld',
    'muted',
    'stopped',
    'expires',
    'not-aimed',
    'sounding',
    'heard',
    'part',
    'missed',
    'no-word',
  ]),
  text: z.string(),
  plannedAt: isoInstantSchema,
  /** The rule's name: of the order of things, what keeps it back, or why it was not heard. */
  rule: z.string().nullable(),
  /** The document that says so. */
  document: z.string().nullable(),
  /** What has the air instead. */
  by: z.object({ cueId: cueIdSchema, title: z.string().nullable() }).nullable(),
  cautions: z.array(z.object({ kind: z.string(), text: z.string() })),
});
export type ExplanationView = z.infer<typeof explanationSchema>;

/** Two priority items that meet. `cue` is that of the unit whose user decides. */
export const collisionSchema = z.object({
  cue: cueIdSchema,
  against: cueIdSchema,
  unit: unitIdSchema,
  title: z.string(),
  againstTitle: z.string(),
  meetAt: isoInstantSchema,
  nodeIds: z.array(nodeIdSchema),
  /** What goes first as it stands: by the usual order, or as was decided. */
  first: cueIdSchema,
  /** The decision document; null where nobody has decided. */
  decision: z.string().nullable(),
});
export type CollisionView = z.infer<typeof collisionSchema>;

const about = { id: z.string(), unit: unitIdSchema, text: z.string() };

/** Something to be seen to before it is due; `text` is a sentence in the reader's language. */
export const warningSchema = z.discriminatedUnion('kind', [
  z.object({ ...about, kind: z.enum(['empty-day', 'empty-week']) }),
  z.object({
    ...about,
    kind: z.literal('empty-session'),
    session: z.string(),
    startAt: isoInstantSchema,
  }),
  z.object({
    ...about,
    kind: z.literal('not-approved'),
    bulletinId: bulletinIdSchema,
    cueId: cueIdSchema,
    startAt: isoInstantSchema,
  }),
  z.object({ ...about, kind: z.literal('sound-not-held'), nodeId: nodeIdSchema }),
  z.object({ ...about, kind: z.literal('undecided'), collision: collisionSchema }),
  /** Bulletins from above that the unit has not answered. */
  z.object({ ...about, kind: z.literal('unanswered'), count: z.int() }),
  /** A relay that is joined has no source, or a silent one. */
  z.object({
    ...about,
    kind: z.literal('relay-lacks'),
    relayId: itemIdSchema,
    lack: z.enum(['dead', 'silent']),
  }),
]);
export type WarningView = z.infer<typeof warningSchema>;

const fortuneSchema = z.enum([
  'plays',
  'late',
  'interrupted',
  'cut',
  'crowded-out',
  'withheld',
  'absent',
]);

/**
 * What saving a campaign would do within the days that are planned: its own playings, and what becomes
 * different for others. `nodes` is how many it is so on; `by` what is in the way.
 */
export const effectsSchema = z.object({
  own: z.array(
    z.object({
      cueId: cueIdSchema,
      title: z.string(),
      startAt: isoInstantSchema,
      fortune: fortuneSchema,
      by: cueIdSchema.nullable(),
      withheld: z.enum(WITHHELD_REASONS).nullable(),
      document: z.string().nullable(),
      nodes: z.int(),
    }),
  ),
  others: z.array(
    z.object({
      cueId: cueIdSchema,
      title: z.string(),
      unit: unitIdSchema,
      startAt: isoInstantSchema,
      before: fortuneSchema,
      after: fortuneSchema,
      by: cueIdSchema.nullable(),
      nodes: z.int(),
    }),
  ),
  /** Lines beyond what an answer holds. */
  leftOut: z.object({ own: z.int(), others: z.int() }),
});
export type EffectsView = z.infer<typeof effectsSchema>;
