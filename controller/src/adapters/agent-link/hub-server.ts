import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer, Server as TlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { listenFault } from '../../presentation/listen-fault.ts';
import type { LinkHub } from './hub.ts';
import { LINK_LIMITS } from './limits.ts';

/** Where nodes connect. */
const NODE_PATH = '/agent';

export interface HubAddress {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** PEM; null speaks plain HTTP. */
  readonly tls: { readonly cert: string; readonly key: string } | null;
}

export interface HubServer {
  /** What a node is given as `LOA_CONTROLLER`. */
  readonly url: string;
  readonly port: number;
  /** For connections from now on; where it speaks TLS. */
  useCertificate(certificate: HubAddress['tls'] & object): void;
  /** Takes no more connections. Those that are open are the hub's. */
  close(): void;
}

const OPTIONS = {
  headersTimeout: LINK_LIMITS.helloWithinMs,
  requestTimeout: LINK_LIMITS.helloWithinMs,
  maxHeaderSize: LINK_LIMITS.requestHeadBytes,
} as const;

/**
 * The nodes' own door: nothing but WebSockets at one path.
 *
 * @throws LoaError naming the variable where it cannot listen
 */
export async function listenForNodes(
  hub: Pick<LinkHub, 'handleUpgrade'>,
  { host, port, tls }: HubAddress,
): Promise<HubServer> {
  const server: Server = tls ? createTlsServer({ ...OPTIONS, ...tls }) : createServer(OPTIONS);
  server.on('request', (request, response) => {
    const isDoor = pathOf(request.url) === NODE_PATH;
    response.writeHead(isDoor ? 426 : 404, { Connection: 'close', Upgrade: 'websocket' }).end();
  });
  server.on('upgrade', (request, socket, head) => {
    if (pathOf(request.url) === NODE_PATH) hub.handleUpgrade(request, socket, head);
    else {
      socket.on('error', () => socket.destroy());
      socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => {
      reject(listenFault(error, { host, port, portVariable: 'LOA_NODE_PORT' }));
    });
    server.listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return {
    url: `${tls ? 'wss' : 'ws'}://${name}:${address.port}${NODE_PATH}`,
    port: address.port,
    useCertificate: (certificate) => {
      if (server instanceof TlsServer) server.setSecureContext(certificate);
    },
    close: () => {
      server.close();
      server.closeIdleConnections();
    },
  };
}

function pathOf(url: string | undefined): string {
  return url?.split('?')[0] ?? '';
}
