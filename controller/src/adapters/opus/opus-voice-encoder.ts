import { Encoder } from '@evan/opus';
import type { VoiceEncoder } from '../../streaming/voice-encoder-port.ts';

/** As prepared sound has it: speech at 32 kbit/s, every stretch of it bounded. */
const BITS_A_SECOND = 32_000;
/** Of 10: under a millisecond a packet on a small machine, and hardly heard. */
const COMPLEXITY = 5;

/**
 * What the encoder's look-ahead puts in front of the sound, frames at 48 kHz, whatever its own rate
 * (libopus: 2.5 ms, and 4 ms for switching between its two codecs).
 */
export const OPUS_LOOK_AHEAD_FRAMES = 312;

/** @param sampleRateHz of the samples; the packets decode at 48 kHz whatever it is */
export function createOpusVoiceEncoder(sampleRateHz: 16_000 | 48_000): VoiceEncoder {
  const encoder = new Encoder({ channels: 1, sample_rate: sampleRateHz, application: 'voip' });
  encoder.bitrate = BITS_A_SECOND;
  encoder.complexity = COMPLEXITY;
  encoder.vbr = true;
  encoder.vbr_constraint = true;
  encoder.dtx = false;
  encoder.signal = 'voice';
  return {
    lookAheadUs: OPUS_LOOK_AHEAD_FRAMES / 0.048,
    // The library may give a view of memory that it writes to again.
    encode: (samples) => Uint8Array.from(encoder.encode(samples)),
  };
}
