import { DOCUMENT_KINDS, type DocumentKind, type Documents } from '@loa/protocol/programme';
import type { UnitId } from '@loa/protocol/vocabulary';
import type { Clock } from '@loa/runtime/pure';
import { documentFaults } from '../domain/documents/faults.ts';
import { type AllDocuments, type Use, usesOfDocument } from '../domain/documents/in-use.ts';
import type { Known } from '../domain/documents/known.ts';
import { mayChange, maySee, type Right, type RightsContext } from '../domain/documents/rights.ts';
import type { Actor } from '../domain/policy/actor.ts';
import { type UnitRights, unitRights } from '../domain/policy/unit-rights.ts';
import type { CityMap } from '../domain/zoning/city-map.ts';
import { today } from './approval-rights.ts';
import type { Basis, DocumentDesk, PutDocument } from './document-facade.ts';
import type { EventBus } from './events.ts';
import type { Planner } from './planning.ts';
import type { Account, StoredDocument, Stores } from './ports.ts';
import type { Refused } from './refused.ts';

export interface DocumentDeskDeps {
  readonly stores: Pick<
    Stores,
    'city' | 'library' | 'documents' | 'accounts' | 'audit' | 'transactions'
  >;
  readonly planner: Pick<Planner, 'request'>;
  readonly events: EventBus;
  readonly clock: Clock;
}

/** Kinds that no cue follows from. */
const UNPLANNED: readonly DocumentKind[] = ['grant', 'template', 'distribution'];

/** The one way by which people change the programme. */
export function createDocumentDesk(deps: DocumentDeskDeps): DocumentDesk {
  const { stores } = deps;
  return {
    list: (actor, kind) => {
      const map = stores.city.load();
      if (!map) return [];
      return stores.documents.list(kind).filter(({ body }) => maySee(map, actor, body.unit));
    },
    get: (actor, kind, id) => {
      const map = stores.city.load();
      const found = stores.documents.get(kind, id);
      return map && found && maySee(map, actor, found.body.unit) ? found : null;
    },
    rightsIn: (unitId) => rightsIn(deps, unitId),
    put: (actor, change) => {
      const { isChange, ...answer } = stores.transactions.run(() => put(deps, actor, change));
      if (isChange) tell(deps, change.kind);
      return answer;
    },
    remove: (actor, kind, which) => {
      const answer = stores.transactions.run(() => remove(deps, { actor, kind, ...which }));
      if (answer.outcome === 'removed') tell(deps, kind);
      return answer;
    },
  };
}

function rightsIn({ stores, clock }: DocumentDeskDeps, unitId: UnitId): UnitRights<Account> | null {
  const map = stores.city.load();
  if (!map) return null;
  return unitRights({
    ...{ map, unitId, day: today({ map, nowMs: clock.nowMs() }), people: stores.accounts.list() },
    grants: stores.documents.list('grant').map(({ body }) => body),
    rules: stores.documents.list('approval-rule').map(({ body }) => body),
  });
}

function put<K extends DocumentKind>(
  deps: DocumentDeskDeps,
  actor: Actor,
  { kind, body, basis }: PutDocument<K>,
): ({ readonly outcome: 'put'; readonly document: StoredDocument<K> } | Refused) & {
  readonly isChange?: boolean;
} {
  const { stores, clock } = deps;
  const map = stores.city.load();
  if (!map) return refused('unavailable', 'the city has not been set up: apply a city file first');
  const before = stores.documents.get(kind, body.id);
  const stale = staleness(before, basis);
  if (stale) return stale;
  const known = knownOf(deps.stores, map);
  const [first] = [...documentFaults(kind, body, known), ...idFaults(deps, kind, body.id)];
  const right = mayChange(
    actor,
    { kind, before: before?.body ?? null, after: body },
    rights(deps, map),
  );
  if (right !== 'allowed') return refusedBy(right);
  if (first) return refused('bad-request', textOf(first), fieldOf(first));
  if (before && JSON.stringify(before.body) === JSON.stringify(body)) {
    return { outcome: 'put', document: before };
  }
  // Two changes within a millisecond are two versions.
  const changedAtMs = Math.max(clock.nowMs(), (before?.changedAtMs ?? 0) + 1);
  const origin = before?.origin ?? 'console';
  const document = { body, origin, author: actor.username, changedAtMs };
  stores.documents.put(kind, document);
  note(deps, { actor, kind, before: before?.body ?? null, after: body });
  return { outcome: 'put', document, isChange: true };
}

