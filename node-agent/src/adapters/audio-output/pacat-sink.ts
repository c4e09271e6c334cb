import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { SAMPLE_RATE_HZ } from '@loa/protocol/vocabulary';
import { backOffMs, type Clock, type Logger, type Random, type Timers } from '@loa/runtime/pure';
import type { PositionReport } from '../../domain/clock/index.ts';
import type { AudioSink, SinkFeed, SinkStatus, WriteAhead } from '../../ports.ts';
import { Latency } from './latency.ts';
import { type PacatWord, PacatWords } from './pacat-words.ts';
import { toPcm16 } from './pcm.ts';
import { WriteClock } from './write-clock.ts';

const TURN_MS = 10;
/** The server asks in pieces of this. */
const PROCESS_MS = 10;
/** Beyond what the server holds, so that the pipe is never empty when it asks: two turns, one piece. */
const MARGIN_MS = 40;
/** Milliseconds are printed, so a position is known to about one. */
const PRINTED_US = 1_000;
/** What a program that reads nothing may leave lying: 2 s. */
const MOST_QUEUED_BYTES = 2 * 2 * SAMPLE_RATE_HZ;
/**
 * The position is printed from a 32-bit float, whose steps reach 1 ms after 2.3 h. A younger program
 * takes over in silence.
 */
const OLD_AFTER_US = 2 * 3_600e6;
/** Silence that is long enough to be between broadcasts. */
const SILENCE_US = 3e6;
/** A program that has not ended by then has found its server, even if it says nothing. */
const ALIVE_US = 1e6;
const REOPEN = { baseMs: 250, capMs: 5_000 } as const;
/** What `env` says when there is no such program. */
const NOT_FOUND = 127;
const REMARKS_KEPT = 3;

export interface PacatSinkOptions {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly log: Logger;
  /** Path of the server's unix socket; null is pacat's own default. */
  readonly path: string | null;
  readonly sink: string | null;
  readonly cookieFile: string | null;
}

type Pacat = ChildProcessByStdio<Writable, null, Readable>;

interface Run {
  readonly child: Pacat;
  readonly writing: WriteClock;
  readonly words: PacatWords;
  readonly latencyMs: number;
  readonly startedAtUs: number;
  /** It has said where it stands, or has lived long enough without. */
  isOpen: boolean;
  silentSinceUs: number;
  remarks: string[];
}

/**
 * Plays through the `pacat` program of PulseAudio, which says at which position it is heard. When
 * it ends it is started again, and its frames count from 0.
 *
 * What it holds is set when it starts: live voice waits as long as the rest.
 */
export class PacatSink implements AudioSink {
  readonly kind = 'pacat';
  private readonly options: PacatSinkOptions;
  private readonly latency = new Latency();
  private feed: SinkFeed | null = null;
  private run: Run | null = null;
  private turns: Disposable | null = null;
  private retry: Disposable | null = null;
  private attempts = 0;
  private underruns = 0;
  private latest: PositionReport | null = null;

  constructor(options: PacatSinkOptions) {
    this.options = options;
  }

  open(feed: SinkFeed): void {
    this.feed = feed;
    this.turns = this.options.timers.every(TURN_MS, () => this.turn());
    this.start();
  }

  /** Each report is given once. */
  report(done: (report: PositionReport | null) => void): void {
    const report = this.latest;
    this.latest = null;
    done(report);
  }

  writeAhead(_ahead: WriteAhead): void {}

