/** Consoles that talk, at `/api/live`: one WebSocket a talk. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { LIVE_PROTOCOL } from '@loa/protocol/console-api';
import { WebSocketServer } from 'ws';
import type { OwnOrigins } from '../../presentation/own-origin.ts';
import { admitSocket } from '../../presentation/socket-admission.ts';
import { LIVE_SOCKET_LIMITS } from './limits.ts';
import { Speaker, type SpeakerDeps } from './speaker.ts';

export interface LiveVoiceDeps extends SpeakerDeps {
  readonly config: OwnOrigins;
}

export interface LiveVoice {
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Takes no more. Talks have been ended by then. */
  close(): Promise<void>;
}

/** RFC 6455 §7.4.1: the endpoint is going away. */
const GOING_AWAY = 1001;
const GOODBYE_MS = 200;

export function createLiveVoice(deps: LiveVoiceDeps): LiveVoice {
  const { accounts } = deps.engine;
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: LIVE_SOCKET_LIMITS.messageBytes,
    handleProtocols: () => LIVE_PROTOCOL,
  });
  const speakers = new Set<Speaker>();
  let isClosed = false;

  function isFull(sessionId: string): boolean {
    const own = [...speakers].filter((speaker) => speaker.sessionId === sessionId);
    return (
      speakers.size >= LIVE_SOCKET_LIMITS.sockets ||
      own.length >= LIVE_SOCKET_LIMITS.socketsOfSession
    );
  }

  return {
    handleUpgrade: (request, socket, head) => {
      // Who may talk where is decided with the targets; here, who may ask.
      const door = { accounts, own: deps.config, protocol: LIVE_PROTOCOL } as const;
      const admission = admitSocket(request, { ...door, action: 'feed.open' });
      if (admission.outcome === 'refused') {
        deps.logger.info({ why: admission.why }, 'a speaker was refused');
        answer(socket, '401 Unauthorized');
        return;
      }
      const { sessionId, actor } = admission;
      if (isClosed || isFull(sessionId)) {
        answer(socket, '503 Service Unavailable');
        return;
      }
      server.handleUpgrade(request, socket, head, (webSocket) => {
        const speaker = new Speaker(deps, { socket: webSocket, sessionId, actor });
        speakers.add(speaker);
        webSocket.on('close', () => speakers.delete(speaker));
      });
    },
    close: async () => {
      isClosed = true;
      for (const speaker of speakers) speaker.close(GOING_AWAY, 'the controller is stopping');
      if (speakers.size > 0) {
        await new Promise<void>((resolve) => void deps.timers.after(GOODBYE_MS, resolve));
      }
      for (const speaker of speakers) speaker.terminate();
      server.close();
    },
  };
}

function answer(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
