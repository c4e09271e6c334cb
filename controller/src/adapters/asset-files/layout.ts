/** Where the parts of an asset lie: `<root>/<first two letters>/<asset id>/…`. */
import { join } from 'node:path';
import type { AssetId } from '@loa/protocol/vocabulary';

export const FILES = { manifest: 'manifest.json', chunks: 'chunks.bin', ogg: 'sound.ogg' } as const;

/** Folders with this ending are not yet assets; a crash may leave one. */
export const UNFINISHED = '.part';

export function folderOf(root: string, assetId: AssetId): string {
  return join(root, assetId.slice(0, 2), assetId);
}

/**
 * All chunks in one file: the number of chunks and the end of each as u32 big-endian, then their
 * bytes. One file, because an hour of sound has 1,200 chunks, and each file costs an fsync.
 */
export function encodeChunkFile(chunks: readonly Uint8Array[]): Uint8Array {
  const tableBytes = 4 + 4 * chunks.length;
  const total = chunks.reduce((sum, chunk) => sum + chunk.length, tableBytes);
  const bytes = new Uint8Array(total);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, chunks.length);
  let at = tableBytes;
  for (const [index, chunk] of chunks.entries()) {
    bytes.set(chunk, at);
    at += chunk.length;
    view.setUint32(4 + 4 * index, at);
  }
  return bytes;
}

/** Where to read the table entries that bound a chunk: its predecessor's end and its own. */
export function tableEntry(index: number): { readonly at: number; readonly bytes: number } {
  return { at: 4 * index, bytes: 8 };
}

/** Bounds of a chunk from its two table entries; the first chunk starts behind the table. */
export function chunkBounds(
  entries: Uint8Array,
  index: number,
): { readonly start: number; readonly end: number } {
  const view = new DataView(entries.buffer, entries.byteOffset, entries.byteLength);
  const before = view.getUint32(0);
  const start = index === 0 ? 4 + 4 * before : before;
  return { start, end: view.getUint32(4) };
}
