import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { LIMITS } from '@loa/protocol/vocabulary';
import { WebSocketServer } from 'ws';
import { LINK_LIMITS } from './limits.ts';
import { createRateLimit } from './rate-limit.ts';
import { type LinkCounts, type LinkDeps, LinkSession } from './session.ts';

export interface AgentLink {
  /** For the HTTP server's `upgrade` of the path `/agent`. Takes over the socket. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Refuses new nodes, says goodbye to those connected, and waits until their sockets are closed. */
  close(): Promise<void>;
  readonly counts: Readonly<LinkCounts>;
}

/** The controller's end of the node link: one session a connection. */
export function createAgentLink(deps: LinkDeps): AgentLink {
  const server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: LIMITS.fromNodeBytes,
    maxFragments: LINK_LIMITS.fragments,
    clientTracking: false,
  });
  const sessions = new Map<LinkSession, Promise<void>>();
  const counts: LinkCounts = { unknownKinds: 0 };
  let isClosing = false;
  const mayConnect = createRateLimit(deps.clock, {
    perSecond: LINK_LIMITS.connectionsPerSecond,
    burst: LINK_LIMITS.connectionBurst,
    keys: LINK_LIMITS.addresses,
  });

  function refusal(request: IncomingMessage): number | null {
    // [LNK1] A browser always sends Origin, and cookies where it has some: no node sends either.
    if (request.headers.origin !== undefined || request.headers.cookie !== undefined) return 401;
    if (isClosing) return 503;
    if (!mayConnect(request.socket.remoteAddress ?? '')) return 429;
    const strangers = [...sessions.keys()].filter((session) => session.isStranger).length;
    return strangers >= LINK_LIMITS.strangers ? 503 : null;
  }

  return {
    counts,
    handleUpgrade: (request, socket, head) => {
      const status = refusal(request);
      if (status !== null) {
        refuseUpgrade(socket, status);
        return;
      }
      server.handleUpgrade(request, socket, head, (accepted) => {
        request.socket.setNoDelay(true);
        const { promise, resolve } = Promise.withResolvers<void>();
        accepted.on('close', () => {
          sessions.delete(session);
          resolve();
        });
        const session = new LinkSession(accepted, deps, counts);
        sessions.set(session, promise);
        session.start();
      });
    },
    close: async () => {
      isClosing = true;
      for (const session of sessions.keys()) {
        session.goodbye(Math.round(deps.random.next() * LINK_LIMITS.returnWithinMs));
      }
      await Promise.all(sessions.values());
      server.close();
    },
  };
}

function refuseUpgrade(socket: Duplex, status: number): void {
  // The peer may be gone already; there is nobody left to tell.
  socket.on('error', () => {});
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\n` +
      `${status === 401 ? '' : 'Retry-After: 5\r\n'}Content-Length: 0\r\n\r\n`,
  );
}
