import { LIVE_SOCKET_LIMITS } from './limits.ts';

/** One binary message as samples; null where it is not whole 16-bit samples of a bearable length. */
export function readSamples(message: Uint8Array, sampleRateHz: number): Int16Array | null {
  const { byteLength } = message;
  const mostBytes = (2 * sampleRateHz * LIVE_SOCKET_LIMITS.longestMs) / 1000;
  if (byteLength === 0 || byteLength % 2 !== 0 || byteLength > mostBytes) return null;
  const view = new DataView(message.buffer, message.byteOffset, byteLength);
  return Int16Array.from({ length: byteLength / 2 }, (_, i) => view.getInt16(2 * i, true));
}

/** Sound may come no faster than it is spoken, but for a burst. */
export class SpeakingRate {
  private readonly burstUs = LIVE_SOCKET_LIMITS.burstMs * 1000;
  private readonly sampleRateHz: number;
  private startedAtUs: number | null = null;
  private soundUs = 0;

  constructor(sampleRateHz: number) {
    this.sampleRateHz = sampleRateHz;
  }

  /** False: more sound has come than can have been spoken. */
  take(samples: number, nowUs: number): boolean {
    this.startedAtUs ??= nowUs;
    this.soundUs += (samples * 1e6) / this.sampleRateHz;
    // A part in a thousand is more than any crystal is off.
    return this.soundUs <= (nowUs - this.startedAtUs) * 1.001 + this.burstUs;
  }
}
