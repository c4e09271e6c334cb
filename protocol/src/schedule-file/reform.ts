/** A reform of administrative units, as a file of its own: applied once, to the city it names. */
import { z } from 'zod';
import { civilDateSchema } from '../documents/index.ts';
import { UNIT_KINDS } from '../vocabulary/index.ts';
import { nodeIdSchema, slugSchema, unitIdSchema } from '../wire/index.ts';

const name = z.string().trim().min(1).max(200);
const remarks = {
  approximate: z.boolean().optional().describe('Not as the resolution has it, but near enough'),
  note: z.string().max(1000).optional(),
};
const newUnit = z.strictObject({
  id: unitIdSchema,
  kind: z.enum(UNIT_KINDS),
  name,
  parent: unitIdSchema.optional().describe('That of what it comes from unless given'),
});

const change = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('merge'),
    from: z.array(unitIdSchema).min(1).max(1_000),
    into: z.union([newUnit, z.strictObject({ id: unitIdSchema })], {
      error: 'give id, kind and name of a new unit, or the id alone of one that goes on',
    }),
    ...remarks,
  }),
  z.strictObject({
    kind: z.literal('split'),
    from: unitIdSchema,
    into: z
      .array(
        newUnit.extend({
          nodes: z.array(nodeIdSchema).max(10_000).default([]),
          units: z.array(unitIdSchema).max(1_000).default([]),
        }),
      )
      .min(2)
      .max(100),
    ...remarks,
  }),
  z.strictObject({ kind: z.literal('rename'), unit: unitIdSchema, name, ...remarks }),
  z.strictObject({
    kind: z.literal('re-parent'),
    unit: unitIdSchema,
    parent: unitIdSchema,
    ...remarks,
  }),
]);

export const reformFileSchema = z.strictObject({
  reform: z.strictObject({
    id: slugSchema.describe('It happens to a city once'),
    city: unitIdSchema.describe('The unit at the top of the city it is for'),
    date: civilDateSchema.describe('First day on which things are so'),
    note: z.string().max(2000).optional(),
  }),
  changes: z.array(change).min(1).max(5_000).describe('One after another'),
});
export type ReformFile = z.infer<typeof reformFileSchema>;
