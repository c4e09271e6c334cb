/** Bulletins from above: what a culture office hands down, and what units do with it. */
import { z } from 'zod';
import { civilDateSchema, civilStartSchema } from '../documents/index.ts';
import { BULLETIN_CLASSES } from '../vocabulary/index.ts';
import { bulletinIdSchema, unitIdSchema } from '../wire/index.ts';

export const newDistributionSchema = z.strictObject({
  bulletin: bulletinIdSchema,
  to: z.array(unitIdSchema).min(1).max(64),
  fromDay: civilDateSchema,
  throughDay: civilDateSchema,
  note: z.string().trim().max(1000).default(''),
});
export type NewDistribution = z.infer<typeof newDistributionSchema>;

/** A unit's answer: in its sessions, at times of its own, or not, with a reason. */
export const inboxAnswerSchema = z.strictObject({
  unit: unitIdSchema,
  answer: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('declined'), reason: z.string().trim().min(1).max(500) }),
    z.strictObject({
      kind: z.literal('scheduled'),
      how: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('sessions') }),
        z.strictObject({
          kind: z.literal('times'),
          start: civilStartSchema,
          rule: z.string().max(500).nullable().default(null),
        }),
      ]),
    }),
  ]),
});
export type InboxAnswer = z.infer<typeof inboxAnswerSchema>;

export const handedDownSchema = z.object({
  id: z.string(),
  /** From where. */
  unit: unitIdSchema,
  bulletin: bulletinIdSchema,
  title: z.string(),
  class: z.enum(BULLETIN_CLASSES),
  fromDay: civilDateSchema,
  throughDay: civilDateSchema,
  note: z.string(),
  units: z.array(
    z.object({
      unit: unitIdSchema,
      /** `lapsed`: its last day went by without an answer. */
      state: z.enum(['waiting', 'scheduled', 'declined', 'lapsed']),
      reason: z.string(),
      by: z.string().nullable(),
      /** Times it is or was to sound there. */
      planned: z.int(),
      nodes: z.int(),
      /** Nodes that have sounded it in full at least once. */
      heard: z.int(),
    }),
  ),
});
export type HandedDown = z.infer<typeof handedDownSchema>;
