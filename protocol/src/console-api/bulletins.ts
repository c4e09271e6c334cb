/** Bulletins, how far they are on their way to the air, and what people do about that. */
import { z } from 'zod';
import { civilDateSchema } from '../documents/index.ts';
import {
  APPROVALS,
  BULLETIN_CLASSES,
  BULLETIN_ORIGINS,
  BULLETIN_STATES,
} from '../vocabulary/index.ts';
import { bulletinIdSchema, unitIdSchema } from '../wire/index.ts';
import { isoInstantSchema } from './entities.ts';

/** Who did what about it. People by name; null where it has not happened. */
const reviewSchema = z.object({
  submittedBy: z.string().nullable(),
  submittedAt: isoInstantSchema.nullable(),
  decidedBy: z.string().nullable(),
  decidedAt: isoInstantSchema.nullable(),
  how: z.enum(APPROVALS).nullable(),
  /** Why it was returned, or approved by break-glass. */
  reason: z.string(),
  reviewedBy: z.string().nullable(),
  reviewedAt: isoInstantSchema.nullable(),
  paper: z.object({ number: z.string(), hasFile: z.boolean() }).nullable(),
  templateId: z.string().nullable(),
});

/** Steps on the way; `look-back` is the look afterwards at what came to the air without one before. */
const stepSchema = z.enum(['submit', 'approve', 'return', 'break-glass', 'look-back', 'speak']);

export const bulletinSchema = z.object({
  bulletinId: bulletinIdSchema,
  /** Counts up when what is heard or read changes. */
  revision: z.int(),
  title: z.string(),
  class: z.enum(BULLETIN_CLASSES),
  category: z.string(),
  language: z.string(),
  unitId: unitIdSchema,
  /** The name of who uploaded it; null for the city file. */
  author: z.string().nullable(),
  createdAt: isoInstantSchema,
  durationMs: z.int(),
  /** Measured on the decoded result, EBU R128. Null where the clip was too short to measure. */
  loudnessLufs: z.number().nullable(),
  truePeakDbtp: z.number().nullable(),
  origin: z.enum(BULLETIN_ORIGINS),
  state: z.enum(BULLETIN_STATES),
  transcript: z.string(),
  validFrom: civilDateSchema.nullable(),
  validThrough: civilDateSchema.nullable(),
  versionOf: bulletinIdSchema.nullable(),
  review: reviewSchema,
  /** What it waits for from a second person. */
  awaits: z.enum(['approve', 'look-back']).nullable(),
  /** Names of those who may decide about it now. */
  approvers: z.array(z.string()),
  /** The reader and it. */
  mine: z.object({
    isAuthor: z.boolean(),
    /** How much of its sound the reader has heard, thousandths. */
    heardPermille: z.int(),
    /** Steps that the reader may take, once they have listened where that is asked. */
    steps: z.array(stepSchema),
  }),
});
export type Bulletin = z.infer<typeof bulletinSchema>;

/** A page of the library. */
export const bulletinPageSchema = z.object({
  bulletins: z.array(bulletinSchema),
  /** `after` of the next page; null is the end. */
  next: z.string().nullable(),
});

/** What is left out of a search limits nothing. */
export const bulletinQuerySchema = z.strictObject({
  q: z
    .string()
    .trim()
    .max(200)
    .default('')
    .describe('Words, or beginnings of words; marks are optional'),
  state: z.enum(BULLETIN_STATES).optional(),
  class: z.enum(BULLETIN_CLASSES).optional(),
  category: z.string().trim().max(60).optional(),
  unit: unitIdSchema.optional().describe('That unit and all below it'),
  after: bulletinIdSchema.optional().describe('`next` of the page before'),
  limit: z.coerce.number().int().min(1).max(500).default(500),
});

const revision = z.int().min(1).describe('The revision that the person was shown');
const reason = z.string().trim().min(1).max(500);

export const bulletinStepSchema = z.strictObject({ revision });
export const reasonedStepSchema = z.strictObject({ revision, reason });

/** How much of its sound was played to the person, thousandths of its length. */
export const heardSchema = z.strictObject({ revision, permille: z.int().min(0).max(1000) });

/** What waits for the reader. */
export const approvalsSchema = z.object({ bulletins: z.array(bulletinSchema) });
