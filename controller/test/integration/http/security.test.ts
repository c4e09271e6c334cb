/** Cross-site requests, headers, limits, and what may not leave the server. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '@loa/runtime/pure';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { REQUESTS_A_MINUTE } from '../../../src/adapters/http/limits.ts';
import { Browser } from '../../support/browser.ts';
import { EAST, startTestController, type TestController } from '../../support/test-controller.ts';

/** Keeps every log line as text. */
function writtenLog(): { logger: Logger; lines: string[] } {
  const lines: string[] = [];
  const write = (fields: object, message: string) => {
    const error = (fields as { err?: Error }).err;
    lines.push(`${message} ${JSON.stringify(fields)} ${error?.stack ?? ''}`);
  };
  const logger: Logger = {
    debug: write,
    info: write,
    warn: write,
    error: write,
    child: () => logger,
  };
  return { logger, lines };
}

const log = writtenLog();
let controller: TestController;
beforeAll(async () => {
  controller = await startTestController({ logger: log.logger });
});
afterAll(() => controller[Symbol.asyncDispose]());

async function loggedIn(): Promise<Browser> {
  const browser = new Browser(controller.http);
  await browser.login(await controller.person('broadcaster', EAST));
  return browser;
}

describe('requests of other sites', () => {
  const change = { method: 'POST', url: '/api/feed-ticket' } as const;
  test.each([
    ['Sec-Fetch-Site: cross-site', { 'sec-fetch-site': 'cross-site' }],
    ['Sec-Fetch-Site: same-site', { 'sec-fetch-site': 'same-site' }],
    ['a foreign Origin', { origin: 'https://evil.example' }],
    ['Origin: null', { origin: 'null' }],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['plain text', { 'content-type': 'text/plain' }],
  ])('[SEC6] %s is 403', async (_, headers) => {
    const answer = await (await loggedIn()).call({ ...change, headers, payload: 'a=b' });
    expect(answer.status).toBe(403);
    expect(answer.body.code).toBe('cross-site');
  });

  test('[SEC6] without the header X-Loa it is 403', async () => {
    const browser = await loggedIn();
    const headers = { cookie: browser.cookie };
    const answer = await controller.http.app.inject({ ...change, headers });
    expect(answer.json().code).toBe('cross-site');
  });

  test('[SEC6] our own page passes, also behind a proxy', async () => {
    const browser = await loggedIn();
    const own = { 'sec-fetch-site': 'same-origin', host: 'localhost:8080' };
    const headers = { ...own, origin: 'http://localhost:8080' };
    expect((await browser.call({ ...change, headers })).status).toBe(200);
    await using proxied = await startTestController({
      config: { publicOrigins: ['https://loa.example.vn'], secure: true },
    });
    const far = new Browser(proxied.http);
    await far.login(await proxied.person('broadcaster', EAST));
    const through = { origin: 'https://loa.example.vn', host: '10.0.0.5:8080' };
    expect((await far.call({ ...change, headers: through })).status).toBe(200);
  });

  test('[SEC6] nothing changes by GET', async () => {
    const browser = await loggedIn();
    for (const path of ['/api/stop', '/api/feed-ticket']) {
      const answer = await browser.get(path);
      expect(answer.status).toBe(405);
      expect(answer.headers['allow']).toBe('POST');
    }
  });
});

describe('headers', () => {
  test.each(['/', '/api/health', '/api/session', '/api/khong-co', '/api/docs'])(
    '[SEC7] %s runs no inline script and is shown in no frame',
    async (path) => {
      const { headers } = await new Browser(controller.http).get(path);
      const policy = String(headers['content-security-policy']);
      const scripts = /script-src ([^;]+)/.exec(policy)?.[1];
      expect(scripts).toBe("'self'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).toContain("object-src 'none'");
      expect(policy).not.toContain('unsafe-eval');
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['referrer-policy']).toBe('no-referrer');
      // HSTS would lock people out of a controller that speaks plain HTTP.
      expect(headers['strict-transport-security']).toBeUndefined();
    },
  );

  test('[SEC7] the page may connect to its own feed and nowhere else', async () => {
    const browser = new Browser(controller.http);
    const host = { host: 'loa.local:8080' };
    const { headers } = await browser.call({ method: 'GET', url: '/', headers: host });
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("connect-src 'self' ws://loa.local:8080;");
    const odd = { host: "x; script-src 'unsafe-inline'" };
    const answer = await browser.call({ method: 'GET', url: '/', headers: odd });
    expect(String(answer.headers['content-security-policy'])).toContain(
      "connect-src 'self' 'self';",
    );
  });

  test('[SEC7] what the API answers is kept by no cache', async () => {
    const { headers } = await new Browser(controller.http).get('/api/health');
    expect(headers['cache-control']).toBe('no-store');
  });

  test("[SEC7] the API's page brings no inline script", async () => {
    const { text } = await new Browser(controller.http).get('/api/docs');
    for (const [tag] of text.matchAll(/<script[^>]*>/g)) expect(tag).toContain('src=');
  });
});

