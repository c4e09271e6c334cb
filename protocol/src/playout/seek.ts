import { PACKET_FRAMES, PREROLL_PACKETS } from '../vocabulary/index.ts';

/**
 * Where decoding has to begin so that `frame` of a bulletin comes out right: the first packet to
 * decode (with pre-roll, RFC 7845 section 4.6), and how many decoded frames to throw away from there.
 */
export function seek(
  asset: { readonly preSkipFrames: number },
  frame: number,
): { firstPacket: number; discardFrames: number } {
  const decoderFrame = frame + asset.preSkipFrames;
  const firstPacket = Math.max(0, Math.floor(decoderFrame / PACKET_FRAMES) - PREROLL_PACKETS);
  return { firstPacket, discardFrames: decoderFrame - firstPacket * PACKET_FRAMES };
}
