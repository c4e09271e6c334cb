import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { RawData, WebSocket } from 'ws';
import type { Frame } from './frames.ts';

/** A ping without content, RFC 6455, section 5.5.2. */
const PING = Buffer.from([0x89, 0]);

/** One node's connection, as the hub writes to it. */
export class LinkSocket {
  private readonly socket: WebSocket;
  /** What lies below, where whole frames may be written between the library's own; null elsewhere. */
  private readonly below: Socket | null;
  private hasWritten = false;

  constructor(socket: WebSocket, below: Duplex) {
    this.socket = socket;
    this.below = below instanceof Socket ? below : null;
  }

  get isOpen(): boolean {
    return this.socket.readyState === this.socket.OPEN;
  }

  /** Bytes that the system has not taken yet. */
  get waitingBytes(): number {
    return this.below ? this.below.writableLength : this.socket.bufferedAmount;
  }

  /**
   * Sends a frame that was made before. The library writes each frame of its own as a whole and in
   * one go (compression, which would not, is off), so a frame may stand between two of them; over
   * TLS the socket encrypts it for itself. Nothing else than sockets takes this way.
   */
  sendFrame(frame: Frame, done?: () => void): void {
    this.hasWritten = true;
    if (!this.isOpen) done?.();
    else if (this.below) this.below.write(frame.bytes, done);
    else this.socket.send(frame.payload, () => done?.());
  }

  send(message: string | Uint8Array, done?: () => void): void {
    this.hasWritten = true;
    if (!this.isOpen) done?.();
    else this.socket.send(message, { binary: typeof message !== 'string' }, () => done?.());
  }

  /** Whether anything was sent since this was asked last. */
  takeWritten(): boolean {
    const written = this.hasWritten;
    this.hasWritten = false;
    return written;
  }

  ping(): void {
    if (!this.isOpen) return;
    if (this.below) this.below.write(PING);
    else this.socket.ping();
  }

  close(code: number, reason: string): void {
    this.socket.close(code, reason);
  }

  terminate(): void {
    this.socket.terminate();
  }

  listen(hears: {
    readonly message: (data: RawData, isBinary: boolean) => void;
    readonly pong: () => void;
    readonly error: (error: Error) => void;
    readonly close: () => void;
  }): void {
    this.socket.on('message', hears.message);
    this.socket.on('pong', hears.pong);
    this.socket.on('error', hears.error);
    this.socket.on('close', hears.close);
  }
}
