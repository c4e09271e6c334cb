import { assetManifestSchema, decodeChunk } from '@loa/protocol/asset';
import { OpusDecoder } from 'opus-decoder';
import type { PreparedAsset } from '../../src/engine/media-port.ts';

/** The sound of an asset as a node makes it: from the chunks alone. */
export async function decodeAsset(asset: PreparedAsset): Promise<Float32Array> {
  const manifest = assetManifestSchema.parse(JSON.parse(asset.manifest));
  const decoder = new OpusDecoder({ channels: 1, sampleRate: 48_000 });
  await decoder.ready;
  try {
    const whole = new Float32Array(manifest.packets * 960);
    let at = 0;
    for (const packet of asset.chunks.flatMap((chunk) => decodeChunk(chunk))) {
      const { channelData } = decoder.decodeFrame(packet);
      whole.set(channelData[0] ?? new Float32Array(), at);
      at += 960;
    }
    const { preSkipFrames, durationFrames } = manifest;
    return whole.slice(preSkipFrames, preSkipFrames + durationFrames);
  } finally {
    decoder.free();
  }
}
