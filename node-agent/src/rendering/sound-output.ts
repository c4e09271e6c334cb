import { SAMPLE_RATE_HZ } from '@loa/protocol/vocabulary';
import type { Clock, Timers } from '@loa/runtime/pure';
import { FEWEST_REPORTS, type PositionReport } from '../domain/clock/index.ts';
import type {
  AudioSink,
  DecoderPool,
  PlannedStretch,
  SoundStore,
  Speaker,
  SpeakerEvents,
  SpeakerStatus,
  StreamStore,
  WriteAhead,
} from '../ports.ts';
import { AssetVoice } from './asset-voice.ts';
import type { RenderStretch } from './mix.ts';
import { Reckoning } from './reckoning.ts';
import { type RenderClock, Renderer, type Tap } from './renderer.ts';
import { StreamVoice } from './stream-voice.ts';
import type { Voice } from './voice.ts';

/** Reports of the position: quick until the fit stands, so that a node sounds soon after start. */
const FIRST_REPORT_EVERY_MS = 40;
const REPORT_EVERY_MS = 100;
/** Margin between what is rendered and where a late stretch enters. */
const ENTRY_MARGIN_US = 30_000;
/** Lead assumed while nothing is placed. */
const UNPLACED_LEAD_US = 200_000;

export interface SoundOutputDeps {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly timeline: RenderClock;
  readonly sink: AudioSink;
  readonly store: SoundStore;
  readonly streams: StreamStore;
  readonly decoders: DecoderPool;
  readonly events: SpeakerEvents;
}

/** Joins the renderer to a sink: feeds it, asks where it stands, and holds the voices. */
export class SoundOutput implements Speaker {
  private readonly deps: SoundOutputDeps;
  private readonly renderer: Renderer;
  private readonly voices = new Map<string, Voice>();
  private reporting: Disposable | null = null;
  private reports = 0;
  private readonly reckoning = new Reckoning();
  private wasPlaced = false;
  private pumping: Disposable | null = null;

  constructor(deps: SoundOutputDeps) {
    this.deps = deps;
    this.renderer = new Renderer(deps.timeline, {
      faulted: (key, fault) => this.soon(() => deps.events.faulted(key, fault)),
      jumped: () => this.soon(() => deps.events.changed()),
    });
  }

  open(): void {
    this.deps.sink.open({
      pull: (frames) => this.pull(frames),
      restarted: () => {
        this.renderer.restart();
        this.reckoning.restart();
        this.reports = 0;
      },
      changed: () => this.soon(() => this.deps.events.changed()),
    });
    this.reportLater();
  }

  schedule(stretches: readonly PlannedStretch[], trimUs: number): void {
    const wanted = new Set(stretches.map((stretch) => stretch.key));
    for (const key of this.voices.keys()) if (!wanted.has(key)) this.voices.delete(key);
    const rendered = stretches.flatMap((stretch) => this.rendered(stretch));
    this.renderer.schedule(rendered, trimUs);
    this.pumpSoon();
  }

  writeAhead(ahead: WriteAhead): void {
    this.deps.sink.writeAhead(ahead);
  }

  takenUs(): number | null {
    return this.renderer.renderedUpToUs();
  }

  /** Fades out whatever sounds. */
  silence(): void {
    this.renderer.silence();
  }

  listen(tap: Tap | null): void {
    this.renderer.listen(tap);
  }

  leadUs(): number {
    const upToUs = this.renderer.renderedUpToUs();
    const nowUs = this.deps.timeline.atUs(this.deps.clock.monotonicUs());
    if (upToUs === null || nowUs === null) return UNPLACED_LEAD_US;
    return Math.max(0, upToUs - nowUs) + ENTRY_MARGIN_US;
  }

  status(): SpeakerStatus {
    const { kind } = this.deps.sink;
    const { state, bufferFrames, underruns } = this.deps.sink.status();
    return {
      kind,
      state,
      underruns,
      isPlaced: this.renderer.isPlaced(),
      bufferMs: bufferFrames === null ? null : (bufferFrames * 1000) / SAMPLE_RATE_HZ,
      isReckoned: this.reckoning.isReckoned(),
      errorUs: this.reckoning.isReckoned() ? null : this.renderer.errorUs(),
    };
  }

  async close(): Promise<void> {
    this.reporting?.[Symbol.dispose]();
    this.pumping?.[Symbol.dispose]();
    await this.deps.sink[Symbol.asyncDispose]();
  }

  private rendered(stretch: PlannedStretch): RenderStretch[] {
    let voice = this.voices.get(stretch.key);
    if (!voice) {
      const made = this.voiceOf(stretch);
      if (!made) {
        this.soon(() => this.deps.events.faulted(stretch.key, 'asset-missing'));
        return [];
      }
      voice = made;
      this.voices.set(stretch.key, voice);
    }
    return [{ ...stretch, voice, gain: 10 ** (stretch.gainDb / 20) }];
  }

  private voiceOf({ assetId, fromFrames, streamZeroUs }: PlannedStretch): Voice | null {
    const { decoders, store, streams } = this.deps;
    if (streamZeroUs !== null) {
      const buffer = streams.bufferOf(assetId);
      if (!buffer) return null;
      const voice = new StreamVoice(buffer, streamZeroUs, decoders.take());
      voice.start(fromFrames);
      return voice;
    }
    const manifest = store.manifestOf(assetId);
    if (!manifest) return null;
    const voice = new AssetVoice(assetId, manifest, { store, decoder: decoders.take() });
    voice.start(fromFrames);
    return voice;
  }

  private pull(frames: number): Float32Array {
    const samples = this.renderer.fill(frames);
    this.pumpSoon();
    const isPlaced = this.renderer.isPlaced();
    if (isPlaced !== this.wasPlaced) {
      this.wasPlaced = isPlaced;
      this.soon(() => this.deps.events.changed());
    }
    return samples;
  }

  /** Decoding ahead happens between the sink's calls, in small pieces. */
  private pumpSoon(): void {
    this.pumping ??= this.deps.timers.after(0, () => {
      this.pumping = null;
      if (this.renderer.pump()) this.pumpSoon();
    });
  }

  /** Out of the sink's call, so that nobody plans inside a pull. */
  private soon(run: () => void): void {
    this.deps.timers.after(0, run);
  }

  private reported(report: PositionReport | null): void {
    const { state, bufferFrames } = this.deps.sink.status();
    const wasReckoned = this.reckoning.isReckoned();
    const { reports, afresh } = this.reckoning.step(report, {
      nowUs: this.deps.clock.monotonicUs(),
      isOpen: state === 'open',
      writtenFrames: this.renderer.writtenFrames(),
      bufferFrames,
    });
    this.reports += reports.length;
    if (afresh) this.renderer.observeAfresh(reports);
    else for (const each of reports) this.renderer.observe(each);
    if (wasReckoned !== this.reckoning.isReckoned()) this.deps.events.changed();
  }

  private reportLater(): void {
    const delayMs = this.reports < FEWEST_REPORTS ? FIRST_REPORT_EVERY_MS : REPORT_EVERY_MS;
    this.reporting = this.deps.timers.after(delayMs, () => {
      this.deps.sink.report((report) => this.reported(report));
      this.reportLater();
    });
  }
}
