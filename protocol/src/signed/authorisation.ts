import { z } from 'zod';
import type { Authorisation } from '../playout/index.ts';
import {
  assetIdSchema,
  bulletinClassSchema,
  bulletinIdSchema,
  instantUsSchema,
  targetsSchema,
  unitIdSchema,
} from '../wire/index.ts';

/** Body of an authorisation envelope; the meaning of its fields stands at {@link Authorisation}. */
export const authorisationSchema: z.ZodType<Authorisation> = z.strictObject({
  city: unitIdSchema,
  bulletin: bulletinIdSchema,
  revision: z.int().min(1),
  assets: z.array(assetIdSchema).min(1).max(8),
  targets: targetsSchema,
  class: bulletinClassSchema,
  notBeforeUs: instantUsSchema,
  notAfterUs: instantUsSchema,
  dailyWindows: z
    .array(
      z.strictObject({
        fromMinute: z.int().min(0).max(1439),
        toMinute: z.int().min(1).max(1440),
      }),
    )
    .max(8),
  utcOffsetMinutes: z.int().min(-840).max(840),
  maxPlays: z.int().min(1).max(100_000),
  maxGainDb: z.number().min(-40).max(6),
  approvedBy: z.string().max(64),
  issuedAtUs: instantUsSchema,
});
