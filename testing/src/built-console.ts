import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
/** The controller's own, so that what it forbids fails here too. */
const POLICY =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; media-src 'self' blob:; img-src 'self' data: blob:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

export interface BuiltConsole extends AsyncDisposable {
  readonly url: string;
  /** Folder of the build. */
  readonly dist: string;
}

/** The console, built anew and served alone; whoever opens it answers for the controller. */
export async function serveBuiltConsole(): Promise<BuiltConsole> {
  const dist = mkdtempSync(join(tmpdir(), 'loa-console-'));
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const built = spawnSync(
    process.execPath,
    [vite, 'build', 'web-console', '--outDir', dist, '--logLevel', 'warn'],
    // The test runner says `test`, and with that React builds its slow and talkative self.
    { cwd: root, encoding: 'utf8', env: { ...process.env, NODE_ENV: 'production' } },
  );
  if (built.status !== 0) throw new Error(`the console was not built: ${built.stderr}`);
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://console');
    const file = join(dist, extname(pathname) === '' ? 'index.html' : pathname);
    const isThere = existsSync(file);
    response.writeHead(isThere ? 200 : 404, {
      'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream',
      'Content-Security-Policy': POLICY,
    });
    response.end(isThere ? readFileSync(file) : undefined);
  }).listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    dist,
    [Symbol.asyncDispose]: async () => {
      await new Promise((done) => server.close(done));
      rmSync(dist, { recursive: true });
    },
  };
}
