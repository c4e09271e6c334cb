/** What needs a listening server: TLS, the endless stream of a node's sound, the console's files. */
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { get as httpGet, type IncomingMessage } from 'node:http';
import { get as httpsGet } from 'node:https';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { newBroadcastSchema } from '@loa/protocol/console-api';
import { parseNodeId } from '@loa/protocol/vocabulary';
import { expect, test } from 'vitest';
import { HTTP_LIMITS } from '../../../src/adapters/http/limits.ts';
import { listen } from '../../../src/adapters/http/server.ts';
import { Browser } from '../../support/browser.ts';
import { type CITY, EAST, startTestController } from '../../support/test-controller.ts';

const LOOPBACK = { host: '127.0.0.1', port: 0, upgrades: {} };
const FIXTURES = join(import.meta.dirname, '../../fixtures');

test('[SEC25] with a certificate it speaks HTTPS, of TLS 1.2 or newer, and sets HSTS', async () => {
  const [cert, key] = await Promise.all([
    readFile(join(FIXTURES, 'localhost-cert.pem'), 'utf8'),
    readFile(join(FIXTURES, 'localhost-key.pem'), 'utf8'),
  ]);
  await using controller = await startTestController({
    config: { tls: { cert, key }, secure: true },
    withoutCity: true,
  });
  const server = await listen(controller.http.app, LOOPBACK);
  expect(server.url).toMatch(/^https:/);
  const ask = (options: object) =>
    once(
      httpsGet({ port: server.port, path: '/api/health', ca: cert, agent: false, ...options }),
      'response',
    ) as Promise<[IncomingMessage]>;
  const [answer] = await ask({ servername: 'localhost' });
  expect(answer.statusCode).toBe(200);
  expect(answer.headers['strict-transport-security']).toBe('max-age=31536000');
  answer.resume();
  await expect(ask({ servername: 'localhost', maxVersion: 'TLSv1.1' })).rejects.toThrow();
});

