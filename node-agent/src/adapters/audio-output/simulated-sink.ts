import { SAMPLE_RATE_HZ, type SinkKind } from '@loa/protocol/vocabulary';
import type { Clock, Random, Timers } from '@loa/runtime/pure';
import type { PositionReport } from '../../domain/clock/index.ts';
import type { AudioSink, SinkFeed, SinkStatus, WriteAhead } from '../../ports.ts';

/** How far a simulated card is written ahead, unless told otherwise. */
const AHEAD_MS = 100;
/** The same for live voice: four periods. */
const SHORT_AHEAD_MS = 80;
const PERIOD_MS = 20;

export interface SimulatedSinkOptions {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  /** How far it is written ahead, ms: more where many share one machine. */
  readonly aheadMs?: number;
  /** Rate of the card's crystal against the node's clock, parts per million. */
  readonly skewPpm?: number;
  /** Uniform error of the reported position, ± µs. */
  readonly reportNoiseUs?: number;
  /** What the card plays, in order: frame `first` of its output and the following. */
  readonly played?: (samples: Float32Array, first: number) => void;
  readonly kind?: SinkKind;
}

/**
 * A sound card without sound: it takes frames at the rate of its crystal, reports which frame is
 * heard, and can be made to fail. The clock is injected, so it runs in real and in virtual time.
 */
export class SimulatedSink implements AudioSink {
  readonly kind: SinkKind;
  private readonly options: SimulatedSinkOptions;
  private readonly framesPerUs: number;
  private readonly longFrames: number;
  private aheadFrames: number;
  private feed: SinkFeed | null = null;
  private timer: Disposable | null = null;
  private openedAtUs = 0;
  private written = 0;
  private underruns = 0;
  private failed = false;
  private mute = false;

  constructor(options: SimulatedSinkOptions) {
    this.options = options;
    this.kind = options.kind ?? 'simulated';
    this.longFrames = framesOfMs(options.aheadMs ?? AHEAD_MS);
    this.aheadFrames = this.longFrames;
    this.framesPerUs = (SAMPLE_RATE_HZ / 1e6) * (1 + (options.skewPpm ?? 0) * 1e-6);
  }

  open(feed: SinkFeed): void {
    this.feed = feed;
    this.begin();
  }

  report(done: (report: PositionReport | null) => void): void {
    if (this.failed || this.mute || !this.feed) {
      done(null);
      return;
    }
    const noise = (this.options.random.next() * 2 - 1) * (this.options.reportNoiseUs ?? 0);
    const localUs = this.options.clock.monotonicUs();
    const playedFrames = this.heardFrames(localUs) + noise * this.framesPerUs;
    done({ localUs, playedFrames, uncertaintyUs: 0 });
  }

  /** Nothing is taken back: what is written is heard, and the next is asked for later. */
  writeAhead(ahead: WriteAhead): void {
    const isShort = ahead === 'short';
    this.aheadFrames = isShort
      ? Math.min(this.longFrames, framesOfMs(SHORT_AHEAD_MS))
      : this.longFrames;
  }

  status(): SinkStatus {
    const localUs = this.options.clock.monotonicUs();
    const ahead = this.feed ? this.written - this.heardFrames(localUs) : 0;
    return {
      state: this.failed ? 'failed' : 'open',
      bufferFrames: this.failed || this.mute ? null : Math.max(0, Math.round(ahead)),
      underruns: this.underruns,
    };
  }

  /** As a card that cannot say where it stands. */
  setMute(mute: boolean): void {
    this.mute = mute;
  }

  /** As when the card is pulled out. */
  fail(): void {
    this.failed = true;
    this.timer?.[Symbol.dispose]();
    this.feed?.changed();
  }

  /** As when it is plugged in again. */
  recover(): void {
    this.failed = false;
    this.feed?.restarted();
    this.begin();
    this.feed?.changed();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.timer?.[Symbol.dispose]();
    this.feed = null;
  }

  private begin(): void {
    this.openedAtUs = this.options.clock.monotonicUs();
    this.written = 0;
    this.timer?.[Symbol.dispose]();
    this.timer = this.options.timers.every(PERIOD_MS, () => this.period());
    this.period();
  }

  private heardFrames(localUs: number): number {
    return (localUs - this.openedAtUs) * this.framesPerUs;
  }

  private period(): void {
    if (!this.feed) return;
    const heard = Math.floor(this.heardFrames(this.options.clock.monotonicUs()));
    if (this.written > 0 && heard > this.written) {
      this.underruns++;
      this.skip(heard - this.written);
    }
    const wanted = heard + this.aheadFrames - this.written;
    if (wanted <= 0) return;
    const samples = this.feed.pull(wanted);
    this.options.played?.(samples, this.written);
    this.written += samples.length;
  }

  /** What comes too late for the card is lost; its time goes on. */
  private skip(frames: number): void {
    this.feed?.pull(frames);
    this.options.played?.(new Float32Array(frames), this.written);
    this.written += frames;
  }
}

function framesOfMs(ms: number): number {
  return (ms * SAMPLE_RATE_HZ) / 1000;
}
