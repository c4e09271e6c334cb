import { SAMPLE_RATE_HZ } from '@loa/protocol/vocabulary';
import { PositionFit, type PositionReport } from '../domain/clock/index.ts';
import { mixStretch, type Placed, RAMP_FRAMES, type RenderStretch } from './mix.ts';
import { Snippet } from './snippet.ts';
import type { VoiceFault } from './voice.ts';

/**
 * Fills the output so that each frame is heard at its instant of the timeline.
 *
 * Two fits say when: the clock fit (local time → timeline) and the position fit (output frame →
 * local time). `want(W)` is the place on the timeline, in frames, of output frame W. A block is read
 * at the rate at which `want` runs over it (feed-forward), and what the reading position is off by
 * is worked off with a time constant of 2 s, at most ±800 ppm. Above 5 ms it jumps, with a
 * crossfade.
 *
 * Nothing here starts or stops an output: silence is what is rendered where no stretch lies.
 */
const TIME_CONSTANT_S = 2;
const MOST_CORRECTION = 800e-6;
const JUMP_FRAMES = 240;
const FRAMES_PER_US = SAMPLE_RATE_HZ / 1e6;
/** Of what sounded before a jump: its ramp, at whatever rate. */
const JUMP_TAIL: number = RAMP_FRAMES + 48;
/** Pulls longer than this are rendered in pieces, so that the fits are asked often enough. */
const BLOCK_FRAMES = 960;

export interface RenderClock {
  /** The timeline's instant at a local monotonic instant; null when the time is not known. */
  atUs(localUs: number): number | null;
}

export interface RendererEvents {
  /** A stretch fell silent because its sound could not be read. */
  faulted(key: string, fault: VoiceFault): void;
  /** The sound card took up again elsewhere. */
  jumped(): void;
}

/** What went out, for those who listen. */
export type Tap = (samples: Float32Array, firstAtUs: number | null) => void;

/**
 * Invariants: `written` is the number of frames given to the sink since it began; `place` is the
 * reading position in timeline frames from `baseUs`, null until both fits are ready.
 */
export class Renderer {
  private readonly clock: RenderClock;
  private readonly events: RendererEvents;
  private readonly position = new PositionFit();
  private written = 0;
  private baseUs = 0;
  private place: number | null = null;
  private trimUs = 0;
  private errorFrames: number | null = null;
  private placed: Placed[] = [];
  private readonly faulted = new Set<string>();
  private tap: Tap | null = null;
  private jumps = 0;

  constructor(clock: RenderClock, events: RendererEvents) {
    this.clock = clock;
    this.events = events;
  }

  /** Takes what is to be rendered from now on. What is gone fades out over the ramp. */
  schedule(stretches: readonly RenderStretch[], trimUs: number): void {
    this.trimUs = trimUs;
    const wanted = new Map(stretches.map((stretch) => [stretch.key, stretch]));
    for (const placed of this.placed) {
      const stretch = wanted.get(placed.stretch.key);
      if (stretch && placed.shift === 0 && !placed.releasing) {
        placed.stretch = stretch;
        wanted.delete(stretch.key);
      } else placed.releasing = true;
    }
    for (const stretch of wanted.values()) {
      this.faulted.delete(stretch.key);
      this.placed.push({ stretch, level: 0, gain: stretch.gain, shift: 0, releasing: false });
    }
    this.discardSilent();
  }

  /** Fades everything out, as at the end of the program. */
  silence(): void {
    for (const placed of this.placed) placed.releasing = true;
  }

  listen(tap: Tap | null): void {
    this.tap = tap;
  }

  /** The output's report of what is heard. */
  observe(report: PositionReport): void {
    if (this.position.add(report) === 'jumped') this.events.jumped();
  }

  /** Throws away what was believed of the output for what these say. */
  observeAfresh(reports: readonly PositionReport[]): void {
    this.position.reset();
    for (const report of reports) this.position.add(report);
  }

  writtenFrames(): number {
    return this.written;
  }

  /** The output begins at frame 0 again. */
  restart(): void {
    for (const placed of this.placed) placed.level = 0;
    this.written = 0;
    this.place = null;
    this.errorFrames = null;
    this.position.reset();
  }

  isPlaced(): boolean {
    return this.place !== null;
  }

  /** Where the reading position is off, µs; null while nothing is placed. */
  errorUs(): number | null {
    return this.errorFrames === null ? null : this.errorFrames / FRAMES_PER_US;
  }

  jumpCount(): number {
    return this.jumps;
  }

  cardSkewPpm(): number | null {
    return this.position.skewPpm();
  }

