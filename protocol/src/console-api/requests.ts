/** What the console sends over HTTP. The table of routes is in docs/API.md and at /api/docs. */
import { z } from 'zod';
import { BULLETIN_CLASSES, LANGUAGES, LIMITS } from '../vocabulary/index.ts';
import { bulletinIdSchema, nodeIdSchema, targetsSchema, unitIdSchema } from '../wire/index.ts';
import { isoInstantSchema } from './entities.ts';

const title = z.string().trim().min(1).max(200);
const language = z.string().trim().min(2).max(16);
/** A civil day that the calendar has. */
const day = z.iso.date();
const paperNumber = z.string().trim().min(1).max(60);

export const loginSchema = z.strictObject({
  username: z.string().trim().min(1).max(64),
  password: z.string().min(1).max(200),
});
export type Login = z.infer<typeof loginSchema>;

export const preferencesSchema = z.strictObject({ language: z.enum(LANGUAGES) });

/** The text fields that go with an upload (multipart/form-data, file field `sound`). */
export const newBulletinSchema = z.strictObject({
  title,
  class: z.enum(BULLETIN_CLASSES).exclude(['emergency']).default('normal'),
  category: z.string().trim().max(60).default(''),
  language: language.default('vi'),
  unitId: unitIdSchema.optional(),
  validFrom: day.nullable().default(null).describe('First day on which it may sound'),
  validThrough: day.nullable().default(null),
  origin: z
    .enum(['upload', 'recorded'])
    .default('upload')
    .describe('`recorded`: at the microphone'),
});

/** What is left out stays as it is. A change of title, class or transcript asks for approval again. */
export const bulletinChangeSchema = z.strictObject({
  title: title.optional(),
  category: z.string().trim().max(60).optional(),
  class: z.enum(BULLETIN_CLASSES).exclude(['emergency']).optional(),
  transcript: z.string().trim().max(20_000).optional(),
  language: language.optional(),
  paperNumber: paperNumber
    .nullable()
    .optional()
    .describe('Number of the signed paper that it carries out; null takes the paper off'),
  validFrom: day.nullable().optional().describe('First day on which it may sound'),
  validThrough: day.nullable().optional(),
  versionOf: bulletinIdSchema
    .nullable()
    .optional()
    .describe('The bulletin it says in another language'),
});

/** The text fields that go with a signed paper (multipart/form-data, file field `paper`). */
export const newPaperSchema = z.strictObject({
  number: paperNumber,
  revision: z.coerce.number().int().min(1).describe('The revision that the person was shown'),
});

/** `startAt: null` is now. At least one target is needed. */
export const newBroadcastSchema = z.strictObject({
  bulletinId: bulletinIdSchema,
  targets: targetsSchema,
  startAt: isoInstantSchema.nullable(),
  /** Beyond the hours of its class, by who may; without effect where no rule stands against it. */
  override: z.strictObject({ reason: z.string().trim().min(1).max(500) }).optional(),
});
export type NewBroadcast = z.infer<typeof newBroadcastSchema>;

/** Stop everything that sounds in a unit and all below it. */
export const stopSchema = z.strictObject({ unitId: unitIdSchema });

export const newNodeSchema = z.strictObject({
  nodeId: nodeIdSchema,
  name: title,
  unitId: unitIdSchema,
});

/**
 * How a node sounds, set on the spot by who stands before it. Null is as the city file says; what is
 * left out stays as it is.
 */
export const nodeTuningSchema = z
  .strictObject({
    gainDb: z.number().min(-60).max(0).nullable().optional(),
    trimMs: z
      .number()
      .min(LIMITS.leastTrimUs / 1000)
      .max(LIMITS.mostTrimUs / 1000)
      .nullable()
      .optional(),
  })
  .refine((change) => Object.keys(change).length > 0, 'give gainDb or trimMs');
export type NodeTuning = z.infer<typeof nodeTuningSchema>;

/** A one-time code for a node to enrol with: Crockford base32, 10 characters, 15 minutes. */
export const enrolmentCodeSchema = z.object({
  nodeId: nodeIdSchema,
  code: z.string(),
  expiresAt: isoInstantSchema,
});
export type EnrolmentCode = z.infer<typeof enrolmentCodeSchema>;

export const feedTicketSchema = z.object({ ticket: z.string(), expiresAt: isoInstantSchema });
