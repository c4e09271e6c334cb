/**
 * The one page that is served without HTTPS in a local network: how a phone comes to trust the
 * city's own authority. It has its certificate, the steps, and the way to the console; no login, no
 * script, nothing that is asked of a person.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LoaError } from '@loa/runtime/pure';
import { trustPageHtml } from './page-text.ts';

const AUTHORITY_PATH = '/loa-ca.crt';

const LIMITS = { headersTimeoutMs: 5_000, connections: 100, headBytes: 8_192 } as const;
const HEADERS = {
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  connection: 'close',
} as const;

export interface TrustPageOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Of the console. */
  readonly httpsPort: number;
  /** PEM. */
  readonly authority: string;
  readonly fingerprint: string;
}

export interface TrustPage extends AsyncDisposable {
  readonly port: number;
}

/** @throws LoaError when the port is taken */
export async function openTrustPage(options: TrustPageOptions): Promise<TrustPage> {
  const { host, port } = options;
  const server = createServer(
    {
      headersTimeout: LIMITS.headersTimeoutMs,
      requestTimeout: LIMITS.headersTimeoutMs,
      maxHeaderSize: LIMITS.headBytes,
    },
    (request, response) => answer(request, response, options),
  );
  server.maxConnections = LIMITS.connections;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      const text = `LOA_LAN_PORT: ${host}:${port} cannot be listened on; stop what has it or choose another port`;
      reject(new LoaError('bad-request', text, { cause }));
    });
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: TrustPageOptions,
): void {
  const send = (status: number, type: string, body: string): void => {
    response.writeHead(status, { ...HEADERS, 'content-type': type });
    response.end(request.method === 'HEAD' ? undefined : body);
  };
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    send(405, 'text/plain', '');
    return;
  }
  switch (request.url?.split('?')[0]) {
    case '/': {
      // The address the phone came by, not what it says: a Host header is anybody's to write.
      const consoleUrl = `https://${ownAddress(request)}:${options.httpsPort}/`;
      const page = trustPageHtml({ ...options, consoleUrl, path: AUTHORITY_PATH });
      send(200, 'text/html; charset=utf-8', page);
      return;
    }
    case AUTHORITY_PATH:
      // What makes Android, iOS and Windows offer to install it.
      send(200, 'application/x-x509-ca-cert', options.authority);
      return;
    default:
      send(404, 'text/plain; charset=utf-8', 'Not found\n');
  }
}

function ownAddress({ socket }: IncomingMessage): string {
  const address = (socket.localAddress ?? '127.0.0.1').replace(/^::ffff:/, '');
  return address.includes(':') ? `[${address}]` : address;
}
