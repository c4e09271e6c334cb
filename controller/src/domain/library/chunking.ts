import { LIMITS } from '@loa/protocol/vocabulary';

/** Bytes a packet takes in a chunk beyond its own: its length, u16. */
const LENGTH_BYTES = 2;

export type Chunking =
  | { readonly outcome: 'fits'; readonly chunkPackets: number }
  | { readonly outcome: 'refused'; readonly reason: 'too-many-chunks' };

/**
 * The largest number of packets a chunk (the same in all but the last) with which every chunk keeps
 * `LIMITS.chunkBytes`: a node finds the chunk of a position by division alone.
 */
export function planChunks(packetBytes: readonly number[]): Chunking {
  const sums = [0];
  for (const bytes of packetBytes) sums.push((sums.at(-1) ?? 0) + bytes + LENGTH_BYTES);
  for (let size = Math.min(LIMITS.chunkPackets, packetBytes.length); size >= 1; size--) {
    if (!fits(sums, size)) continue;
    const chunks = Math.ceil(packetBytes.length / size);
    if (chunks > LIMITS.assetChunks) break;
    return { outcome: 'fits', chunkPackets: size };
  }
  return { outcome: 'refused', reason: 'too-many-chunks' };
}

function fits(sums: readonly number[], size: number): boolean {
  const packets = sums.length - 1;
  for (let at = 0; at < packets; at += size) {
    const end = sums[Math.min(at + size, packets)] ?? 0;
    if (end - (sums[at] ?? 0) > LIMITS.chunkBytes) return false;
  }
  return true;
}
