import { z } from 'zod';
import { digestSchema, instantUsSchema, kidSchema, unitIdSchema } from '../wire/index.ts';

/**
 * Which keys may sign what. Signed by the city's root key, whose public half a node pins at
 * enrolment; a node takes a keyring only when its version is higher than the one it holds.
 * Roles: `planning` signs plan heads and orders, `content` and `emergency` sign authorisations
 * (`emergency` for that class). `units: null` is the whole city. A `kid` stands once in it.
 */
export const keyringSchema = z.strictObject({
  city: unitIdSchema,
  version: z.int().min(1),
  issuedAtUs: instantUsSchema,
  keys: z
    .array(
      z.strictObject({
        kid: kidSchema,
        role: z.enum(['planning', 'content', 'emergency']),
        publicKey: digestSchema,
        units: z.array(unitIdSchema).max(64).nullable(),
      }),
    )
    .max(40),
});
export type Keyring = z.infer<typeof keyringSchema>;
