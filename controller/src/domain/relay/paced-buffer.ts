import { RELAY } from './limits.ts';

const FRAMES_PER_MS = 48;
const START_FRAMES = RELAY.bufferMs * FRAMES_PER_MS;
const MOST_FRAMES = RELAY.mostBufferMs * FRAMES_PER_MS;
/** What the program itself was held up by is not made up for beyond this. */
const MOST_DUE_FRAMES = 1_000 * FRAMES_PER_MS;

/**
 * [REL11] Sources bring sound in bursts; it is given on as time passes. Where it runs dry it begins anew
 * with a whole buffer.
 *
 * Invariants: `frames` is the sum of `parts`; `nextAtUs` is null while it fills.
 */
export class PacedBuffer {
  private readonly parts: Int16Array[] = [];
  private frames = 0;
  private nextAtUs: number | null = null;

  /** No more is to be written until some was taken. */
  get isFull(): boolean {
    return this.frames >= MOST_FRAMES;
  }

  get isFlowing(): boolean {
    return this.nextAtUs !== null;
  }

  /** What does not fit any more is not kept. */
  write(samples: Int16Array): void {
    const fitting = samples.subarray(0, Math.max(0, 2 * MOST_FRAMES - this.frames));
    if (fitting.length === 0) return;
    this.parts.push(fitting);
    this.frames += fitting.length;
  }

  /** What is due by now. */
  take(nowUs: number): Int16Array {
    if (this.nextAtUs === null) {
      if (this.frames < START_FRAMES) return new Int16Array();
      this.nextAtUs = nowUs;
    }
    const dueFrames = Math.floor(((nowUs - this.nextAtUs) * FRAMES_PER_MS) / 1000);
    if (dueFrames <= 0) return new Int16Array();
    if (dueFrames > MOST_DUE_FRAMES) {
      this.nextAtUs = nowUs;
      return new Int16Array();
    }
    const taken = this.cut(Math.min(dueFrames, this.frames));
    this.nextAtUs += (dueFrames * 1000) / FRAMES_PER_MS;
    if (taken.length < dueFrames) this.nextAtUs = null;
    return taken;
  }

  private cut(frames: number): Int16Array {
    const out = new Int16Array(frames);
    let at = 0;
    while (at < frames) {
      const part = this.parts[0] as Int16Array;
      const some = part.subarray(0, frames - at);
      out.set(some, at);
      at += some.length;
      if (some.length === part.length) this.parts.shift();
      else this.parts[0] = part.subarray(some.length);
    }
    this.frames -= frames;
    return out;
  }
}
