/** Relays as the console sees them. */
import { z } from 'zod';
import { RELAY_FAULTS } from '../vocabulary/index.ts';
import { cueIdSchema, itemIdSchema, unitIdSchema } from '../wire/index.ts';

const level = z.number().nullable().describe('dB of full scale; null is silence or nothing');
const fault = z
  .object({ why: z.enum(RELAY_FAULTS), detail: z.string() })
  .nullable()
  .describe('What was wrong with the source last');

export const relaySchema = z.object({
  relayId: itemIdSchema,
  title: z.string(),
  unitId: unitIdSchema,
  phase: z
    .enum(['idle', 'joining', 'ready', 'on-air', 'failing'])
    .describe('idle until a minute before its start'),
  cueId: cueIdSchema.nullable().describe('The one that is joined, or the next within a day'),
  startAt: z.iso.datetime().nullable(),
  endAt: z.iso.datetime().nullable(),
  levelDb: level,
  lack: z.enum(['dead', 'silent']).nullable().describe('Why nothing is relayed'),
  fault,
  fallback: cueIdSchema.nullable().describe('What sounds instead'),
});
export type RelayEntity = z.infer<typeof relaySchema>;

export const relaysSchema = z.object({
  relays: z.array(relaySchema),
  hosts: z
    .array(z.string())
    .describe('Hosts, or hosts and ports, that sources may be fetched from'),
});
export type RelaysEntity = z.infer<typeof relaysSchema>;

export const relayTestSchema = z.object({
  heard: z.enum(['sound', 'silence', 'nothing']),
  seconds: z.number(),
  levelDb: level,
  fault,
});
export type RelayTestEntity = z.infer<typeof relayTestSchema>;
