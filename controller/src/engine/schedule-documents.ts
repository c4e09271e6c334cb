import { DOCUMENT_KINDS, type DocumentKind } from '@loa/protocol/programme';
import type { ProblemCode } from '@loa/protocol/vocabulary';
import { SCHEDULE_AUTHOR } from '../domain/playout/authorise.ts';
import type { DocumentStore, Stores } from './ports.ts';
import type { DeclaredDocument } from './schedule-port.ts';

type Documents = Pick<Stores, 'documents'>;

/** The documents that the city file brought. */
export function fileDocuments({ documents }: Documents): DeclaredDocument[] {
  return DOCUMENT_KINDS.flatMap((kind) =>
    documents
      .list(kind)
      .filter(({ origin }) => origin === 'file')
      .map(({ body }) => ({ kind, body }) as DeclaredDocument),
  );
}

/** A file does not take what was made on the console. */
export function documentConflicts(
  { documents }: Documents,
  declared: readonly DeclaredDocument[],
): { code: ProblemCode; detail: string }[] {
  return declared
    .filter(({ kind, body }) => documents.get(kind, body.id)?.origin === 'console')
    .map(({ kind, body }) => ({
      code: 'schedule-invalid',
      detail: `${kind} ${body.id}: one of this id was made on the console; choose another`,
    }));
}

/** Writes what differs, so that applying a file again writes nothing. */
export function storeDocuments(
  { documents }: Documents,
  change: {
    readonly before: readonly DeclaredDocument[];
    readonly after: readonly DeclaredDocument[];
  },
  nowMs: number,
): void {
  const nameOf = ({ kind, body }: DeclaredDocument) => `${kind} ${body.id}`;
  const held = new Map(change.before.map((one) => [nameOf(one), one]));
  for (const one of change.after) {
    const former = held.get(nameOf(one));
    held.delete(nameOf(one));
    if (former && JSON.stringify(former.body) === JSON.stringify(one.body)) continue;
    put(documents, one, nowMs);
  }
  for (const { kind, body } of held.values()) documents.remove(kind, body.id);
}

function put(store: DocumentStore, { kind, body }: DeclaredDocument, nowMs: number): void {
  const owner = { origin: 'file', author: SCHEDULE_AUTHOR, changedAtMs: nowMs } as const;
  store.put<DocumentKind>(kind, { body, ...owner });
}
