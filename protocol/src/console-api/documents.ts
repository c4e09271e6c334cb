/** The programme's documents over HTTP: the document itself, and who changed it last. */
import { z } from 'zod';
import { timingSchema } from '../documents/index.ts';
import { DOCUMENT_KINDS, type DocumentKind, type Documents } from '../programme/index.ts';
import { isoInstantSchema } from './entities.ts';

export const documentKindSchema = z.enum(DOCUMENT_KINDS);

const about = {
  /** Whether the city file or the console brought it. */
  origin: z.enum(['file', 'console']),
  /** Who changed it last, and when. */
  author: z.string(),
  changedAt: isoInstantSchema,
  /** What `If-Match` takes. */
  version: z.string(),
};

/** A document as it is answered; its fields are those of its kind (`@loa/protocol/documents`). */
export const documentViewSchema = z.object({
  ...about,
  document: z.looseObject({ id: z.string(), unit: z.string() }),
});

export interface DocumentView<K extends DocumentKind = DocumentKind>
  extends Omit<z.infer<typeof documentViewSchema>, 'document'> {
  readonly document: Documents[K];
}

/** A timing in the making; its rule may be cron text. */
export const timingPreviewSchema = z.strictObject({ timing: timingSchema });

/** Its rule as it is kept, and its next civil starts, `YYYY-MM-DDTHH:MM[:SS]`. */
export const timingStartsSchema = z.object({
  rule: z.string().nullable(),
  starts: z.array(z.string()),
});
export type TimingStarts = z.infer<typeof timingStartsSchema>;
