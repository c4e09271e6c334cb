import { readFileSync } from 'node:fs';
import { SAMPLE_RATE_HZ } from '@loa/protocol/vocabulary';
import { backOffMs, type Clock, type Logger, type Random, type Timers } from '@loa/runtime/pure';
import type { PositionReport } from '../../domain/clock/index.ts';
import type { AudioSink, SinkFeed, SinkStatus, WriteAhead } from '../../ports.ts';
import { Latency } from './latency.ts';
import { toPcm16 } from './pcm.ts';
import { PulseConnection, type PulseEvents } from './pulse-connection.ts';

const REOPEN = { baseMs: 250, capMs: 5_000 } as const;
/** A server that answers nothing for so long is taken for dead. */
const ANSWER_WITHIN_MS = 3_000;
/** The server may ask for this much at once; more is its error and is served in pieces. */
const MOST_PULL_FRAMES = SAMPLE_RATE_HZ * 2;
/** Length of PulseAudio's authentication cookie. */
const COOKIE_BYTES = 256;

export interface PulseSinkOptions {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly log: Logger;
  /** Path of the server's unix socket. */
  readonly path: string;
  readonly sink: string | null;
  readonly cookieFile: string | null;
  readonly processId: number;
  /** A rate unlike the recording's is a card with a crystal of its own, for tests and benchmarks. */
  readonly rateHz?: number;
}

/**
 * Plays through a PulseAudio or PipeWire server. The stream is opened once and plays for ever;
 * when the server goes it is opened again, and its frames count from 0.
 */
export class PulseSink implements AudioSink {
  readonly kind = 'pulse';
  private readonly options: PulseSinkOptions;
  private feed: SinkFeed | null = null;
  private connection: PulseConnection | null = null;
  private retry: Disposable | null = null;
  private watchdog: Disposable | null = null;
  private attempts = 0;
  private isOpen = false;
  private underruns = 0;
  private readonly latency = new Latency();
  private bufferFrames: number | null = null;

  constructor(options: PulseSinkOptions) {
    this.options = options;
  }

  open(feed: SinkFeed): void {
    this.feed = feed;
    this.connect();
  }

  report(done: (report: PositionReport | null) => void): void {
    const { connection } = this;
    if (!connection || !this.isOpen) {
      done(null);
      return;
    }
    const askedAtUs = this.options.clock.monotonicUs();
    this.watchdog ??= this.options.timers.after(ANSWER_WITHIN_MS, () => {
      if (connection === this.connection) this.lost('the sound server does not answer');
    });
    connection.latency((latency) => {
      const answeredAtUs = this.options.clock.monotonicUs();
      if (connection !== this.connection) return;
      this.watchdog?.[Symbol.dispose]();
      this.watchdog = null;
      if (latency === null) {
        done(null);
        return;
      }
      this.bufferFrames = Math.max(0, Math.round(latency.bufferFrames));
      done({
        localUs: (askedAtUs + answeredAtUs) / 2,
        playedFrames: latency.playedFrames,
        uncertaintyUs: answeredAtUs - askedAtUs,
      });
    });
  }

  /** The stream and its position go on; what the server holds is heard, the next is asked for later. */
  writeAhead(ahead: WriteAhead): void {
    if (this.latency.choose(ahead)) this.connection?.setLatency(this.latency.nowMs());
  }

  status(): SinkStatus {
    return {
      state: this.isOpen ? 'open' : 'failed',
      bufferFrames: this.bufferFrames,
      underruns: this.underruns,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.feed = null;
    this.retry?.[Symbol.dispose]();
    this.watchdog?.[Symbol.dispose]();
    this.connection?.[Symbol.dispose]();
    this.connection = null;
  }

  private connect(): void {
    const { path, sink, processId, cookieFile, rateHz = SAMPLE_RATE_HZ } = this.options;
    const cookie = readCookie(cookieFile);
    const connection: PulseConnection = new PulseConnection(
      { path, sink, cookie, processId, rateHz, latencyMs: () => this.latency.nowMs() },
      this.eventsOf(() => connection === this.connection),
    );
    this.connection = connection;
    connection.open();
  }

  private eventsOf(isCurrent: () => boolean): PulseEvents {
    return {
      opened: () => {
        if (!isCurrent()) return;
        this.attempts = 0;
        this.isOpen = true;
        this.feed?.restarted();
        this.feed?.changed();
      },
      requested: (frames) => {
        if (isCurrent()) this.serve(Math.min(frames, MOST_PULL_FRAMES));
      },
      underflow: () => {
        if (isCurrent()) this.underran();
      },
      closed: (reason) => {
        if (isCurrent()) this.lost(reason);
      },
    };
  }

  private underran(): void {
    this.underruns++;
    if (!this.latency.underran(this.options.clock.monotonicUs())) return;
    const latencyMs = this.latency.nowMs();
    this.connection?.setLatency(latencyMs);
    this.options.log.warn({ latencyMs }, 'sound ran dry: more is written ahead');
  }

  private serve(frames: number): void {
    const samples = this.feed?.pull(frames);
    if (samples) this.connection?.write(toPcm16(samples));
  }

  private lost(reason: string): void {
    if (!this.feed) return;
    this.connection?.[Symbol.dispose]();
    this.connection = null;
    this.watchdog?.[Symbol.dispose]();
    this.watchdog = null;
    this.bufferFrames = null;
    const wasOpen = this.isOpen;
    this.isOpen = false;
    const { timers, random, log } = this.options;
    const delayMs = 50 + backOffMs(REOPEN, this.attempts++, random.next());
    if (wasOpen || this.attempts === 1) log.warn({ reason, delayMs }, 'the sound server is away');
    this.retry?.[Symbol.dispose]();
    this.retry = timers.after(delayMs, () => this.connect());
    this.feed.changed();
  }
}

/** A server that asks for a cookie needs this user's; one that does not takes any. */
function readCookie(file: string | null): Uint8Array {
  if (file !== null) {
    try {
      return readFileSync(file);
    } catch {
      // Without a cookie the server decides; its refusal is reported as such.
    }
  }
  return new Uint8Array(COOKIE_BYTES);
}
