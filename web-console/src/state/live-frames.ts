/** A microphone's samples as the live socket wants them: 20 ms of signed 16-bit a message. */
import type { LIVE_RATES_HZ } from '@loa/protocol/console-api';
import { Resampler } from './resampler.ts';

export type LiveRateHz = (typeof LIVE_RATES_HZ)[number];
export const LIVE_FRAME_MS = 20;

export class LiveFramer {
  readonly #resampler: Resampler | null;
  #frame: Int16Array<ArrayBuffer>;
  #filled = 0;

  constructor(fromHz: number, toHz: LiveRateHz) {
    this.#resampler = fromHz === toHz ? null : new Resampler(fromHz, toHz);
    this.#frame = new Int16Array((toHz * LIVE_FRAME_MS) / 1000);
  }

  /** The frames that are full with these samples; what is left waits for the next. */
  push(samples: Float32Array): Int16Array<ArrayBuffer>[] {
    const frames: Int16Array<ArrayBuffer>[] = [];
    for (const sample of this.#resampler?.push(samples) ?? samples) {
      this.#frame[this.#filled] = sixteenBit(sample);
      this.#filled += 1;
      if (this.#filled < this.#frame.length) continue;
      frames.push(this.#frame);
      this.#frame = new Int16Array(this.#frame.length);
      this.#filled = 0;
    }
    return frames;
  }
}

/** What is louder than full scale is cut, never wrapped round. */
function sixteenBit(sample: number): number {
  return Math.round(Math.max(-1, Math.min(1, sample)) * 32_767);
}

/** The loudest sample, 0 … 1. */
export function peakOf(frame: Int16Array): number {
  let peak = 0;
  for (const sample of frame) peak = Math.max(peak, Math.abs(sample));
  return peak / 32_767;
}
