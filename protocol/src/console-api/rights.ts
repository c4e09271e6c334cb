/** Who may do what in a unit today, as far as people decide about it. */
import { z } from 'zod';
import { ROLES } from '../vocabulary/index.ts';
import { unitIdSchema } from '../wire/index.ts';

const approvalTimeSchema = z.enum(['free', 'before', 'afterwards']);

export const unitRightsSchema = z.object({
  unitId: unitIdSchema,
  /** Who hears the unit's bulletins and broadcasts: rights there can be given to them. */
  people: z.array(
    z.object({
      username: z.string(),
      name: z.string(),
      role: z.enum(ROLES),
      unitId: unitIdSchema,
      /** Approves today what others make there. */
      approves: z.boolean(),
      /** May speak live today. */
      speaks: z.boolean(),
    }),
  ),
  /** When what the unit makes is approved, by class. */
  when: z.object({
    normal: approvalTimeSchema,
    priority: approvalTimeSchema,
    emergency: approvalTimeSchema,
  }),
  /** Live voice there takes a right that was given; else the role is enough. */
  isSpeechGranted: z.boolean(),
});
export type UnitRights = z.infer<typeof unitRightsSchema>;