  status(): SinkStatus {
    const { run } = this;
    const nowUs = this.options.clock.monotonicUs();
    const ahead = run && run.writing.writtenFrames() - run.writing.heardFrames(nowUs);
    return {
      state: run?.isOpen ? 'open' : 'failed',
      bufferFrames: ahead === null ? null : Math.max(0, Math.round(ahead)),
      underruns: this.underruns,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.feed = null;
    this.turns?.[Symbol.dispose]();
    this.retry?.[Symbol.dispose]();
    this.end();
  }

  private start(): void {
    const { clock } = this.options;
    const latencyMs = this.latency.nowMs();
    const child = spawn('env', this.arguments(latencyMs), { stdio: ['pipe', 'ignore', 'pipe'] });
    const startedAtUs = clock.monotonicUs();
    const writing = new WriteClock(startedAtUs);
    const words = new PacatWords();
    const run: Run = {
      ...{ child, writing, words, latencyMs, startedAtUs },
      ...{ isOpen: false, silentSinceUs: startedAtUs, remarks: [] },
    };
    this.run = run;
    child.stderr.setEncoding('utf8');
    child.stderr.on('data', (text: string) => {
      for (const word of words.take(text)) if (run === this.run) this.heard(run, word);
    });
    child.on('error', (error) => this.ended(run, error.message));
    child.on('close', (code) => this.ended(run, reasonOf(code, run.remarks)));
    child.stdin.on('error', () => {
      // The program has gone: `close` tells why.
    });
    this.feed?.restarted();
  }

  private opened(run: Run): void {
    if (run.isOpen) return;
    run.isOpen = true;
    this.attempts = 0;
    this.feed?.changed();
  }

  /** The locale is C, so that what it says can be read. */
  private arguments(latencyMs: number): string[] {
    const { path, sink, cookieFile } = this.options;
    return [
      'LC_ALL=C',
      ...(cookieFile === null ? [] : [`PULSE_COOKIE=${cookieFile}`]),
      'pacat',
      '--playback',
      '--verbose',
      '--raw',
      '--format=s16le',
      `--rate=${SAMPLE_RATE_HZ}`,
      '--channels=1',
      `--latency-msec=${latencyMs}`,
      `--process-time-msec=${PROCESS_MS}`,
      '--client-name=loa-node-agent',
      '--stream-name=loa',
      ...(path === null ? [] : [`--server=unix:${path}`]),
      ...(sink === null ? [] : [`--device=${sink}`]),
    ];
  }

  private heard(run: Run, word: PacatWord): void {
    if (word.kind === 'remark') run.remarks = [...run.remarks, word.text].slice(-REMARKS_KEPT);
    else if (word.kind === 'underrun') this.underran();
    else {
      this.opened(run);
      const localUs = this.options.clock.monotonicUs();
      const playedFrames = word.seconds * SAMPLE_RATE_HZ;
      run.writing.observe(localUs, playedFrames);
      this.latest = { localUs, playedFrames, uncertaintyUs: PRINTED_US };
    }
  }

  private underran(): void {
    this.underruns++;
    if (!this.latency.underran(this.options.clock.monotonicUs())) return;
    const latencyMs = this.latency.nowMs();
    this.options.log.warn({ latencyMs }, 'sound ran dry: the next pacat holds more');
  }

  private turn(): void {
    const { run, feed } = this;
    if (!run || !feed) return;
    const nowUs = this.options.clock.monotonicUs();
    if (nowUs - run.startedAtUs > ALIVE_US) this.opened(run);
    if (run.child.stdin.writableLength > MOST_QUEUED_BYTES) {
      this.lost(run, 'pacat takes no sound');
      return;
    }
    const due = run.writing.dueFrames(nowUs, framesOfMs(run.latencyMs + MARGIN_MS));
    if (due === 0) return;
    const samples = feed.pull(due);
    if (samples.some((sample) => sample !== 0)) run.silentSinceUs = nowUs;
    run.writing.wrote(samples.length);
    run.child.stdin.write(toPcm16(samples));
    if (this.isToBeReplaced(run, nowUs)) this.replace();
  }

  private isToBeReplaced(run: Run, nowUs: number): boolean {
    if (nowUs - run.silentSinceUs < SILENCE_US) return false;
    return nowUs - run.startedAtUs > OLD_AFTER_US || this.latency.nowMs() !== run.latencyMs;
  }

  private replace(): void {
    this.end();
    this.start();
  }

  private ended(run: Run, reason: string): void {
    if (run === this.run) this.lost(run, reason);
  }

  private lost({ isOpen }: Run, reason: string): void {
    this.end();
    if (!this.feed) return;
    const { timers, random, log } = this.options;
    const delayMs = backOffMs(REOPEN, this.attempts++, random.next());
    if (isOpen || this.attempts === 1) log.warn({ reason, delayMs }, 'pacat is away');
    this.retry?.[Symbol.dispose]();
    this.retry = timers.after(delayMs, () => this.start());
    this.feed.changed();
  }

  private end(): void {
    const { run } = this;
    this.run = null;
    this.latest = null;
    run?.child.kill('SIGKILL');
  }
}

function reasonOf(code: number | null, remarks: readonly string[]): string {
  if (code === NOT_FOUND) {
    return 'the program pacat is not installed; on Debian: apt install pulseaudio-utils';
  }
  return remarks.length > 0 ? remarks.join(' | ') : `pacat ended with ${code}`;
}

function framesOfMs(ms: number): number {
  return (ms * SAMPLE_RATE_HZ) / 1000;
}
