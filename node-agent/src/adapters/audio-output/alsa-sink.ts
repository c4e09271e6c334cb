import { SAMPLE_RATE_HZ } from '@loa/protocol/vocabulary';
import { backOffMs, type Clock, type Logger, type Random, type Timers } from '@loa/runtime/pure';
import type { PositionReport } from '../../domain/clock/index.ts';
import type { AudioSink, SinkFeed, SinkStatus, WriteAhead } from '../../ports.ts';
import { ALSA_ERROR, type AlsaLibrary, type AlsaPcm } from './alsa-library.ts';
import { Latency } from './latency.ts';
import { toPcm16 } from './pcm.ts';
import { WriteClock } from './write-clock.ts';

const TURN_MS = 10;
/** Room for the longest that is written ahead; a card may give less. */
const BUFFER_US = 1e6;
const REOPEN = { baseMs: 250, capMs: 5_000 } as const;
/** A call that takes so long means that the card or its server is gone. */
const ANSWER_WITHIN_MS = 3_000;
/** What closing may take at the end of the program. */
const CLOSE_WITHIN_MS = 500;
const BYTES_PER_FRAME = 2;

export interface AlsaSinkOptions {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly log: Logger;
  readonly library: AlsaLibrary;
  /** As `aplay -L` lists them; one that converts (`default`, `plughw:…`) takes mono everywhere. */
  readonly device: string;
}

interface Run {
  pcm: AlsaPcm | null;
  writing: WriteClock;
  /** Frames the device has taken. */
  takenFrames: number;
  /** Pulled and not yet taken. */
  left: Buffer;
  isStarted: boolean;
}

/**
 * Plays through ALSA without a sound server. The device takes what it can and says how much of it
 * is still to be heard; one that cannot say it is written to by the clock.
 *
 * Invariants: one call of libasound is under way at a time; `run` is null while the device is away.
 */
export class AlsaSink implements AudioSink {
  readonly kind = 'alsa';
  private readonly options: AlsaSinkOptions;
  private readonly latency = new Latency();
  private feed: SinkFeed | null = null;
  private run: Run | null = null;
  private playing: Promise<void> = Promise.resolve();
  private retry: Disposable | null = null;
  private attempts = 0;
  private underruns = 0;
  private best: PositionReport | null = null;

  constructor(options: AlsaSinkOptions) {
    this.options = options;
  }

  open(feed: SinkFeed): void {
    this.feed = feed;
    this.begin();
  }

  /** The best report since it was last asked. */
  report(done: (report: PositionReport | null) => void): void {
    const report = this.best;
    this.best = null;
    done(report);
  }

  writeAhead(ahead: WriteAhead): void {
    this.latency.choose(ahead);
  }