function remove<K extends DocumentKind>(
  deps: DocumentDeskDeps,
  asked: {
    readonly actor: Actor;
    readonly kind: K;
    readonly id: string;
    readonly basis: Basis;
  },
): { readonly outcome: 'removed'; readonly document: StoredDocument<K> } | Refused {
  const { actor, kind, id, basis } = asked;
  const { stores } = deps;
  const map = stores.city.load();
  const before = stores.documents.get(kind, id);
  if (!map || !before || !maySee(map, actor, before.body.unit)) {
    return refused('not-found', `there is no ${kind} "${id}"`);
  }
  const stale = staleness(before, basis);
  if (stale) return stale;
  const change = { kind, before: before.body, after: null };
  const right = mayChange(actor, change, rights(deps, map));
  if (right !== 'allowed') return refusedBy(right);
  const [use] = usesOfDocument(kind, id, allDocuments(stores.documents));
  if (use) return refused('document-in-use', inUseText(kind, id, use));
  stores.documents.remove(kind, id);
  note(deps, { actor, kind, before: before.body, after: null });
  return { outcome: 'removed', document: before };
}

function inUseText(kind: DocumentKind, id: string, use: Use): string {
  return `${kind} ${id} is named by ${use.kind} ${use.id} (${use.field}); take it out there first`;
}

/** [DOC15] */
function staleness(before: StoredDocument<DocumentKind> | null, basis: Basis): Refused | null {
  if (basis.kind === 'any') return null;
  if (basis.kind === 'new') {
    return before === null
      ? null
      : refused('document-changed', 'it exists; choose another id', 'id');
  }
  if (before === null) {
    return refused('document-changed', 'it was removed meanwhile; send it anew without If-Match');
  }
  if (basis.changedAtMs === null || basis.changedAtMs === before.changedAtMs) return null;
  return refused(
    'document-changed',
    `${before.author} changed it meanwhile; load it again and repeat your change`,
  );
}

/** [DOC8] An occurrence is named by its item: a campaign and a relay never share an id. */
function idFaults({ stores }: DocumentDeskDeps, kind: DocumentKind, id: string) {
  const other = kind === 'campaign' ? 'relay' : kind === 'relay' ? 'campaign' : null;
  if (other === null || stores.documents.get(other, id) === null) return [];
  return [{ path: ['id'], message: `a ${other} is called ${id}; choose another` }];
}

function rights({ stores }: DocumentDeskDeps, map: CityMap): RightsContext {
  const bodies = <K extends DocumentKind>(kind: K) =>
    stores.documents.list(kind).map(({ body }) => body);
  return { map, airRules: bodies('air-rule'), grants: bodies('grant') };
}

/** What documents may name in the city as it stands. */
export function knownOf(
  stores: Pick<Stores, 'city' | 'library' | 'documents' | 'accounts'>,
  map: CityMap,
): Known {
  const { documents, library, accounts, city } = stores;
  return {
    map,
    bulletins: { has: (id) => library.get(id as never) !== null },
    sessions: { has: (id) => documents.get('session', id) !== null },
    items: {
      has: (id) => documents.get('campaign', id) !== null || documents.get('relay', id) !== null,
    },
    accounts: { has: (id) => accounts.get(id) !== null },
    relayHosts: city.settings().relayHosts,
  };
}

/** Every document of the city. */
export function allDocuments(documents: Stores['documents']): AllDocuments {
  const entries = DOCUMENT_KINDS.map((kind) => [
    kind,
    documents.list(kind).map(({ body }) => body),
  ]);
  return Object.fromEntries(entries) as AllDocuments;
}

function note<K extends DocumentKind>(
  deps: DocumentDeskDeps,
  change: {
    readonly actor: Actor;
    readonly kind: K;
    readonly before: Documents[K] | null;
    readonly after: Documents[K] | null;
  },
): void {
  const { stores, clock } = deps;
  const { actor, kind, before, after } = change;
  const subject = `${kind}/${(after ?? before)?.id}`;
  stores.audit.append({
    atMs: clock.nowMs(),
    actor: actor.username,
    action: after === null ? 'document.remove' : 'document.put',
    subject,
    detail: { before, after },
  });
}

function tell({ events, planner }: DocumentDeskDeps, kind: DocumentKind): void {
  events.emit({ kind: 'documents-changed', documentKinds: [kind] });
  if (!UNPLANNED.includes(kind)) planner.request();
}

type Fault = { readonly path: readonly (string | number)[]; readonly message: string };

function textOf(fault: Fault): string {
  return `${fieldOf(fault)}: ${fault.message}`;
}

/** `timing.except.2` */
function fieldOf(fault: Fault): string {
  return fault.path.join('.');
}

/** What a person may not do, with the rule that stands against it. */
export function refusedBy({ refused: code, why, against }: Exclude<Right, 'allowed'>): Refused {
  return { ...refused(code, textOf(why), fieldOf(why)), ...(against && { against }) };
}

function refused(code: Refused['code'], detail: string, field?: string): Refused {
  return { outcome: 'refused', code, detail, ...(field === undefined ? {} : { field }) };
}
