import type { DocumentKind, Documents } from '@loa/protocol/programme';
import { and, asc, eq } from 'drizzle-orm';
import type { DocumentStore, StoredDocument } from '../../engine/ports.ts';
import type { Database } from './database.ts';
import { document } from './schema.ts';

/** Documents are few and read often: a kind is read whole once and kept, with what is written since. */
export function createDocumentStore({ orm }: Database): DocumentStore {
  const kept = new Map<DocumentKind, readonly StoredDocument<DocumentKind>[]>();
  const load = <K extends DocumentKind>(kind: K): readonly StoredDocument<K>[] => {
    const rows = orm
      .select()
      .from(document)
      .where(eq(document.kind, kind))
      .orderBy(asc(document.documentId))
      .all();
    return rows.map(({ body, origin, author, changedAtMs }) => ({
      body: body as Documents[K],
      origin,
      author,
      changedAtMs,
    }));
  };
  const list = <K extends DocumentKind>(kind: K): readonly StoredDocument<K>[] => {
    const known = kept.get(kind) as readonly StoredDocument<K>[] | undefined;
    if (known) return known;
    const made = load(kind);
    kept.set(kind, made);
    return made;
  };
  return {
    list,
    get: (kind, id) => list(kind).find(({ body }) => body.id === id) ?? null,
    put: (kind, stored) => {
      const { body, origin, author, changedAtMs } = stored;
      const row = {
        kind,
        documentId: body.id,
        unitId: body.unit,
        origin,
        author,
        changedAtMs,
        body,
      };
      orm
        .insert(document)
        .values(row)
        .onConflictDoUpdate({ target: [document.kind, document.documentId], set: row })
        .run();
      const known = kept.get(kind);
      if (known) kept.set(kind, withDocument(known, stored));
    },
    remove: (kind, id) => {
      orm
        .delete(document)
        .where(and(eq(document.kind, kind), eq(document.documentId, id)))
        .run();
      const known = kept.get(kind);
      if (known) kept.set(kind, without(known, id));
    },
    forget: () => kept.clear(),
  };
}

/** As the table gives it, by id. */
function withDocument(
  known: readonly StoredDocument<DocumentKind>[],
  one: StoredDocument<DocumentKind>,
): readonly StoredDocument<DocumentKind>[] {
  const { id } = one.body;
  const after = known.findIndex(({ body }) => body.id >= id);
  const at = after === -1 ? known.length : after;
  const isThere = known[at]?.body.id === id;
  return known.toSpliced(at, isThere ? 1 : 0, one);
}

function without(
  known: readonly StoredDocument<DocumentKind>[],
  id: string,
): readonly StoredDocument<DocumentKind>[] {
  return known.filter(({ body }) => body.id !== id);
}
