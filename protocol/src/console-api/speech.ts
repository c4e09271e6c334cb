/** Texts that are typed and spoken. */
import { z } from 'zod';
import { slugSchema } from '../wire/index.ts';
import { newBulletinSchema } from './requests.ts';

/** Longer than a text may be, so that the answer to one that is too long can say so. */
const text = z.string().max(20_000);

const template = z
  .strictObject({ id: slugSchema, fields: z.record(z.string().max(60), z.string().max(1000)) })
  .optional()
  .describe('Whose text it is, with what is filled in');

export const speechPreviewSchema = z.strictObject({ text: text.default(''), template });
export type SpeechPreview = z.input<typeof speechPreviewSchema>;

/** What will be said of a text. `start` and `end` count UTF-16 units of `text`, which is in form C. */
export const spokenFormSchema = z.object({
  text: z.string(),
  spoken: z.string(),
  changes: z.array(z.object({ from: z.string(), to: z.string(), start: z.int(), end: z.int() })),
});
export type SpokenFormView = z.infer<typeof spokenFormSchema>;

export const voiceSchema = z.object({
  voiceId: z.string(),
  label: z.string(),
  kind: z.enum(['program', 'model', 'service']),
  licence: z.string(),
  language: z.string(),
  /** What a technician has to do before it can speak; null where it can. */
  remedy: z.string().nullable(),
});
export type VoiceView = z.infer<typeof voiceSchema>;

/**
 * A bulletin that a voice speaks; `unitId` is the writer's own unless given. With a template the text
 * is the template's, and so are class, category and language.
 */
export const newSpokenBulletinSchema = newBulletinSchema.omit({ origin: true }).extend({
  text: text.default(''),
  template,
  voiceId: z.string().min(1).max(40),
});
export type NewSpokenBulletin = z.input<typeof newSpokenBulletinSchema>;
