/** An Opus encoder of one stream: mono packets of 20 ms, each depends on those before it. */
export interface VoiceEncoder {
  /** By so much the sound is behind the beginning of the packets it went into. */
  readonly lookAheadUs: number;
  /** @param samples 20 ms at the rate it was made for */
  encode(samples: Int16Array): Uint8Array;
}
