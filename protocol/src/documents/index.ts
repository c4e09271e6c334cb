/**
 * The programme's documents as they stand in the city file, in the API and in the database. What may
 * be left out has a default; what is read is complete ({@link Documents}). The words of dates, times
 * and rules are checked here in form only: whether a rule is one, and whether what is named exists,
 * the controller says.
 */
import { z } from 'zod';
import type { DocumentKind, Documents } from '../programme/index.ts';
import { BULLETIN_CLASSES, ROLES, WHEN_PREEMPTED } from '../vocabulary/index.ts';
import {
  bulletinIdSchema,
  cueIdSchema,
  itemIdSchema,
  nodeIdSchema,
  slugSchema,
  unitIdSchema,
  zoneIdSchema,
} from '../wire/index.ts';

export const civilDateSchema = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a day, YYYY-MM-DD')
  .describe('Civil date, YYYY-MM-DD');
export const civilStartSchema = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/, 'must be a day and time, YYYY-MM-DDTHH:MM')
  .describe('Civil date and time, YYYY-MM-DDTHH:MM');
const civilTime = z
  .string()
  .regex(/^([01]\d|2[0-4]):[0-5]\d$/, 'must be a time of day, HH:MM')
  .describe('Civil time, HH:MM; 24:00 ends a day');
const title = z.string().trim().min(1).max(200);
const text = (most: number) => z.string().trim().max(most);
const account = z.string().trim().min(1).max(64);
const gain = z.number().min(-40).max(6);
const weekday = z.int().min(1).max(7);
const plannedClass = z.enum(BULLETIN_CLASSES).exclude(['emergency']);
const plannedClasses = z.array(plannedClass).min(1).max(2).default(['normal', 'priority']);

/** Units (with all below them), zones and nodes together; what is left out is none. */
export const aimSchema = z.strictObject({
  units: z.array(unitIdSchema).max(64).default([]),
  zones: z.array(zoneIdSchema).max(64).default([]),
  nodes: z.array(nodeIdSchema).max(64).default([]),
});

export const timingSchema = z.strictObject({
  start: civilStartSchema.describe('First start; its time of day is the time of each'),
  rule: z
    .string()
    .max(500)
    .nullable()
    .default(null)
    .describe('RRULE of RFC 5545 without DTSTART, or LUNAR:…; once unless given'),
  until: civilDateSchema.nullable().default(null).describe('Last day on which it may occur'),
  except: z.array(civilDateSchema).max(400).default([]).describe('Days on which it does not'),
  extra: z.array(civilStartSchema).max(400).default([]).describe('Further starts'),
});

const head = { id: slugSchema, unit: unitIdSchema };
const named = { ...head, title };

const campaignSchema = z.strictObject({
  id: itemIdSchema,
  unit: unitIdSchema.describe('Whose it is'),
  title,
  bulletins: z.array(bulletinIdSchema).min(1).max(64),
  order: z.enum(['sequence', 'rotation']).default('sequence'),
  separationSeconds: z.number().min(0).max(600).default(0),
  chime: bulletinIdSchema.nullable().default(null),
  targets: aimSchema,
  timing: timingSchema,
  placement: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('times') }),
      z.strictObject({
        kind: z.literal('sessions'),
        sessions: z.array(slugSchema).max(64).default([]),
      }),
    ])
    .default({ kind: 'times' }),
  repeats: z
    .strictObject({ times: z.int().min(1).max(10), gapSeconds: z.number().min(0).max(3600) })
    .default({ times: 1, gapSeconds: 0 }),
  priority: z
    .int()
    .min(1)
    .max(98)
    .default(50)
    .describe('Within the class; 0 and 99 are left to decisions'),
  gainDb: gain.default(0),
  lateMinutes: z.number().min(0).max(600).default(15).describe('0 skips what cannot start in time'),
  whenPreempted: z.enum(WHEN_PREEMPTED).default('continue'),
  override: z.strictObject({ reason: title, by: account }).nullable().default(null),
});

const sessionSchema = z.strictObject({
  ...named,
  timing: timingSchema,
  minutes: z.int().min(1).max(60),
  opening: bulletinIdSchema.nullable().default(null),
  closing: bulletinIdSchema.nullable().default(null),
});

