import { Loudness } from '../paging/level.ts';
import { RELAY } from './limits.ts';

/** Blocks that are judged as one: 100 ms at 48 kHz. */
const BLOCK_FRAMES = 4_800;
const FRAMES_PER_US = 0.048;
const SHOWN_BLOCKS = 10;

/** [REL10] Whether sound is there or only silence; levels are those of whole blocks. */
export class SilenceDetector {
  private readonly block = new Loudness();
  private blockFrames = 0;
  private quietFrames = 0;
  private readonly shown: (number | null)[] = [];

  take(samples: Int16Array): void {
    for (let at = 0; at < samples.length; ) {
      const part = samples.subarray(at, at + BLOCK_FRAMES - this.blockFrames);
      this.block.take(part);
      this.blockFrames += part.length;
      at += part.length;
      if (this.blockFrames === BLOCK_FRAMES) this.judge();
    }
  }

  get isSilent(): boolean {
    return this.quietFrames >= RELAY.silenceUs * FRAMES_PER_US;
  }

  /** The loudest block of the last second; null is silence. */
  get levelDb(): number | null {
    const heard = this.shown.filter((level) => level !== null);
    return heard.length === 0 ? null : Math.max(...heard);
  }

  private judge(): void {
    const level = this.block.takeDb();
    const isQuiet = level === null || level <= RELAY.silenceDb;
    this.quietFrames = isQuiet ? this.quietFrames + BLOCK_FRAMES : 0;
    this.blockFrames = 0;
    this.shown.push(level);
    if (this.shown.length > SHOWN_BLOCKS) this.shown.shift();
  }
}
