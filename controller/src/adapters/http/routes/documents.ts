import { documentKindSchema, documentViewSchema } from '@loa/protocol/console-api';
import { documentSchemas } from '@loa/protocol/documents';
import type { DocumentKind, Documents } from '@loa/protocol/programme';
import { slugSchema } from '@loa/protocol/wire';
import { isoOfMs } from '@loa/runtime/node';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Basis } from '../../../engine/document-facade.ts';
import type { StoredDocument } from '../../../engine/ports.ts';
import { actorOf } from '../caller.ts';
import type { App, HttpDeps } from '../deps.ts';
import { accept, fieldFault, found, RequestRefused } from '../problems.ts';
import { answers } from '../responses.ts';

const kindParams = z.object({ kind: documentKindSchema });
const documentParams = kindParams.extend({ id: slugSchema });
/** Checked by kind in the handler: OpenAPI shows every kind. */
const anyDocument = z.looseObject({});
const conditions = z.object({
  'if-match': z.string().max(40).optional().describe('The version that the change is based on'),
  'if-none-match': z.literal('*').optional().describe('Only where it is not there yet'),
});

export function documentRoutes(app: App, deps: HttpDeps): void {
  readRoutes(app, deps);
  changeRoutes(app, deps);
}

function readRoutes(app: App, { engine }: HttpDeps): void {
  app.get(
    '/api/documents/:kind',
    {
      config: { action: 'document.list' },
      schema: {
        summary: "Documents of a kind: of the reader's unit, those below and those above it",
        tags: ['documents'],
        params: kindParams,
        response: answers(z.object({ documents: z.array(documentViewSchema) })),
      },
    },
    async (request) => {
      const { kind } = request.params;
      return { documents: engine.desk.list(actorOf(request), kind).map(viewOf) };
    },
  );

  app.get(
    '/api/documents/:kind/:id',
    {
      config: { action: 'document.read' },
      schema: {
        summary: 'One document',
        tags: ['documents'],
        params: documentParams,
        response: answers(documentViewSchema),
      },
    },
    async (request, reply) => {
      const { kind, id } = request.params;
      const held = engine.desk.get(actorOf(request), kind, id);
      return answer(reply, found(held, `there is no ${kind} "${id}"`));
    },
  );
}

function changeRoutes(app: App, { engine }: HttpDeps): void {
  app.put(
    '/api/documents/:kind/:id',
    {
      config: { action: 'document.put' },
      schema: {
        summary: 'Make or change a document; what is left out has its default',
        tags: ['documents'],
        params: documentParams,
        headers: conditions,
        body: anyDocument,
        response: answers(documentViewSchema),
      },
    },
    async (request, reply) => {
      const { kind, id } = request.params;
      const body = documentOf(kind, { id, ...request.body });
      if (body.id !== id) throw new RequestRefused('bad-request', `id: must be ${id}`, 'id');
      const change = { kind, body, basis: basisOf(request) };
      return answer(reply, accept(engine.desk.put(actorOf(request), change)).document);
    },
  );

  app.delete(
    '/api/documents/:kind/:id',
    {
      config: { action: 'document.remove' },
      schema: {
        summary: 'Remove a document; answers what it was, so that it can be put back',
        tags: ['documents'],
        params: documentParams,
        headers: conditions.omit({ 'if-none-match': true }),
        response: answers(documentViewSchema),
      },
    },
    async (request) => {
      const { kind, id } = request.params;
      const which = { id, basis: basisOf(request) };
      return viewOf(accept(engine.desk.remove(actorOf(request), kind, which)).document);
    },
  );
}

function documentOf(kind: DocumentKind, value: object): Documents[DocumentKind] {
  const parsed = documentSchemas[kind].safeParse(value);
  if (parsed.success) return parsed.data;
  throw fieldFault(parsed.error);
}

/** [DOC15] */
function basisOf(request: FastifyRequest): Basis {
  const given = request.headers['if-match'];
  if (request.headers['if-none-match'] === '*') return { kind: 'new' };
  if (given === undefined) return { kind: 'any' };
  if (given === '*') return { kind: 'version', changedAtMs: null };
  const version = /^"(\d{1,16})"$/.exec(given)?.[1];
  if (version === undefined) {
    throw new RequestRefused(
      'bad-request',
      'If-Match: give one version as it was answered',
      'if-match',
    );
  }
  return { kind: 'version', changedAtMs: Number(version) };
}

function versionOf({ changedAtMs }: StoredDocument<DocumentKind>): string {
  return `"${changedAtMs}"`;
}

function answer(reply: FastifyReply, held: StoredDocument<DocumentKind>) {
  reply.header('etag', versionOf(held));
  return viewOf(held);
}

function viewOf(held: StoredDocument<DocumentKind>) {
  const { body, origin, author, changedAtMs } = held;
  const changedAt = isoOfMs(changedAtMs);
  return { document: { ...body }, origin, author, changedAt, version: versionOf(held) };
}
