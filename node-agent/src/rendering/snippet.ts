import type { Voice } from './voice.ts';

/** A few frames of a voice, kept for what fades out while the voice itself is read elsewhere. */
export class Snippet implements Voice {
  private readonly samples: Float32Array;
  private readonly fromFrame: number;

  private constructor(samples: Float32Array, fromFrame: number) {
    this.samples = samples;
    this.fromFrame = fromFrame;
  }

  static of(voice: Voice, readFrame: number, length: number): Snippet {
    const fromFrame = readFrame - 1;
    voice.ready(readFrame, readFrame + length);
    const samples = Float32Array.from({ length: length + 1 }, (_, i) => voice.at(fromFrame + i));
    return new Snippet(samples, fromFrame);
  }

  ready(): void {}

  pump(): boolean {
    return false;
  }

  at(frame: number): number {
    return this.samples[frame - this.fromFrame] ?? 0;
  }

  endFrame(): number {
    return Number.POSITIVE_INFINITY;
  }

  fault(): null {
    return null;
  }

  starves(): boolean {
    return false;
  }

  [Symbol.dispose](): void {}
}
