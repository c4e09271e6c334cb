/** What the controller says of the programme: why something sounds, or does not. */
import { z } from 'zod';
import { cueIdSchema, nodeIdSchema } from '../wire/index.ts';
import { isoInstantSchema } from './entities.ts';

/** Why one playing sounds on one node, or does not. `text` is a sentence in the reader's language. */
export const explanationSchema = z.object({
  cueId: cueIdSchema,
  nodeId: nodeIdSchema,
  title: z.string(),
  verdict: z.enum([
    'plays',
    'late',
    'cut',
    'crowded-out',
    'withheld',
    'muted',
    'stopped',
    'expires',
    'not-aimed',
    'sounding',
    'heard',
    'part',
    'missed',
    'no-word',
  ]),
  text: z.string(),
  plannedAt: isoInstantSchema,
  /** The rule's name: of the order of things, what keeps it back, or why it was not heard. */
  rule: z.string().nullable(),
  /** The document that says so. */
  document: z.string().nullable(),
  /** What has the air instead. */
  by: z.object({ cueId: cueIdSchema, title: z.string().nullable() }).nullable(),
  cautions: z.array(z.object({ kind: z.string(), text: z.string() })),
});
export type ExplanationView = z.infer<typeof explanationSchema>;
