import { SAMPLE_RATE_HZ } from '@loa/protocol/vocabulary';

const FRAMES_PER_US = SAMPLE_RATE_HZ / 1e6;
/** A turn gives no more than this at once: what a stalled process missed is not made up for. */
const MOST_DUE_FRAMES = SAMPLE_RATE_HZ;

/**
 * How much to write to an output that takes more than it should: pipes hold seconds, so that their
 * back-pressure says nothing. A given amount is kept ahead of what is heard, which is counted by the
 * clock on from the last position the output reported.
 */
export class WriteClock {
  private written = 0;
  private heard: { readonly atUs: number; readonly frames: number };

  constructor(startedAtUs: number) {
    this.heard = { atUs: startedAtUs, frames: 0 };
  }

  /** The output's own word of what is heard. */
  observe(atUs: number, frames: number): void {
    this.heard = { atUs, frames };
  }

  heardFrames(nowUs: number): number {
    return this.heard.frames + (nowUs - this.heard.atUs) * FRAMES_PER_US;
  }

  /** Frames that are to be written now for `aheadFrames` to be ahead. */
  dueFrames(nowUs: number, aheadFrames: number): number {
    const due = Math.floor(this.heardFrames(nowUs) + aheadFrames) - this.written;
    return Math.min(Math.max(0, due), MOST_DUE_FRAMES);
  }

  wrote(frames: number): void {
    this.written += frames;
  }

  writtenFrames(): number {
    return this.written;
  }
}
