import type { FastifyReply, FastifyRequest } from 'fastify';
import { type ConsoleFile, createConsoleFiles } from '../console-files.ts';
import type { App, HttpDeps } from '../deps.ts';
import { RequestRefused } from '../problems.ts';

const NOT_BUILT = `<!doctype html>
<html lang="vi">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Loa</title>
<h1>Loa</h1>
<p>Bảng điều khiển chưa được dựng. Hãy chạy <code>npm run build</code> rồi tải lại trang.</p>
<p lang="en">The console has not been built. Run <code>npm run build</code> and reload.</p>
<p><a href="/api/docs">API</a></p>
</html>
`;

/** The console's files; any other address is a screen of it and gets its front page. */
export function consoleRoutes(app: App, { config }: HttpDeps): void {
  const files = createConsoleFiles(config.consoleDir);
  app.get(
    '/*',
    { config: { action: 'console.load' }, schema: { hide: true } },
    async (request, reply) => {
      const path = pathOf(request);
      if (path === '/api' || path.startsWith('/api/')) {
        return reply.callNotFound();
      }
      const file = path === '/' ? null : await files.find(path);
      if (file) return serve(file, request, reply);
      // A missing picture must not come back as a page.
      if (path.startsWith('/assets/') || /\.[a-z0-9]+$/i.test(path)) {
        throw new RequestRefused('not-found', `${path}: there is no such file`);
      }
      const page = await files.find('/index.html');
      if (page) return serve(page, request, reply);
      reply.code(503).header('cache-control', 'no-store').type('text/html; charset=utf-8');
      return reply.send(NOT_BUILT);
    },
  );
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?')[0] ?? '/';
}

function serve(file: ConsoleFile, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.headers({
    'content-type': file.type,
    'cache-control': file.cacheControl,
    etag: file.etag,
    vary: 'accept-encoding',
  });
  if (request.headers['if-none-match'] === file.etag) return reply.code(304).send();
  const takesGzip = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
  if (!file.gzipped || !takesGzip) return reply.send(file.plain);
  return reply.header('content-encoding', 'gzip').send(file.gzipped);
}
