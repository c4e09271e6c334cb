import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import {
  broadcastSchema,
  bulletinSchema,
  citySchema,
  ingestJobSchema,
  meSchema,
  newBulletinSchema,
  newPaperSchema,
  nodeStatusSchema,
  problemSchema,
  proofSchema,
} from '@loa/protocol/console-api';
import { documentSchemas } from '@loa/protocol/documents';
import { DOCUMENT_KINDS } from '@loa/protocol/programme';
import {
  createJsonSchemaTransform,
  createJsonSchemaTransformObject,
} from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Action } from '../../domain/policy/actions.ts';
import type { App } from './deps.ts';
import { completeDocument, documentName } from './openapi-document.ts';
import { DOCS_POLICY } from './security-headers.ts';
import { PAPER, SOUND, type UploadKind } from './upload.ts';

/** Entities that the document describes once and refers to by name. */
const schemaRegistry = z.registry<{ id: string }>();
const DOCUMENTS = Object.fromEntries(
  DOCUMENT_KINDS.map((kind) => [documentName(kind), documentSchemas[kind]]),
);
const ENTITIES = {
  ...DOCUMENTS,
  Me: meSchema,
  City: citySchema,
  NodeStatus: nodeStatusSchema,
  Bulletin: bulletinSchema,
  IngestJob: ingestJobSchema,
  Broadcast: broadcastSchema,
  Proof: proofSchema,
  Problem: problemSchema,
};
for (const [id, schema] of Object.entries(ENTITIES)) schemaRegistry.add(schema, { id });
const toJsonSchema = createJsonSchemaTransform({ schemaRegistry });
const addEntities = createJsonSchemaTransformObject({ schemaRegistry });

type Documented = ReturnType<typeof addEntities>;

/** The transform describes each entity as input too; people send documents and no others. */
function withoutUnused(document: Documented): Documented {
  const schemas = 'components' in document ? document.components?.schemas : undefined;
  for (const id of Object.keys(ENTITIES)) if (!(id in DOCUMENTS)) delete schemas?.[`${id}Input`];
  return document;
}

/** Runs in the reader's browser: its text is sent there, so it may use nothing from outside. */
function addOwnHeader<Sent extends object>(request: Sent): Sent {
  const { headers } = request as { headers?: { [name: string]: string } };
  if (headers) headers['X-Loa'] = '1';
  return request;
}

/** OpenAPI 3.1 at `/api/openapi.json`, to read and try at `/api/docs`. */
export async function installOpenApi(app: App, cookie: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Loa',
        version: '1',
        description:
          'Public address of wards and communes. Every request that changes something needs the ' +
          'header `X-Loa: 1`; problems are RFC 9457 with a stable `code`.',
      },
      components: {
        securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: cookie } },
      },
      security: [{ session: [] }],
    },
    transform: (document) => {
      const { config } = document.route;
      return withUploadBody(named(toJsonSchema(document), config), config);
    },
    transformObject: (document) => completeDocument(withoutUnused(addEntities(document))),
  });
  await app.register(swaggerUi, {
    routePrefix: '/api/docs',
    staticCSP: DOCS_POLICY,
    // Trying a route out needs the header that other sites cannot set.
    uiConfig: { requestInterceptor: addOwnHeader },
    logLevel: 'silent',
  });
  app.get(
    '/api/openapi.json',
    { config: { action: 'docs.read' }, schema: { hide: true } },
    async () => app.swagger(),
  );
}

/** A route is named by its action, or by itself where several have the same. */
function named<T extends { schema: object }>(
  transformed: T,
  { action, operation = action }: { action?: Action; operation?: string } = {},
): T {
  return operation === undefined
    ? transformed
    : { ...transformed, schema: { ...transformed.schema, operationId: operation } };
}

/** What stands in an upload beside its file, by the action of its route. */
const UPLOADS: { readonly [action in Action]?: { fields: z.ZodType; file: UploadKind } } = {
  'bulletin.add': { fields: newBulletinSchema, file: SOUND },
  'bulletin.attach': { fields: newPaperSchema, file: PAPER },
};

/** The body is a stream that no schema parses on the way; the document says what it has to hold. */
function withUploadBody<T extends { schema: object }>(
  transformed: T,
  { action }: { action?: Action } = {},
): T {
  const upload = action && UPLOADS[action];
  if (!upload) return transformed;
  const { field } = upload.file;
  const fields = z.toJSONSchema(upload.fields, { io: 'input' });
  const body = {
    type: 'object',
    properties: { ...fields.properties, [field]: { type: 'string', format: 'binary' } },
    required: [...(fields.required ?? []), field],
  };
  return { ...transformed, schema: { ...transformed.schema, body } };
}