describe('limits', () => {
  test.each([
    ['login', 'POST', '/api/session', { username: 'x', password: 'y' }],
    ['ticket', 'POST', '/api/feed-ticket', undefined],
    ['broadcast', 'POST', '/api/broadcasts', {}],
    ['enrolmentCode', 'POST', '/api/nodes/loa-0/enrolment-code', undefined],
    ['upload', 'POST', '/api/bulletins', {}],
  ] as const)('[SEC12] %s has a rate limit', async (...[what, method, url, payload]) => {
    await using own = await startTestController();
    const browser = new Browser(own.http);
    const role = what === 'enrolmentCode' ? 'technician' : 'broadcaster';
    if (what !== 'login') await browser.login(await own.person(role, EAST));
    // Too large to be worth a password check each.
    const body = what === 'login' ? { username: 'x', password: 'y'.repeat(201) } : payload;
    let last = 0;
    for (let i = 0; i <= REQUESTS_A_MINUTE[what]; i += 1) {
      const answer = await browser.call({ method, url, ...(body && { payload: body }) });
      last = answer.status;
      if (i < REQUESTS_A_MINUTE[what]) expect(last).not.toBe(429);
      else expect(answer.body.code).toBe('too-many-requests');
    }
    expect(last).toBe(429);
  });

  test('[SEC12] stopping has none', async () => {
    const browser = await loggedIn();
    for (let i = 0; i < 100; i += 1) {
      expect((await browser.post('/api/stop', { unitId: EAST })).status).toBe(200);
    }
  });

  test('[API16] a body over 64 KiB is refused', async () => {
    const payload = { username: 'x'.repeat(70_000), password: 'y' };
    const answer = await new Browser(controller.http).post('/api/session', payload);
    expect(answer.status).toBe(413);
    expect(answer.body.code).toBe('body-too-large');
  });

  test('[API16] prototype poisoning is refused', async () => {
    const call = { method: 'POST', url: '/api/session' } as const;
    const headers = { 'content-type': 'application/json' };
    for (const payload of ['{"__proto__":{"a":1}}', '{"constructor":{"prototype":{}}}', '{']) {
      const answer = await new Browser(controller.http).call({ ...call, headers, payload });
      expect(answer.body.code).toBe('bad-request');
    }
  });
});

describe('what does not leave the server', () => {
  test('[SEC13] a failure is told without its stack or its words, and is logged', async () => {
    await using failing = await startTestController({ logger: log.logger });
    const browser = new Browser(failing.http);
    await browser.login(await failing.person('broadcaster', EAST));
    const secret = 'bi-mat-trong-loi';
    Object.assign(failing.engine.library, {
      search: () => {
        throw new Error(secret);
      },
    });
    for (const language of ['vi', 'en']) {
      browser.language = language;
      const answer = await browser.get('/api/bulletins');
      expect(answer.status).toBe(500);
      expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
      expect(answer.body.code).toBe('internal');
      expect(answer.text).not.toContain(secret);
      expect(answer.text).not.toContain('.ts');
    }
    expect(log.lines.some((line) => line.includes(secret))).toBe(true);
  });

  test('[SEC14] no password, session or ticket gets into log or audit', async () => {
    await using own = await startTestController({ logger: log.logger });
    const person = await own.person('broadcaster', EAST);
    const browser = new Browser(own.http);
    await browser.login(person);
    const session = browser.cookie.slice('loa='.length);
    await browser.login({ ...person, password: 'mat-khau-sai-chim-hoang-yen' });
    await browser.login({ username: 'ten-la-mat-khau-cua-toi', password: 'x' });
    const { ticket } = (await browser.post('/api/feed-ticket')).body;
    own.engine.accounts.redeemTicket(ticket);
    const stored = (await readFile(join(own.folder, 'loa.sqlite-wal'))).toString('latin1');
    expect(stored).toContain(person.username);
    const written = log.lines.join('\n') + stored;
    const secrets = [person.password, session, ticket, 'mat-khau-sai-chim-hoang-yen'];
    for (const secret of [...secrets, 'ten-la-mat-khau-cua-toi']) {
      expect(written).not.toContain(secret);
    }
  });

  test('[SEC15] files outside the console are not served', async () => {
    await mkdir(join(controller.consoleDir, 'assets'), { recursive: true });
    await writeFile(join(controller.consoleDir, 'index.html'), '<!doctype html><title>Loa</title>');
    await writeFile(join(controller.consoleDir, '.env'), 'bi-mat');
    await writeFile(join(controller.folder, 'ngoai.txt'), 'bi-mat');
    const paths = [
      '/../ngoai.txt',
      '/..%2fngoai.txt',
      '/%2e%2e/ngoai.txt',
      '/assets/../../ngoai.txt',
      '/.env',
      '//etc/passwd',
      '/..\\ngoai.txt',
    ];
    for (const url of paths) {
      const answer = await new Browser(controller.http).call({ method: 'GET', url });
      expect(answer.text).not.toContain('bi-mat');
      expect(answer.text).not.toContain('root:');
    }
  });
});