const dayOrderSchema = z.strictObject({
  ...head,
  session: slugSchema,
  start: civilStartSchema,
  items: z.array(itemIdSchema).max(200),
});

const airRuleSchema = z.strictObject({
  ...named,
  classes: plannedClasses,
  weekdays: z.array(weekday).min(1).max(7).default([1, 2, 3, 4, 5, 6, 7]),
  windows: z
    .array(
      z.strictObject({
        from: civilTime,
        to: civilTime,
        minutes: z.number().min(0).max(1440).nullable().default(null),
      }),
    )
    .max(24),
  overridableBy: z.array(z.enum(ROLES)).max(4).default(['culture-office']),
});

const volumeSchema = z.strictObject({
  ...head,
  targets: aimSchema,
  classes: z.array(z.enum(BULLETIN_CLASSES)).min(1).max(3).default(['normal', 'priority']),
  from: civilTime,
  to: civilTime,
  gainDb: gain,
});

const suspensionSchema = z.strictObject({
  ...named,
  fromDay: civilDateSchema,
  throughDay: civilDateSchema,
  classes: plannedClasses,
  categories: z.array(text(60)).max(64).default([]),
  exceptions: z.array(itemIdSchema).max(200).default([]),
  substitute: bulletinIdSchema.nullable().default(null),
});

const muteSchema = z.strictObject({
  ...head,
  nodes: z.array(nodeIdSchema).min(1).max(64),
  gainDb: z.number().min(-40).max(0).nullable().default(null),
  throughDay: civilDateSchema,
  reason: title,
});

const relaySchema = z.strictObject({
  id: itemIdSchema,
  unit: unitIdSchema,
  title,
  category: text(60).default(''),
  url: z.url({ protocol: /^https?$/, error: 'must be an address, http://… or https://…' }).max(500),
  targets: aimSchema,
  timing: timingSchema,
  minutes: z.int().min(1).max(60),
  priority: z.int().min(1).max(98).default(50),
  gainDb: gain.default(0),
  fallback: bulletinIdSchema.nullable().default(null),
});

const grantSchema = z.strictObject({
  ...head,
  account,
  right: z.enum(['approve', 'speak']),
  fromDay: civilDateSchema.nullable().default(null),
  throughDay: civilDateSchema.nullable().default(null),
  delegatedBy: account.nullable().default(null),
});

const approvalRuleSchema = z.strictObject({
  ...head,
  classes: plannedClasses,
  when: z.enum(['before', 'afterwards']),
});

const templateSchema = z.strictObject({
  ...named,
  class: plannedClass.default('normal'),
  category: text(60).default(''),
  language: z.string().trim().min(2).max(16).default('vi'),
  text: text(5000),
  standing: z.strictObject({ by: account, throughDay: civilDateSchema }).nullable().default(null),
});

const decisionSchema = z.strictObject({
  ...head,
  cue: cueIdSchema,
  against: cueIdSchema,
  order: z.enum(['before', 'after']),
  by: account,
});

const distributionSchema = z.strictObject({
  ...head,
  bulletin: bulletinIdSchema,
  to: z.array(unitIdSchema).min(1).max(64),
  fromDay: civilDateSchema,
  throughDay: civilDateSchema,
  note: text(1000).default(''),
  answers: z
    .array(
      z.strictObject({
        unit: unitIdSchema,
        answer: z.enum(['scheduled', 'declined']),
        campaign: itemIdSchema.nullable().default(null),
        reason: text(500).default(''),
        by: account,
        at: civilStartSchema,
      }),
    )
    .max(64)
    .default([]),
});

/** One schema a kind. */
export const documentSchemas = {
  campaign: campaignSchema,
  session: sessionSchema,
  'day-order': dayOrderSchema,
  'air-rule': airRuleSchema,
  volume: volumeSchema,
  suspension: suspensionSchema,
  mute: muteSchema,
  relay: relaySchema,
  grant: grantSchema,
  'approval-rule': approvalRuleSchema,
  template: templateSchema,
  decision: decisionSchema,
  distribution: distributionSchema,
} satisfies { readonly [K in DocumentKind]: z.ZodType<Documents[K]> };
