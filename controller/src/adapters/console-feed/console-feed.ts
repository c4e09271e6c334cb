/** The consoles' live feed at `/api/feed`: a snapshot, then numbered changes. */

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from '@loa/runtime/pure';
import { type WebSocket, WebSocketServer } from 'ws';
import type { OwnOrigins } from '../../presentation/own-origin.ts';
import { admitSocket } from '../../presentation/socket-admission.ts';
import { ConnectedConsole } from './console.ts';
import { FEED_LIMITS } from './limits.ts';
import { Watch, type WatchDeps } from './watch.ts';

export interface ConsoleFeedDeps extends WatchDeps {
  readonly logger: Logger;
  readonly config: OwnOrigins;
}

export interface ConsoleFeed {
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Says goodbye to every console and takes no more. */
  close(): Promise<void>;
}

const FEED_PROTOCOL = 'loa-feed';
/** RFC 6455 §7.4.1: the endpoint is going away. */
const GOING_AWAY = 1001;
/** For the goodbye to leave; peers that do not answer it are not waited for. */
const GOODBYE_MS = 200;

export function createConsoleFeed(deps: ConsoleFeedDeps): ConsoleFeed {
  const { engine, logger } = deps;
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: FEED_LIMITS.incomingBytes,
    handleProtocols: () => FEED_PROTOCOL,
  });
  const watch = new Watch(deps);
  let isClosed = false;

  function open(socket: WebSocket, console: ConnectedConsole): void {
    socket.on('close', () => watch.remove(console));
    socket.on('error', (error) => logger.debug({ err: error }, 'a console was lost'));
    // A console has nothing to say: what comes is not read, however much it is.
    socket.on('message', () => {});
    watch.add(console);
  }

  return {
    handleUpgrade: (request, socket, head) => {
      const { accounts } = engine;
      const door = { accounts, own: deps.config, protocol: FEED_PROTOCOL } as const;
      const admission = admitSocket(request, { ...door, action: 'feed.open' });
      if (admission.outcome === 'refused') {
        logger.info({ why: admission.why }, 'a console was refused');
        return answer(socket, '401 Unauthorized');
      }
      const { sessionId, actor } = admission;
      const isFull =
        watch.size >= FEED_LIMITS.consoles ||
        watch.countOf(sessionId) >= FEED_LIMITS.consolesOfSession;
      if (isClosed || isFull) return answer(socket, '503 Service Unavailable');
      server.handleUpgrade(request, socket, head, (webSocket) => {
        const options = { engine, socket: webSocket, sessionId, actor, logger };
        open(webSocket, new ConnectedConsole(options));
      });
    },
    close: async () => {
      isClosed = true;
      for (const console of watch.all()) console.close(GOING_AWAY, 'the controller is stopping');
      if (watch.size > 0) {
        await new Promise<void>((resolve) => void deps.timers.after(GOODBYE_MS, resolve));
      }
      for (const console of watch.all()) console.terminate();
      watch[Symbol.dispose]();
      server.close();
    },
  };
}

function answer(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
