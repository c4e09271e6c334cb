import { readFileSync } from 'node:fs';
import { LIMITS } from '@loa/protocol/vocabulary';
import { type ClientOptions, WebSocket } from 'ws';

const HANDSHAKE_WITHIN_MS = 10_000;
/** From our close to the end of a connection whose other side does not answer it. */
const CLOSE_WITHIN_MS = 1_000;
/** Fragments of one message and chunks of the socket that are taken; the library's own are huge. */
const MOST_FRAGMENTS = 64;

export interface SocketEvents {
  /** Somebody is there: a TCP connection, or a refusal of one. */
  reached(): void;
  opened(): void;
  text(text: string): void;
  binary(bytes: Uint8Array): void;
  /** Anything came, pings and pongs included. */
  heard(): void;
  closed(code: number, reason: string): void;
}

/** One connection to the controller, as the link needs it. */
export interface LinkSocket extends Disposable {
  /** Bytes handed over and not yet taken by the system. */
  backlogBytes(): number;
  send(message: string | Uint8Array): boolean;
  ping(): void;
  close(code: number, reason: string): void;
}

/** @throws Error when a certificate cannot be read */
export type OpenLinkSocket = (
  url: string,
  caFile: string | null,
  events: SocketEvents,
) => LinkSocket;

export const openWebSocket: OpenLinkSocket = (url, caFile, events) =>
  new ControllerSocket(url, caFile, events);

/** One WebSocket to the controller: no cookies, no origin, no compression, no Nagle. */
class ControllerSocket implements LinkSocket {
  private readonly socket: WebSocket;

  constructor(url: string, caFile: string | null, events: SocketEvents) {
    // The type declarations lag behind the library and lack `closeTimeout`.
    const options: ClientOptions & { readonly closeTimeout: number } = {
      perMessageDeflate: false,
      maxPayload: LIMITS.toNodeBytes,
      maxFragments: MOST_FRAGMENTS,
      handshakeTimeout: HANDSHAKE_WITHIN_MS,
      closeTimeout: CLOSE_WITHIN_MS,
      finishRequest: (request) => {
        request.on('socket', (way) => way.once('connect', () => events.reached()));
        request.end();
      },
      ...(caFile === null ? {} : { ca: readFileSync(caFile) }),
    };
    this.socket = new WebSocket(url, options);
    this.socket.on('upgrade', (response) => response.socket.setNoDelay(true));
    this.socket.on('open', () => events.opened());
    this.socket.on('message', (data, isBinary) => {
      events.heard();
      const bytes = asBytes(data);
      if (isBinary) events.binary(bytes);
      else events.text(bytes.toString('utf8'));
    });
    this.socket.on('ping', () => events.heard());
    this.socket.on('pong', () => events.heard());
    // 'close' follows and carries the outcome.
    this.socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED') events.reached();
    });
    this.socket.on('close', (code, reason) => events.closed(code, reason.toString('utf8')));
  }

  backlogBytes(): number {
    return this.socket.bufferedAmount;
  }

  send(message: string | Uint8Array): boolean {
    if (this.socket.readyState !== WebSocket.OPEN) return false;
    this.socket.send(message);
    return true;
  }

  ping(): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.ping();
  }

  close(code: number, reason: string): void {
    this.socket.close(code, reason);
  }

  /** Gives up on the connection without waiting for the other side. */
  [Symbol.dispose](): void {
    this.socket.terminate();
  }
}

function asBytes(data: Buffer | ArrayBuffer | Buffer[]): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? Buffer.from(data) : data;
}
