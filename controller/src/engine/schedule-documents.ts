import { DOCUMENT_KINDS, type DocumentKind } from '@loa/protocol/programme';
import type { ProblemCode } from '@loa/protocol/vocabulary';
import { documentFaults } from '../domain/documents/faults.ts';
import type { Known } from '../domain/documents/known.ts';
import { SCHEDULE_AUTHOR } from '../domain/playout/authorise.ts';
import type { CityMap } from '../domain/zoning/city-map.ts';
import type { DocumentStore, Stores } from './ports.ts';
import type { CityState } from './schedule-difference.ts';
import type { DeclaredDocument } from './schedule-port.ts';

interface WholeKnown extends Known {
  readonly itemsOf: (kind: DocumentKind) => ReadonlySet<string>;
}

type HasDocuments = Pick<Stores, 'documents'>;

/** The documents that a city file brought, and those from the console that this one names. */
export function fileDocuments(
  { documents }: HasDocuments,
  declared: readonly DeclaredDocument[],
): DeclaredDocument[] {
  const named = new Set(declared.map(nameOf));
  return DOCUMENT_KINDS.flatMap((kind) =>
    documents
      .list(kind)
      .map(({ body, origin }) => ({ origin, document: { kind, body } as DeclaredDocument }))
      .filter(({ origin, document }) => origin === 'file' || named.has(nameOf(document)))
      .map(({ document }) => document),
  );
}

export function everyDocument({ documents }: HasDocuments): DeclaredDocument[] {
  return DOCUMENT_KINDS.flatMap((kind) =>
    documents.list(kind).map(({ body }) => ({ kind, body }) as DeclaredDocument),
  );
}

/** Those that the last file brought, as they are now. */
export function heldOfFile(stores: HasDocuments): DeclaredDocument[] {
  return fileDocuments(stores, []);
}

function nameOf({ kind, body }: DeclaredDocument): string {
  return `${kind} ${body.id}`;
}

/** [DOC22] What was made on the console stays, so the file may not take away what it names. */
export function documentConflicts(
  { documents }: HasDocuments,
  { before, after }: { readonly before: CityState; readonly after: CityState },
): { code: ProblemCode; detail: string }[] {
  const named = new Set([...before.documents, ...after.documents].map(nameOf));
  const staying = everyDocument({ documents }).filter((document) => !named.has(nameOf(document)));
  if (staying.length === 0 || !before.map || !after.map) return [];
  const knownBefore = knownIn(before, before.map, staying);
  const knownAfter = knownIn(after, after.map, staying);
  return staying.flatMap((document) => {
    const { kind, body } = document;
    const old = new Set(faultTexts(document, knownBefore));
    return faultTexts(document, knownAfter)
      .filter((text) => !old.has(text))
      .map((text) => ({
        code: 'schedule-invalid' as const,
        detail: `${kind} ${body.id} was made on the console and would be left with a fault, ${text}`,
      }));
  });
}

function faultTexts({ kind, body }: DeclaredDocument, known: WholeKnown): string[] {
  const own = documentFaults(kind, body, known);
  const other = kind === 'campaign' ? 'relay' : 'campaign';
  const isTwice =
    (kind === 'campaign' || kind === 'relay') && known.itemsOf(other).has(body.id) === true;
  return [
    ...own.map(({ path, message }) => `${path.join('.')}: ${message}`),
    ...(isTwice ? [`id: a ${other} of the file is called so; rename one of them`] : []),
  ];
}

function knownIn(
  { bulletins, documents, settings }: CityState,
  map: CityMap,
  staying: readonly DeclaredDocument[],
): WholeKnown {
  const all = [...documents, ...staying];
  const idsOf = (...kinds: DocumentKind[]) =>
    new Set(all.filter(({ kind }) => kinds.includes(kind)).map(({ body }) => body.id as string));
  return {
    map,
    bulletins: new Set(bulletins.map(({ bulletinId }) => bulletinId as string)),
    sessions: idsOf('session'),
    items: idsOf('campaign', 'relay'),
    itemsOf: (kind) => idsOf(kind),
    accounts: null,
    relayHosts: settings.relayHosts,
  };
}

/** Writes what differs, so that applying a file again writes nothing. */
export function storeDocuments(
  { documents }: HasDocuments,
  change: {
    readonly before: readonly DeclaredDocument[];
    readonly after: readonly DeclaredDocument[];
  },
  nowMs: number,
): void {
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
