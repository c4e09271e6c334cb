import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { newBulletinSchema } from '@loa/protocol/console-api';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { App } from './deps.ts';
import { DOCS_POLICY } from './security-headers.ts';
import { UPLOAD_FIELD } from './upload.ts';

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
      const transformed = jsonSchemaTransform(document);
      return isUpload(document.route) ? withUploadBody(transformed) : transformed;
    },
  });
  await app.register(swaggerUi, {
    routePrefix: '/api/docs',
    staticCSP: DOCS_POLICY,
    uiConfig: { url: '/api/openapi.json', requestInterceptor: undefined },
    logLevel: 'silent',
  });
  app.get(
    '/api/openapi.json',
    { config: { action: 'docs.read' }, schema: { hide: true } },
    async () => app.swagger(),
  );
}

function isUpload(route: { readonly method: string | string[]; readonly url: string }): boolean {
  return route.url === '/api/bulletins' && [route.method].flat().includes('POST');
}

/** The body is a stream that no schema parses on the way; the document says what it has to hold. */
function withUploadBody<T extends { schema: object }>(transformed: T): T {
  const fields = z.toJSONSchema(newBulletinSchema, { io: 'input' });
  const body = {
    type: 'object',
    properties: { ...fields.properties, [UPLOAD_FIELD]: { type: 'string', format: 'binary' } },
    required: [...(fields.required ?? []), UPLOAD_FIELD],
  };
  return { ...transformed, schema: { ...transformed.schema, body } };
}
