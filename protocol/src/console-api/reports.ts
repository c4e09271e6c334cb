import { z } from 'zod';
import {
  BULLETIN_CLASSES,
  MISSED_REASONS,
  REPORT_KINDS,
  type ReportKind,
  WITHHELD_REASONS,
} from '../vocabulary/index.ts';
import { bulletinIdSchema, cueIdSchema, nodeIdSchema, unitIdSchema } from '../wire/index.ts';

const unit = unitIdSchema.nullable();
const instant = z.iso.datetime();
const amount = z.number().nonnegative();
const reason = z.enum([...MISSED_REASONS, ...WITHHELD_REASONS]);
const what = { title: z.string(), category: z.string(), class: z.enum(BULLETIN_CLASSES) };
const tally = { full: amount, part: amount, missed: amount, withheld: amount, unknown: amount };
const minutes = amount.nullable();

/** Rows of reports in JSON, as far as the console reads them. */
export const reportRowSchemas = {
  'as-run': z.object({
    ...what,
    plannedAt: instant,
    unit,
    node: nodeIdSchema,
    plannedSeconds: amount,
    heardSeconds: amount,
    outcome: z.enum(['planned', 'sounding', 'full', 'part', 'missed', 'unknown', 'withheld']),
    reason: reason.nullable(),
    cueId: cueIdSchema,
  }),
  minutes: z.object({
    unit,
    month: z.string(),
    category: z.string(),
    class: z.enum(BULLETIN_CLASSES),
    aired: amount,
    airedSeconds: amount,
    ...tally,
  }),
  diary: z.object({
    ...what,
    unit,
    startAt: instant,
    airedSeconds: amount,
    nodes: amount,
    ...tally,
    reasons: z.array(reason),
    cueId: cueIdSchema,
  }),
  royalties: z.object({
    ...what,
    author: z.string().nullable(),
    lengthSeconds: amount,
    times: amount,
    airedSeconds: amount,
    bulletin: bulletinIdSchema,
  }),
  effort: z.object({
    ...what,
    unit,
    author: z.string().nullable(),
    createdAt: instant,
    toSubmitMinutes: minutes,
    toDecideMinutes: minutes,
    toAirMinutes: minutes,
    wholeMinutes: minutes,
    bulletin: bulletinIdSchema,
  }),
} as const satisfies Record<ReportKind, z.ZodType>;
export type ReportRow = {
  [Kind in ReportKind]: {
    readonly kind: Kind;
    readonly row: z.infer<(typeof reportRowSchemas)[Kind]>;
  };
}[ReportKind];

/** The first line of a report in JSON, without its rows. */
export const reportHeadSchema = z.object({
  report: z.enum(REPORT_KINDS),
  unit: unitIdSchema,
  from: z.string(),
  to: z.string(),
  timeZone: z.string(),
  madeAt: instant,
  medians: z
    .object({ toSubmitMs: minutes, toDecideMs: minutes, toAirMs: minutes, wholeMs: minutes })
    .optional(),
});
export type ReportHead = z.infer<typeof reportHeadSchema>;