test('[API7] listening streams µ-law until the listener leaves', async () => {
  await using controller = await startTestController();
  const browser = new Browser(controller.http);
  await browser.login(await controller.person('broadcaster', EAST));
  const nodeId = parseNodeId('loa-0');
  let say: ((mulaw: Uint8Array) => void) | null = null;
  let isListening = false;
  Object.assign(controller.engine.fleet, {
    listen: (...[id, onSound]: Parameters<typeof controller.engine.fleet.listen>) => {
      expect(id).toBe(nodeId);
      say = onSound;
      isListening = true;
      const stop = () => {
        isListening = false;
      };
      return { outcome: 'listening', [Symbol.dispose]: stop };
    },
  });
  const server = await listen(controller.http.app, LOOPBACK);
  const headers = { cookie: browser.cookie };
  const path = `/api/nodes/${nodeId}/listen`;
  const request = httpGet({ port: server.port, path, headers, agent: false });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  expect(response.headers['content-type']).toBe('application/octet-stream');
  expect(response.headers['cache-control']).toBe('no-store');
  const heard: number[] = [];
  response.on('data', (bytes: Buffer) => heard.push(...bytes));
  const sound = Uint8Array.from({ length: 1_600 }, (_, index) => index % 200);
  (say as unknown as (mulaw: Uint8Array) => void)(sound);
  while (heard.length < 160 + sound.length) await sleep(5);
  expect(heard.slice(0, 160).every((byte) => byte === 0xff)).toBe(true);
  expect(heard.slice(160)).toEqual([...sound]);
  request.destroy();
  while (isListening) await sleep(5);

  // One that does not read hears less, and costs no more memory than its buffer.
  const slow = connect(server.port, '127.0.0.1');
  slow.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nCookie: ${browser.cookie}\r\n\r\n`);
  await once(slow, 'readable');
  slow.pause();
  const before = process.memoryUsage().rss;
  const block = new Uint8Array(HTTP_LIMITS.listenBufferBytes).fill(7);
  for (let i = 0; i < 2_000; i += 1) {
    (say as unknown as (mulaw: Uint8Array) => void)(block);
    if (i % 100 === 0) await sleep(1);
  }
  expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
  slow.destroy();
  while (isListening) await sleep(5);
});

test('[API35] the console: front page fresh, hashed files for good, all compressed', async () => {
  await using controller = await startTestController({ withoutCity: true });
  const browser = new Browser(controller.http);
  const helpful = await browser.get('/');
  expect(helpful.status).toBe(503);
  expect(helpful.text).toContain('npm run build');

  const page = `<!doctype html><title>Loa</title>${'<p>xin chào</p>'.repeat(100)}`;
  await mkdir(join(controller.consoleDir, 'assets'), { recursive: true });
  await writeFile(join(controller.consoleDir, 'index.html'), page);
  await writeFile(join(controller.consoleDir, 'assets/app-Bx12.js'), 'export const a = 1;\n');
  await writeFile(join(controller.consoleDir, 'manifest.webmanifest'), '{}');
  for (const screen of ['/', '/nodes', '/broadcasts/ban-tin-sang@2026-11-22T05:30']) {
    const answer = await browser.get(screen);
    expect(answer.status).toBe(200);
    expect(answer.text).toBe(page);
    expect(answer.headers['cache-control']).toBe('no-cache');
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
  }
  const script = await browser.get('/assets/app-Bx12.js');
  expect(script.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  expect(script.headers['content-type']).toBe('text/javascript; charset=utf-8');
  expect((await browser.get('/assets/app-old.js')).body.code).toBe('not-found');
  expect((await browser.get('/favicon.png')).status).toBe(404);

  const gzip = { 'accept-encoding': 'gzip, br' };
  const packed = await controller.http.app.inject({ url: '/', headers: gzip });
  expect(packed.headers['content-encoding']).toBe('gzip');
  expect(packed.headers['vary']).toContain('accept-encoding');
  expect(gunzipSync(packed.rawPayload).toString()).toBe(page);
  const etag = String(packed.headers['etag']);
  const same = await browser.call({ method: 'GET', url: '/', headers: { 'if-none-match': etag } });
  expect(same.status).toBe(304);
  await writeFile(join(controller.consoleDir, 'index.html'), '<!doctype html>mới');
  expect((await browser.get('/')).text).toBe('<!doctype html>mới');
});

test('[API36] an address that cannot be decoded, and one with another method', async () => {
  await using controller = await startTestController({ withoutCity: true });
  const browser = new Browser(controller.http);
  const broken = await browser.get('/api/nodes/%E0%A4%A');
  expect(broken.status).toBe(400);
  expect(broken.body.code).toBe('bad-request');
  const unknown = await browser.get('/api/khong-co');
  const longId = await browser.get(`/api/nodes/${'a'.repeat(5000)}`);
  expect([longId.status, longId.body.code]).toEqual([404, 'not-found']);
  expect(unknown.body.code).toBe('not-found');
  const method = await browser.call({ method: 'PUT', url: '/api/nodes/loa-0' });
  expect(method.status).toBe(405);
  expect(method.headers['allow']).toContain('GET');
});

test.each(['{"username":', '{"__proto__":{}}', '{"constructor":{"prototype":{}}}'])(
  '[API36] %s is no JSON: so it is said of the body',
  async (payload) => {
    await using controller = await startTestController({ withoutCity: true });
    const headers = { 'content-type': 'application/json' };
    const call = { method: 'POST', url: '/api/session', headers, payload } as const;
    const { status, body } = await new Browser(controller.http).call(call);
    expect(status).toBe(400);
    expect(body.errors).toEqual([{ field: 'body', message: 'Không phải JSON đọc được.' }]);
  },
);

test('[API41] what is no request is told so as a problem, and the connection ends', async () => {
  await using controller = await startTestController({ withoutCity: true });
  const server = await listen(controller.http.app, LOOPBACK);
  const say = async (text: string): Promise<string> => {
    const socket = connect(server.port, '127.0.0.1');
    socket.write(text);
    let answer = '';
    for await (const part of socket) answer += String(part);
    return answer;
  };
  const garbage = await say('XIN CHAO\r\n\r\n');
  expect(garbage).toMatch(/^HTTP\/1.1 400 .*application\/problem\+json.*bad-request/s);
  const long = await say(`GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`);
  expect(long).toMatch(/^HTTP\/1.1 431 .*"status":431/s);
});

test('[API31] a certificate that is none names its variables', async () => {
  const tls = { cert: 'không phải', key: 'không phải' };
  const started = startTestController({ config: { tls }, withoutCity: true });
  await expect(started).rejects.toThrow(/LOA_TLS_CERT, LOA_TLS_KEY/);
});

test('[API37] OpenAPI 3.1 lists every route with its answers; the page shows it', async () => {
  await using controller = await startTestController({ withoutCity: true });
  const browser = new Browser(controller.http);
  const { body: document } = await browser.get('/api/openapi.json');
  expect(document.openapi).toBe('3.1.0');
  const listed = Object.entries(document.paths as Record<string, object>).flatMap(([url, item]) =>
    Object.keys(item).map(
      (method) => `${method.toUpperCase()} ${url.replace(/\{(\w+)\}/g, ':$1')}`,
    ),
  );
  const routes = controller.http.routes
    .filter(({ method }) => method !== 'HEAD')
    .filter(
      ({ url }) => !url.startsWith('/api/docs') && url !== '/api/openapi.json' && url !== '/*',
    )
    .map(({ method, url }) => `${method} ${url}`);
  expect(listed.sort()).toEqual(routes.sort());
  expect(Object.keys(document.components.schemas)).toContain('Problem');
  const upload = document.paths['/api/bulletins'].post.requestBody.content['multipart/form-data'];
  expect(upload.schema.required).toEqual(['title', 'sound']);
  const send = document.paths['/api/broadcasts'].post;
  expect(
    newBroadcastSchema.parse(send.requestBody.content['application/json'].example),
  ).toBeDefined();
  expect(send.parameters).toContainEqual(expect.objectContaining({ name: 'X-Loa', in: 'header' }));
  expect(Object.keys(send.responses['4XX'].content)).toEqual(['application/problem+json']);
  const operations = Object.values(document.paths as object).flatMap((item) => Object.values(item));
  const names = (operations as { operationId: string }[]).map(({ operationId }) => operationId);
  expect(new Set(names).size).toBe(listed.length);
  const audio = document.paths['/api/bulletins/{bulletinId}/audio'].get.responses['200'].content;
  expect(Object.keys(audio)).toEqual(['audio/ogg']);
  expect((await browser.get('/api/docs')).status).toBe(200);
  expect((await browser.get('/api/docs/static/swagger-initializer.js')).text).toContain('X-Loa');
});

test('[API37] docs/API.md has the table of routes', async () => {
  await using controller = await startTestController({ withoutCity: true });
  const page = await readFile(join(import.meta.dirname, '../../../../docs/API.md'), 'utf8');
  const rows = page.split('\n').flatMap((line) => {
    const [, method, url, action] = /^\| `(\w+) ([^`]+)` +\| `([^`]+)` +\|/.exec(line) ?? [];
    return method ? [`${method} ${url} ${action}`] : [];
  });
  const routes = controller.http.routes
    .filter(({ method, url }) => method !== 'HEAD' && !url.startsWith('/api/docs/'))
    .map(({ method, url, action }) => `${method} ${url} ${action}`);
  expect(rows.sort()).toEqual([...new Set(routes)].sort());
});

test('[SEC26] who owns nothing of the city still logs in and is told nothing of it', async () => {
  await using controller = await startTestController();
  const browser = new Browser(controller.http);
  const stranger = await controller.person('broadcaster', 'khong-con' as typeof CITY);
  await browser.login(stranger);
  expect((await browser.get('/api/nodes')).body.nodes).toEqual([]);
  expect((await browser.get('/api/bulletins')).body.bulletins).toEqual([]);
  expect((await browser.get('/api/broadcasts')).body.broadcasts).toEqual([]);
});
