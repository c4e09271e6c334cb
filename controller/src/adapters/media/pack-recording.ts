import { PACKET_FRAMES } from '@loa/protocol/vocabulary';
import { LoaError } from '@loa/runtime/pure';
import { writeOggOpus } from '../../domain/library/write-ogg-opus.ts';
import type { PreparedAsset } from '../../engine/media-port.ts';
import { packAsset } from './pack-asset.ts';

/**
 * What was said, as an asset: the very packets that were sent. Its loudness was not measured and is
 * not changed.
 *
 * @param preSkipFrames what the encoder put in front of the sound
 */
export function packRecording(
  packets: readonly Uint8Array[],
  preSkipFrames: number,
): PreparedAsset | null {
  const durationFrames = packets.length * PACKET_FRAMES - preSkipFrames;
  if (packets.length === 0) return null;
  const sound = { packets, preSkipFrames, durationFrames };
  const packed = packAsset(sound);
  if (packed === null) throw new LoaError('internal', 'a talk fits no chunks: it is far too long');
  return {
    ...packed,
    ogg: writeOggOpus(sound),
    durationFrames,
    loudnessLufs: null,
    truePeakDbtp: null,
  };
}
