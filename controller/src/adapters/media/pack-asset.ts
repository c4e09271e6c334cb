import { type AssetManifest, encodeChunk } from '@loa/protocol/asset';
import { type AssetId, LIMITS, parseAssetId } from '@loa/protocol/vocabulary';
import { contentName } from '@loa/runtime/node';
import { planChunks } from '../../domain/library/chunking.ts';

export interface PackedAsset {
  readonly assetId: AssetId;
  readonly manifest: string;
  readonly chunks: readonly Uint8Array[];
}

export interface Sound {
  readonly packets: readonly Uint8Array[];
  readonly preSkipFrames: number;
  readonly durationFrames: number;
}

/** The same packets always give the same text and so the same name. Null: they fit no chunks. */
export function packAsset(sound: Sound): PackedAsset | null {
  const { packets, preSkipFrames, durationFrames } = sound;
  const plan = planChunks(packets.map((packet) => packet.length));
  if (plan.outcome === 'refused') return null;
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < packets.length; at += plan.chunkPackets) {
    chunks.push(encodeChunk(packets.slice(at, at + plan.chunkPackets)));
  }
  // The order of these keys is part of the asset's name.
  const manifest = JSON.stringify({
    codec: 'opus-48000-mono-20ms',
    durationFrames,
    preSkipFrames,
    packets: packets.length,
    chunkPackets: plan.chunkPackets,
    chunks: chunks.map((chunk) => contentName(chunk)),
  } satisfies AssetManifest);
  if (manifest.length > LIMITS.manifestBytes) return null;
  return { assetId: parseAssetId(contentName(manifest)), manifest, chunks };
}
