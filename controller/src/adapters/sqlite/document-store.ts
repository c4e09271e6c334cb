import type { DocumentKind, Documents } from '@loa/protocol/programme';
import { and, asc, eq } from 'drizzle-orm';
import type { DocumentStore, StoredDocument } from '../../engine/ports.ts';
import type { Database } from './database.ts';
import { document } from './schema.ts';

/** Documents are few and read often: a kind is read whole once and kept until it is written. */
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
    put: (kind, { body, origin, author, changedAtMs }) => {
      kept.delete(kind);
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
    },
    remove: (kind, id) => {
      kept.delete(kind);
      orm
        .delete(document)
        .where(and(eq(document.kind, kind), eq(document.documentId, id)))
        .run();
    },
    forget: () => kept.clear(),
  };
}
