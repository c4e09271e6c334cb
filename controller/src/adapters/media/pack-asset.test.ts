import { createHash } from 'node:crypto';
import { assetManifestSchema, decodeChunk } from '@loa/protocol/asset';
import { expect, test } from 'vitest';
import { opusPacket } from '../../../test/ogg/ogg-writer.ts';
import { packAsset } from './pack-asset.ts';

const packets = Array.from({ length: 400 }, (_, index) =>
  opusPacket(60 + (index % 40), index % 256),
);
const sound = { packets, preSkipFrames: 312, durationFrames: 383_000 };

test('[MED11] the chunks hold the packets and the manifest names them by hash', () => {
  const packed = packAsset(sound);
  const manifest = assetManifestSchema.parse(JSON.parse(packed?.manifest ?? ''));
  expect(manifest).toMatchObject({ packets: 400, chunkPackets: 150, preSkipFrames: 312 });
  expect(packed?.chunks.flatMap((chunk) => decodeChunk(chunk))).toEqual(packets);
  expect(manifest.chunks).toEqual(
    packed?.chunks.map((chunk) => createHash('sha256').update(chunk).digest('base64url')),
  );
});

test('[MED11] the asset is named by its manifest text, the same for the same packets', () => {
  const packed = packAsset(sound);
  expect(packed?.assetId).toBe(
    createHash('sha256')
      .update(packed?.manifest ?? '')
      .digest('base64url'),
  );
  expect(packAsset(sound)?.assetId).toBe(packed?.assetId);
  expect(packed?.manifest).toMatch(
    /^\{"codec":"opus-48000-mono-20ms","durationFrames":383000,"preSkipFrames":312,"packets":400,"chunkPackets":150,"chunks":\["/,
  );
});

test('[MED11] sound that fits no chunks is not packed', () => {
  const loud = Array<Uint8Array>(180_000).fill(opusPacket(200));
  expect(packAsset({ ...sound, packets: loud })).toBeNull();
});
