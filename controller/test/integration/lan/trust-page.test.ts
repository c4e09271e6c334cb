/** The page over plain HTTP that leads a phone to trust the city: what it has, and that it has no more. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { openTrustPage, type TrustPage } from '../../../src/adapters/trust-page/trust-page.ts';

const AUTHORITY = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
const FINGERPRINT = 'AB:CD:EF';

function open(): Promise<TrustPage> {
  const facts = { authority: AUTHORITY, fingerprint: FINGERPRINT, httpsPort: 8443 };
  return openTrustPage({ host: '127.0.0.1', port: 0, ...facts });
}

test('[SEC43] tells the steps in both languages, the fingerprint, and the way to the console', async () => {
  await using page = await open();
  const answer = await fetch(`http://127.0.0.1:${page.port}/`);
  expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(answer.headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
  const html = await answer.text();
  for (const word of ['Android', 'iPhone', 'Windows', 'Chứng chỉ CA', 'CA certificate']) {
    expect(html).toContain(word);
  }
  expect(html).toContain(FINGERPRINT);
  expect(html).toContain('href="/loa-ca.crt"');
  expect(html).toContain('href="https://127.0.0.1:8443/"');
  expect(html).not.toMatch(/<script|<form|<input/);
});

test('[SEC43] gives the certificate as devices want it', async () => {
  await using page = await open();
  const answer = await fetch(`http://127.0.0.1:${page.port}/loa-ca.crt`);
  expect(answer.headers.get('content-type')).toBe('application/x-x509-ca-cert');
  expect(await answer.text()).toBe(AUTHORITY);
});

test.each(['/api/health', '/api/session', '/index.html', '/..%2floa-ca-key.pem', '//'])(
  '[SEC43] has no %s',
  async (path) => {
    await using page = await open();
    const answer = await fetch(`http://127.0.0.1:${page.port}${path}`);
    expect(answer.status).toBe(404);
    expect(answer.headers.get('set-cookie')).toBeNull();
  },
);

test('[SEC43] takes nothing, and believes no Host', async () => {
  await using page = await open();
  const url = `http://127.0.0.1:${page.port}/`;
  expect((await fetch(url, { method: 'POST', body: 'x' })).status).toBe(405);
  const socket = connect(page.port, '127.0.0.1');
  socket.end('GET / HTTP/1.1\r\nHost: evil.example"><script>\r\n\r\n');
  let heard = '';
  socket.setEncoding('utf8').on('data', (text: string) => {
    heard += text;
  });
  await once(socket, 'close');
  expect(heard).not.toContain('evil');
});

test('[SEC43] says which variable to change where its port is taken', async () => {
  await using page = await open();
  const facts = { authority: AUTHORITY, fingerprint: FINGERPRINT, httpsPort: 8443 };
  const second = openTrustPage({ host: '127.0.0.1', port: page.port, ...facts });
  await expect(second).rejects.toThrow(/LOA_LAN_PORT/);
});