  /** The instant up to which the output is rendered; null while nothing is placed. */
  renderedUpToUs(): number | null {
    return this.place === null ? null : this.baseUs + this.place / FRAMES_PER_US;
  }

  fill(frames: number): Float32Array {
    const out = new Float32Array(frames);
    for (let at = 0; at < frames; at += BLOCK_FRAMES) {
      this.renderBlock(out.subarray(at, Math.min(frames, at + BLOCK_FRAMES)));
    }
    this.afterFill();
    return out;
  }

  private renderBlock(out: Float32Array): void {
    const from = this.want(this.written);
    const to = this.want(this.written + out.length);
    this.written += out.length;
    if (from === null || to === null) {
      this.fadeAway(out);
      return;
    }
    const rate = this.steer(from, (to - from) / out.length);
    const place = this.place as number;
    const run = { place, rate, baseUs: this.baseUs };
    for (const placed of this.placed) mixStretch(out, placed, run);
    this.tap?.(out, this.baseUs + place / FRAMES_PER_US);
    this.place = place + rate * out.length;
  }

  /** The place is not known any more: what sounds runs on for a ramp, and fades. */
  private fadeAway(out: Float32Array): void {
    this.errorFrames = null;
    if (this.place !== null) {
      const run = { place: this.place, rate: 1, baseUs: this.baseUs };
      for (const placed of this.placed) mixStretch(out, placed, { ...run, isFading: true });
      const isSilent = this.placed.every((placed) => placed.level === 0);
      this.place = isSilent ? null : this.place + out.length;
    }
    this.tap?.(out, null);
  }

  /** Sets the reading position for a block and gives its rate. */
  private steer(from: number, forward: number): number {
    let error = from - (this.place ?? from);
    if (this.place === null || Math.abs(error) > JUMP_FRAMES) {
      if (this.place !== null) this.jump(error);
      this.place = from;
      error = 0;
    }
    this.errorFrames = error;
    const correction = error / (TIME_CONSTANT_S * SAMPLE_RATE_HZ);
    return forward + Math.max(-MOST_CORRECTION, Math.min(MOST_CORRECTION, correction));
  }

  /** What sounds fades out where it was and in where it should be. */
  private jump(byFrames: number): void {
    this.jumps++;
    const before: Placed[] = [];
    for (const placed of this.placed) {
      if (placed.level === 0) continue;
      if (placed.releasing) placed.shift -= byFrames;
      else {
        const voice = Snippet.of(placed.stretch.voice, this.readFrame(placed.stretch), JUMP_TAIL);
        const stretch = { ...placed.stretch, voice };
        before.push({ ...placed, stretch, shift: -byFrames, releasing: true });
        placed.level = 0;
      }
    }
    this.placed.push(...before);
  }

  /** The place on the timeline, frames from `baseUs`, at which an output frame is heard. */
  private want(frame: number): number | null {
    if (!this.position.isReady()) return null;
    const atUs = this.clock.atUs(this.position.timeOfUs(frame));
    if (atUs === null) return null;
    // A positive trim sounds later: the same frame carries an earlier instant.
    const soundUs = atUs - this.trimUs;
    if (this.place === null && this.baseUs === 0) this.baseUs = Math.floor(soundUs);
    return (soundUs - this.baseUs) * FRAMES_PER_US;
  }

  /** Decodes ahead, a little. @returns whether there is more to do at once */
  pump(): boolean {
    let isMore = false;
    for (const { stretch, shift, releasing } of this.placed) {
      if (shift !== 0 || releasing) continue;
      isMore = stretch.voice.pump(this.readFrame(stretch)) || isMore;
    }
    return isMore;
  }

  private afterFill(): void {
    for (const { stretch, shift } of this.placed) {
      if (shift !== 0) continue;
      const { voice, key } = stretch;
      const fault = voice.fault();
      // What is decoded is still heard; the fault counts when the sound runs dry.
      if (fault && voice.starves(this.readFrame(stretch)) && !this.faulted.has(key)) {
        this.faulted.add(key);
        this.events.faulted(key, fault);
      }
    }
    this.discardSilent();
  }

  private readFrame(stretch: RenderStretch): number {
    if (this.place === null) return stretch.fromFrames;
    const start = (stretch.fromUs - this.baseUs) * FRAMES_PER_US;
    return stretch.fromFrames + Math.max(0, Math.floor(this.place - start));
  }

  private discardSilent(): void {
    this.placed = this.placed.filter((placed) => {
      const over = placed.releasing && placed.level === 0;
      if (over) placed.stretch.voice[Symbol.dispose]();
      return !over;
    });
  }
}
