/** The one sample rate of prepared sound, in frames a second. */
export const SAMPLE_RATE_HZ = 48_000;
/** Frames of one Opus packet: 20 ms. */
export const PACKET_FRAMES = 960;
/**
 * Packets decoded and thrown away before a position, so that the decoder has converged there: 80 ms
 * (RFC 7845, section 4.6).
 */
export const PREROLL_PACKETS = 4;

/** Frames that fit in `us` microseconds, to the nearest: 48 frames are 1000 µs. */
export function framesOfUs(us: number): number {
  return Math.round((us * 6) / 125);
}

/** The first whole microsecond at which `frames` frames have passed. */
export function usOfFrames(frames: number): number {
  return Math.ceil((frames * 125) / 6);
}
