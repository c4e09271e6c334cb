import { connect, type Socket } from 'node:net';
import { SAMPLE_RATE_HZ } from '@loa/protocol/vocabulary';
import {
  COMMAND,
  CONTROL_CHANNEL,
  DESCRIPTOR_BYTES,
  NO_INDEX,
  PROTOCOL_VERSION,
  TagReader,
  TagWriter,
} from './pulse-wire.ts';

/** A message of the server is at most this long; the largest that playback sees is under 1 KiB. */
const MOST_MESSAGE_BYTES = 256 * 1024;
const BYTES_PER_FRAME = 2;
/** The server asks for more in pieces of 20 ms, of 10 ms where it holds little. */
const REQUEST_MS = 20;
const SHORT_REQUEST_MS = 10;
const LITTLE_MS = 100;

export interface PulseStreamOptions {
  readonly path: string;
  /** Null is the server's default sink. */
  readonly sink: string | null;
  readonly cookie: Uint8Array;
  /** Asked when the stream is made. */
  readonly latencyMs: () => number;
  readonly processId: number;
  /** Declared to the server; the frames are counted as if it were the rate of the recording. */
  readonly rateHz: number;
}

export interface PulseEvents {
  opened(): void;
  requested(frames: number): void;
  underflow(): void;
  closed(reason: string): void;
}

export interface PulseLatency {
  readonly playedFrames: number;
  readonly bufferFrames: number;
}

/** One connection with one playback stream. It lives until `closed`; another is made then. */
export class PulseConnection implements Disposable {
  private readonly options: PulseStreamOptions;
  private readonly events: PulseEvents;
  private readonly replies = new Map<number, (reply: TagReader | null) => void>();
  private socket: Socket | null = null;
  private received: Buffer = Buffer.alloc(0);
  private nextTag = 0;
  private channel = -1;
  private ended = false;

  constructor(options: PulseStreamOptions, events: PulseEvents) {
    this.options = options;
    this.events = events;
  }

  open(): void {
    const socket = connect(this.options.path);
    this.socket = socket;
    socket.on('connect', () => this.authenticate());
    socket.on('data', (bytes: Buffer) => this.receive(bytes));
    socket.on('error', (error) => this.end(error.message));
    socket.on('close', () => this.end('the server closed the connection'));
  }

  write(pcm: Buffer): void {
    if (this.channel < 0 || !this.socket) return;
    this.socket.write(Buffer.concat([descriptor(pcm.length, this.channel), pcm]));
  }

  /** Changes how much is written ahead; the stream and its position go on. */
  setLatency(latencyMs: number): void {
    if (this.channel < 0) return;
    const body = new TagWriter()
      .u32(this.channel, NO_INDEX, bytesOfMs(latencyMs), 0, requestBytes(latencyMs))
      // adjust latency, early requests
      .bool(true, false);
    this.request(COMMAND.setPlaybackStreamBufferAttributes, body, () => {});
  }

  /** Null when the server refused or the connection ended. */
  latency(done: (latency: PulseLatency | null) => void): void {
    if (this.channel < 0) {
      done(null);
      return;
    }
    const body = new TagWriter().u32(this.channel).time(0, 0);
    this.request(COMMAND.getPlaybackLatency, body, (reply) => done(reply && readLatency(reply)));
  }

  [Symbol.dispose](): void {
    this.ended = true;
    this.socket?.destroy();
    this.failReplies();
  }

  private authenticate(): void {
    const auth = new TagWriter().u32(PROTOCOL_VERSION).arbitrary(this.options.cookie);
    this.request(COMMAND.auth, auth, (reply) => {
      if (!reply) return this.end('the server refused the cookie');
      const name = new TagWriter().properties({
        'application.name': 'loa-node-agent',
        'application.process.id': String(this.options.processId),
      });
      this.request(COMMAND.setClientName, name, () => this.createStream());
    });
  }

