import type { IncomingMessage } from 'node:http';
import { Server as TlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { listenFault } from '../../presentation/listen-fault.ts';
import type { App } from './deps.ts';
import { TLS_OPTIONS } from './limits.ts';

/** Takes over a connection that asks to become a WebSocket. */
export interface UpgradeHandler {
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

export interface ControllerServer extends AsyncDisposable {
  /** Where it listens, e.g. `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly port: number;
  /** For connections from now on; where it speaks HTTPS. */
  useCertificate(certificate: { readonly cert: string; readonly key: string }): void;
}

export interface ListenOptions {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** By path, e.g. `/api/feed`; any other upgrade is 404. */
  readonly upgrades: { readonly [path: string]: UpgradeHandler };
}

/** Listens, and sends each WebSocket to the adapter of its path. Disposing closes it all. */
export async function listen(app: App, options: ListenOptions): Promise<ControllerServer> {
  app.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // A peer that goes away before the handshake is done is no fault of ours.
    socket.on('error', () => socket.destroy());
    const path = request.url?.split('?')[0] ?? '';
    const handler = Object.hasOwn(options.upgrades, path) ? options.upgrades[path] : undefined;
    if (handler) handler.handleUpgrade(request, socket, head);
    else refuseUpgrade(socket);
  });
  const address = await app
    .listen({ host: options.host, port: options.port })
    .catch((error: unknown) => {
      throw listenFault(error, { ...options, portVariable: 'LOA_PORT' });
    });
  // Fastify was handed a server made elsewhere and takes it for a plain one.
  const url = app.server instanceof TlsServer ? address.replace(/^http:/, 'https:') : address;
  const { port } = app.server.address() as AddressInfo;
  return {
    url,
    port,
    useCertificate: (certificate) => {
      if (app.server instanceof TlsServer)
        app.server.setSecureContext({ ...TLS_OPTIONS, ...certificate });
    },
    [Symbol.asyncDispose]: () => app.close(),
  };
}

function refuseUpgrade(socket: Duplex): void {
  socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
}
