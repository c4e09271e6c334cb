import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const BYTES_PER_SAMPLE = 2;

/** One channel of a long capture, read piece by piece: an hour of it does not fit in memory. */
export class CaptureFile implements Disposable {
  private readonly file: number;
  private readonly channels: number;
  readonly frames: number;

  constructor(path: string, channels: number) {
    this.file = openSync(path, 'r');
    this.channels = channels;
    this.frames = Math.floor(fstatSync(this.file).size / (BYTES_PER_SAMPLE * channels));
  }

  /** Frames `from` to `to`; silence where the file has none. */
  read(channel: number, from: number, to: number): Float32Array {
    const signal = new Float32Array(to - from);
    const first = Math.max(0, from);
    const last = Math.min(to, this.frames);
    if (last <= first) return signal;
    const frameBytes = BYTES_PER_SAMPLE * this.channels;
    const raw = Buffer.alloc((last - first) * frameBytes);
    readSync(this.file, raw, 0, raw.length, first * frameBytes);
    for (let frame = first; frame < last; frame++) {
      const at = (frame - first) * frameBytes + channel * BYTES_PER_SAMPLE;
      signal[frame - from] = raw.readInt16LE(at) / 32_768;
    }
    return signal;
  }

  [Symbol.dispose](): void {
    closeSync(this.file);
  }
}