  status(): SinkStatus {
    const { run } = this;
    const nowUs = this.options.clock.monotonicUs();
    const ahead = run?.pcm ? run.writing.writtenFrames() - run.writing.heardFrames(nowUs) : null;
    return {
      state: run?.pcm ? 'open' : 'failed',
      bufferFrames: ahead === null ? null : Math.max(0, Math.round(ahead)),
      underruns: this.underruns,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.feed = null;
    this.run = null;
    this.retry?.[Symbol.dispose]();
    const patience = new Promise<void>((done) => this.options.timers.after(CLOSE_WITHIN_MS, done));
    await Promise.race([this.playing, patience]);
  }

  private begin(): void {
    const { clock } = this.options;
    const run: Run = {
      ...{ pcm: null, takenFrames: 0, left: Buffer.alloc(0), isStarted: false },
      writing: new WriteClock(clock.monotonicUs()),
    };
    this.run = run;
    this.playing = this.play(run).catch((error: unknown) => {
      this.lost(run, error instanceof Error ? error.message : String(error));
    });
  }

  /** The life of one opened device. */
  private async play(run: Run): Promise<void> {
    const { library, device } = this.options;
    const pcm = await this.timely(run, library.open(device, BUFFER_US));
    try {
      if (run !== this.run) return;
      run.pcm = pcm;
      this.attempts = 0;
      this.restart(run);
      this.feed?.changed();
      while (run === this.run) {
        await this.turn(run, pcm);
        await new Promise<void>((done) => this.options.timers.after(TURN_MS, done));
      }
    } finally {
      await pcm.close();
    }
  }

  private async turn(run: Run, pcm: AlsaPcm): Promise<void> {
    if (run.isStarted) await this.observe(run, pcm);
    if (run !== this.run || !this.feed) return;
    if (run.left.length === 0) {
      const ahead = (this.latency.nowMs() * SAMPLE_RATE_HZ) / 1000;
      const due = run.writing.dueFrames(this.options.clock.monotonicUs(), ahead);
      if (due === 0) return;
      run.left = toPcm16(this.feed.pull(due));
      run.writing.wrote(due);
    }
    const taken = await this.timely(run, pcm.write(run.left));
    if (taken === ALSA_ERROR.again) return;
    if (taken < 0) return this.recover(run, pcm, taken);
    run.takenFrames += taken;
    run.left = run.left.subarray(taken * BYTES_PER_FRAME);
    if (run.isStarted) return;
    run.isStarted = true;
    const started = await this.timely(run, pcm.start());
    if (started < 0) await this.recover(run, pcm, started);
  }

  /** A delay of nothing under sound that is written ahead is no answer either. */
  private async observe(run: Run, pcm: AlsaPcm): Promise<void> {
    const askedAtUs = this.options.clock.monotonicUs();
    const delay = await this.timely(run, pcm.delay());
    const answeredAtUs = this.options.clock.monotonicUs();
    if (run !== this.run) return;
    if (delay === ALSA_ERROR.xrun || delay === ALSA_ERROR.suspended) {
      return this.recover(run, pcm, delay);
    }
    if (delay <= 0) return;
    const localUs = (askedAtUs + answeredAtUs) / 2;
    const playedFrames = run.takenFrames - delay;
    if (playedFrames <= 0) return;
    run.writing.observe(localUs, playedFrames);
    const report = { localUs, playedFrames, uncertaintyUs: answeredAtUs - askedAtUs };
    if (!this.best || report.uncertaintyUs < this.best.uncertaintyUs) this.best = report;
  }

  /** The card begins anew, and so do its frames. */
  private async recover(run: Run, pcm: AlsaPcm, error: number): Promise<void> {
    if (error === ALSA_ERROR.xrun) {
      this.underruns++;
      if (this.latency.underran(this.options.clock.monotonicUs())) {
        const latencyMs = this.latency.nowMs();
        this.options.log.warn({ latencyMs }, 'sound ran dry: more is written ahead');
      }
    }
    const code = await this.timely(run, pcm.recover(error));
    if (run !== this.run) return;
    if (code < 0) this.lost(run, `the device failed with error ${error}`);
    else this.restart(run);
  }

  private restart(run: Run): void {
    run.writing = new WriteClock(this.options.clock.monotonicUs());
    run.takenFrames = 0;
    run.left = Buffer.alloc(0);
    run.isStarted = false;
    this.best = null;
    this.feed?.restarted();
  }

  /** Gives the device up when it does not answer; the call's own end is awaited all the same. */
  private async timely<Answer>(run: Run, call: Promise<Answer>): Promise<Answer> {
    const watchdog = this.options.timers.after(ANSWER_WITHIN_MS, () => {
      this.lost(run, 'the device does not answer');
    });
    try {
      return await call;
    } finally {
      watchdog[Symbol.dispose]();
    }
  }

  private lost(run: Run, reason: string): void {
    if (run !== this.run || !this.feed) return;
    const { timers, random, log, device } = this.options;
    const wasOpen = run.pcm !== null;
    this.run = null;
    this.best = null;
    const delayMs = 50 + backOffMs(REOPEN, this.attempts++, random.next());
    if (wasOpen || this.attempts === 1) {
      log.warn({ reason, device, delayMs }, 'the sound card is away');
    }
    this.retry?.[Symbol.dispose]();
    this.retry = timers.after(delayMs, () => this.begin());
    this.feed.changed();
  }
}
