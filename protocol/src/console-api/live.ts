/**
 * Live voice from a console: one WebSocket at `/api/live`, subprotocols `loa-live` and
 * `ticket.<ticket>`. Control is JSON text; the microphone is binary: signed 16-bit little-endian
 * mono samples, 20 ms a message, at the rate that `live/start` gave.
 */
import { z } from 'zod';
import { HEARING_STATES, LIVE_ENDS } from '../vocabulary/index.ts';
import {
  bulletinClassSchema,
  bulletinIdSchema,
  cueIdSchema,
  nodeIdSchema,
  targetsSchema,
} from '../wire/index.ts';
import { problemSchema } from './entities.ts';

export const LIVE_PROTOCOL = 'loa-live';
/** Rates at which a console may send its microphone, Hz. */
export const LIVE_RATES_HZ = [16_000, 48_000] as const;

/** What a console says, besides sound. */
export const fromLiveConsoleSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('live/start'),
    targets: targetsSchema,
    class: bulletinClassSchema,
    sampleRateHz: z.union(LIVE_RATES_HZ.map((rate) => z.literal(rate))),
    /** The recording's title; made from speaker and time unless given. */
    title: z.string().trim().min(1).max(200).optional(),
  }),
  /** The button was let go: what was said before is still sent. */
  z.object({ kind: z.literal('live/end') }),
]);
export type FromLiveConsole = z.infer<typeof fromLiveConsoleSchema>;

/** What the controller says. After `live/refused` or `live/ended` it closes. */
export const toLiveConsoleSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('live/started'),
    cueId: cueIdSchema,
    /** From the mouth (as the controller receives it) to the horn, ms. */
    leadMs: z.number(),
    nodes: z.int(),
    limitMs: z.int(),
  }),
  /** Once a second. */
  z.object({
    kind: z.literal('live/status'),
    /** Sound of the microphone that has arrived, ms: a console that sent more is behind. */
    elapsedMs: z.int(),
    leadMs: z.number(),
    /** Loudness of the last second as received, dB relative to full scale; null is silence. */
    levelDb: z.number().nullable(),
    counts: z.record(z.enum(HEARING_STATES), z.int()),
    /** Those that do not simply hear it, at most 50. */
    nodes: z
      .array(
        z.object({
          nodeId: nodeIdSchema,
          state: z.enum(HEARING_STATES),
          late: z.int(),
          missing: z.int(),
        }),
      )
      .max(50),
  }),
  z.object({
    kind: z.literal('live/ended'),
    why: z.enum(LIVE_ENDS),
    seconds: z.number(),
    /** The recording; null when nothing was said. */
    bulletinId: bulletinIdSchema.nullable(),
  }),
  z.object({ kind: z.literal('live/refused'), problem: problemSchema }),
]);
export type ToLiveConsole = z.infer<typeof toLiveConsoleSchema>;