  /**
   * `prebuf` 0: the stream plays from the first moment and through underruns, so that its position
   * never waits for data and the timeline is kept.
   */
  private createStream(): void {
    const latencyMs = this.options.latencyMs();
    const body = new TagWriter()
      .monoSpec(this.options.rateHz)
      .monoMap()
      .u32(NO_INDEX)
      .string(this.options.sink)
      .u32(NO_INDEX)
      .bool(false)
      .u32(bytesOfMs(latencyMs), 0, requestBytes(latencyMs), 0)
      .monoVolume()
      .bool(false, false, false, false, false, false, false)
      // muted, adjust latency
      .bool(false, true)
      .properties({ 'media.name': 'loa' })
      .bool(false, false, false, false, false, false, false);
    this.request(COMMAND.createPlaybackStream, body, (reply) => {
      if (!reply) return this.end('the server refused the stream');
      this.channel = reply.number();
      reply.next();
      const missingBytes = reply.number();
      this.events.opened();
      if (missingBytes > 0) this.events.requested(missingBytes / BYTES_PER_FRAME);
    });
  }

  private request(command: number, body: TagWriter, done: (reply: TagReader | null) => void): void {
    const tag = this.nextTag++;
    const message = Buffer.concat([new TagWriter().u32(command, tag).bytes(), body.bytes()]);
    this.replies.set(tag, done);
    this.socket?.write(Buffer.concat([descriptor(message.length, CONTROL_CHANNEL), message]));
  }

  private receive(bytes: Buffer): void {
    this.received = this.received.length > 0 ? Buffer.concat([this.received, bytes]) : bytes;
    while (this.received.length >= DESCRIPTOR_BYTES && !this.ended) {
      const length = this.received.readUInt32BE(0);
      if (length > MOST_MESSAGE_BYTES) {
        this.end('a message of the server is too long');
        return;
      }
      if (this.received.length < DESCRIPTOR_BYTES + length) return;
      const isControl = this.received.readUInt32BE(4) === CONTROL_CHANNEL;
      const message = this.received.subarray(DESCRIPTOR_BYTES, DESCRIPTOR_BYTES + length);
      this.received = this.received.subarray(DESCRIPTOR_BYTES + length);
      if (isControl) this.control(message);
    }
  }

  private control(message: Buffer): void {
    try {
      const reader = new TagReader(message);
      const command = reader.number();
      const tag = reader.number();
      if (command === COMMAND.reply || command === COMMAND.error) {
        const done = this.replies.get(tag);
        this.replies.delete(tag);
        done?.(command === COMMAND.reply ? reader : null);
      } else this.event(command, reader);
    } catch (error) {
      this.end(error instanceof Error ? error.message : 'a message could not be read');
    }
  }

  private event(command: number, reader: TagReader): void {
    if (command === COMMAND.request) {
      reader.next();
      this.events.requested(reader.number() / BYTES_PER_FRAME);
    } else if (command === COMMAND.underflow) this.events.underflow();
    else if (command === COMMAND.killed) this.end('the server ended the stream');
  }

  private end(reason: string): void {
    if (this.ended) return;
    this[Symbol.dispose]();
    this.events.closed(reason);
  }

  private failReplies(): void {
    const waiting = [...this.replies.values()];
    this.replies.clear();
    for (const done of waiting) done(null);
  }
}

function requestBytes(latencyMs: number): number {
  return bytesOfMs(latencyMs < LITTLE_MS ? SHORT_REQUEST_MS : REQUEST_MS);
}

function bytesOfMs(ms: number): number {
  return Math.round((SAMPLE_RATE_HZ * ms) / 1000) * BYTES_PER_FRAME;
}

function descriptor(length: number, channel: number): Buffer {
  const head = Buffer.alloc(DESCRIPTOR_BYTES);
  head.writeUInt32BE(length, 0);
  head.writeUInt32BE(channel, 4);
  return head;
}

/** Heard is what the sink has read, less what it has not yet played. */
function readLatency(reply: TagReader): PulseLatency {
  const sinkUs = reply.number();
  for (let skipped = 0; skipped < 4; skipped++) reply.next();
  const writeIndex = reply.number();
  const readIndex = reply.number();
  const unheardFrames = (sinkUs * SAMPLE_RATE_HZ) / 1e6;
  return {
    playedFrames: readIndex / BYTES_PER_FRAME - unheardFrames,
    bufferFrames: (writeIndex - readIndex) / BYTES_PER_FRAME + unheardFrames,
  };
}
