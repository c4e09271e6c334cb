/** The store of prepared sound on a real disk: whole or not at all, and never other bytes than named. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LIMITS, parseAssetId } from '@loa/protocol/vocabulary';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createAssetFiles } from '../../../src/adapters/asset-files/index.ts';
import { packAsset } from '../../../src/adapters/media/pack-asset.ts';
import type { AssetStore } from '../../../src/engine/asset-store-port.ts';
import type { PreparedAsset } from '../../../src/engine/media-port.ts';
import { opusPacket } from '../../ogg/ogg-writer.ts';

let root: string;
let store: AssetStore;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'loa-assets-'));
  store = createAssetFiles(root);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function assetOf(packets: number, fill = 1): PreparedAsset {
  const sound = Array.from({ length: packets }, (_, i) => opusPacket(60 + (i % 40), fill));
  const packed = packAsset({
    packets: sound,
    preSkipFrames: 312,
    durationFrames: packets * 960 - 312,
  });
  if (packed === null) throw new Error('does not fit');
  const ogg = new TextEncoder().encode(`ogg ${fill}`);
  return {
    ...packed,
    ogg,
    durationFrames: packets * 960 - 312,
    loudnessLufs: -16,
    truePeakDbtp: -1.3,
  };
}

const asset = assetOf(400);
const unknown = parseAssetId('A'.repeat(43));
const folder = () => join(root, asset.assetId.slice(0, 2), asset.assetId);

test('[MED15] what was put is found again, also by another process', async () => {
  await store.put(asset);
  const later = createAssetFiles(root);
  expect(later.has(asset.assetId)).toBe(true);
  expect(later.list()).toEqual([asset.assetId]);
  expect(await later.manifest(asset.assetId)).toEqual({
    outcome: 'found',
    content: asset.manifest,
  });
  for (const [index, chunk] of asset.chunks.entries()) {
    expect(await later.chunk(asset.assetId, index)).toEqual({ outcome: 'found', content: chunk });
  }
  expect(readFileSync(later.oggPath(asset.assetId) ?? '')).toEqual(Buffer.from(asset.ogg));
});

test('[MED15] an hour of sound is one folder of three files', async () => {
  const hour = assetOf(180_000);
  await store.put(hour);
  expect(hour.chunks.length).toBeLessThanOrEqual(LIMITS.assetChunks);
  expect(readdirSync(join(root, hour.assetId.slice(0, 2), hour.assetId))).toHaveLength(3);
  const last = hour.chunks.length - 1;
  expect(await store.chunk(hour.assetId, last)).toEqual({
    outcome: 'found',
    content: hour.chunks[last],
  });
});

test('[MED15] what is not held is missing', async () => {
  expect(store.has(unknown)).toBe(false);
  expect(store.oggPath(unknown)).toBeNull();
  expect(await store.manifest(unknown)).toEqual({ outcome: 'missing' });
  expect(await store.chunk(unknown, 0)).toEqual({ outcome: 'missing' });
  await store.put(asset);
  for (const index of [asset.chunks.length, -1, 0.5]) {
    expect(await store.chunk(asset.assetId, index)).toEqual({ outcome: 'missing' });
  }
});

test('[MED16] a changed chunk is corrupt, its neighbours are not, and putting it again repairs it', async () => {
  await store.put(asset);
  const file = join(folder(), 'chunks.bin');
  const bytes = readFileSync(file);
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  writeFileSync(file, bytes);
  expect(await store.chunk(asset.assetId, 2)).toMatchObject({ outcome: 'corrupt' });
  expect(await store.chunk(asset.assetId, 0)).toMatchObject({ outcome: 'found' });
  await store.put(asset);
  expect(await store.chunk(asset.assetId, 2)).toMatchObject({ outcome: 'found' });
});

test.each([
  ['shortened', (file: string) => truncateSync(file, 100)],
  ['emptied', (file: string) => truncateSync(file, 0)],
  ['removed', (file: string) => rmSync(file)],
  ['given an impossible table', (file: string) => writeFileSync(file, Buffer.alloc(40_000, 0xff))],
])('[MED16] a chunk file that was %s is corrupt', async (_, damage) => {
  await store.put(asset);
  damage(join(folder(), 'chunks.bin'));
  expect(await store.chunk(asset.assetId, 1)).toMatchObject({ outcome: 'corrupt' });
});

test('[MED16] a changed manifest is corrupt', async () => {
  await store.put(asset);
  writeFileSync(join(folder(), 'manifest.json'), asset.manifest.replace('48000', '44100'));
  expect(await store.manifest(asset.assetId)).toMatchObject({ outcome: 'corrupt' });
  expect(await store.chunk(asset.assetId, 0)).toMatchObject({ outcome: 'corrupt' });
});

test('[MED15] an asset under a name that is not its own is a bug and is not stored', async () => {
  const other = assetOf(400, 2);
  await expect(store.put({ ...asset, assetId: unknown })).rejects.toThrow('manifest');
  await expect(store.put({ ...asset, chunks: other.chunks })).rejects.toThrow('chunk 0');
  await expect(store.put({ ...asset, chunks: asset.chunks.slice(1) })).rejects.toThrow('chunks');
  expect(store.list()).toEqual([]);
});

test('[MED15] removal leaves nothing, and removing nothing is fine', async () => {
  await store.put(asset);
  await store.remove(asset.assetId);
  await store.remove(asset.assetId);
  expect(store.has(asset.assetId)).toBe(false);
  expect(existsSync(folder())).toBe(false);
  expect(await store.chunk(asset.assetId, 0)).toEqual({ outcome: 'missing' });
});

test('[MED15] what a crash left unfinished is no asset and goes at the next start', () => {
  mkdirSync(`${folder()}.part`, { recursive: true });
  writeFileSync(join(`${folder()}.part`, 'manifest.json'), asset.manifest);
  expect(store.list()).toEqual([]);
  createAssetFiles(root);
  expect(existsSync(`${folder()}.part`)).toBe(false);
});

test('[MED15] a disk that cannot be written is an operating error and leaves nothing', async () => {
  writeFileSync(join(root, asset.assetId.slice(0, 2)), 'a file where a folder is needed');
  await expect(store.put(asset)).rejects.toMatchObject({ code: 'unavailable' });
  expect(store.has(asset.assetId)).toBe(false);
});
