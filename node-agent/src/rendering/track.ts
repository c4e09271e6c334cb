import { SAMPLE_RATE_HZ } from '@loa/protocol/vocabulary';
import { Concealment, HISTORY_FRAMES } from './concealment.ts';

/** Decoded sound kept at a time: 2.7 s, a power of two. */
const RING_FRAMES = 1 << 17;
/** How far decoding runs ahead of what is heard. */
export const AHEAD_FRAMES = SAMPLE_RATE_HZ;
/** Kept behind the reading position, so that a small step back needs no new start. */
const BEHIND_FRAMES: number = SAMPLE_RATE_HZ / 4;
/** What follows a gap takes over from what filled it within 10 ms. */
export const BLEND_FRAMES = 480;

/**
 * Decoded frames by their number, gaps filled so that nothing steps.
 *
 * Invariants: it holds `[lowFrame, highFrame)`; after a gap `blendLeft` frames still come partly
 * from `filling`, silence when that is null.
 */
export class Track {
  private readonly samples = new Float32Array(RING_FRAMES);
  private filling: Concealment | null = null;
  private isGap = false;
  private blendLeft = 0;
  lowFrame = 0;
  highFrame = 0;

  /** Begins at a frame with nothing before it. */
  restart(frame: number): void {
    this.lowFrame = frame;
    this.highFrame = frame;
    this.filling = null;
    this.isGap = false;
    this.blendLeft = 0;
  }

  /** What comes next fades in out of silence. */
  beginSilent(): void {
    this.filling = null;
    this.isGap = true;
    this.blendLeft = BLEND_FRAMES;
  }

  /** The next frame of the sound itself. */
  push(sample: number): void {
    this.isGap = false;
    if (this.blendLeft === 0) {
      this.write(sample);
      return;
    }
    const rest = this.blendLeft / BLEND_FRAMES;
    this.blendLeft--;
    this.write(sample * (1 - rest) + (this.filling?.next() ?? 0) * rest);
  }

  /** Fills a gap, or goes on filling it, up to a frame. */
  fill(toFrame: number, fadeFrames: number): void {
    this.beginGap(fadeFrames);
    while (this.highFrame < toFrame) this.write(this.filling?.next() ?? 0);
  }

  /** The sound does not go on here; what comes next takes over from a repetition of it. */
  beginGap(fadeFrames: number): void {
    if (this.isGap) return;
    this.isGap = true;
    this.filling = new Concealment(this.tail(HISTORY_FRAMES), fadeFrames);
    this.blendLeft = BLEND_FRAMES;
  }

  /** Whether the sound has stopped and what fills the gap goes on. */
  isFilling(): boolean {
    return this.isGap;
  }

  at(frame: number): number {
    if (frame < this.lowFrame || frame >= this.highFrame) return 0;
    return this.samples[frame & (RING_FRAMES - 1)] as number;
  }

  private write(sample: number): void {
    this.samples[this.highFrame & (RING_FRAMES - 1)] = sample;
    this.highFrame++;
    this.lowFrame = Math.max(this.lowFrame, this.highFrame - AHEAD_FRAMES - BEHIND_FRAMES);
  }

  private tail(length: number): Float32Array {
    const tail = new Float32Array(length);
    for (let i = 0; i < length; i++) tail[i] = this.at(this.highFrame - length + i);
    return tail;
  }
}
