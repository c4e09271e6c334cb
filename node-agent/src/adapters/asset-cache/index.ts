import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type AssetManifest, assetManifestSchema } from '@loa/protocol/asset';
import { type AssetId, DIGEST_PATTERN, LIMITS, parseAssetId } from '@loa/protocol/vocabulary';
import { contentName } from '@loa/runtime/node';
import type { HeldAsset } from '../../domain/caching/index.ts';
import type { SoundStore } from '../../ports.ts';

const MANIFEST = 'manifest.json';

interface Held {
  readonly manifest: AssetManifest;
  readonly chunks: Set<number>;
  bytes: number;
}

/**
 * Prepared sound on disk: `<asset>/manifest.json` and `<asset>/<index>`. Names are hashes, and bytes
 * are checked against them when written and again when read, so a write needs no fsync: what a power
 * cut tore is fetched again.
 */
export class AssetCache implements SoundStore {
  private readonly folder: string;
  private readonly assets = new Map<AssetId, Held>();

  constructor(folder: string) {
    this.folder = folder;
  }

  open(): void {
    mkdirSync(this.folder, { recursive: true });
    for (const name of readdirSync(this.folder)) {
      if (!DIGEST_PATTERN.test(name) || !this.readAsset(parseAssetId(name))) {
        rmSync(join(this.folder, name), { recursive: true, force: true });
      }
    }
  }

  manifestOf(assetId: AssetId): AssetManifest | null {
    return this.assets.get(assetId)?.manifest ?? null;
  }

  chunk(assetId: AssetId, index: number): Uint8Array | 'missing' | 'corrupt' {
    const held = this.assets.get(assetId);
    if (!held?.chunks.has(index)) return 'missing';
    let bytes: Uint8Array;
    try {
      bytes = readFileSync(this.pathOf(assetId, index));
    } catch {
      this.forget(held, assetId, index);
      return 'missing';
    }
    if (contentName(bytes) === held.manifest.chunks[index]) return bytes;
    this.forget(held, assetId, index);
    return 'corrupt';
  }

  firstMissing(assetId: AssetId, fromIndex: number): number | null {
    const held = this.assets.get(assetId);
    if (!held) return fromIndex;
    for (let index = fromIndex; index < held.manifest.chunks.length; index++) {
      if (!held.chunks.has(index)) return index;
    }
    return null;
  }

  keepManifest(assetId: AssetId, text: string): 'kept' | 'corrupt' {
    if (this.assets.has(assetId)) return 'kept';
    const manifest = parseManifest(assetId, text);
    if (!manifest) return 'corrupt';
    mkdirSync(join(this.folder, assetId), { recursive: true });
    this.write(join(this.folder, assetId, MANIFEST), text);
    this.assets.set(assetId, { manifest, chunks: new Set(), bytes: text.length });
    return 'kept';
  }

  keepChunk(assetId: AssetId, index: number, bytes: Uint8Array): 'kept' | 'corrupt' | 'unknown' {
    const held = this.assets.get(assetId);
    if (!held || index >= held.manifest.chunks.length) return 'unknown';
    if (held.chunks.has(index)) return 'kept';
    if (bytes.length > LIMITS.chunkBytes || contentName(bytes) !== held.manifest.chunks[index]) {
      return 'corrupt';
    }
    this.write(this.pathOf(assetId, index), bytes);
    held.chunks.add(index);
    held.bytes += bytes.length;
    return 'kept';
  }

  held(): readonly HeldAsset[] {
    return [...this.assets].map(([assetId, { bytes }]) => ({ assetId, bytes }));
  }

  evict(assetId: AssetId): void {
    rmSync(join(this.folder, assetId), { recursive: true, force: true });
    this.assets.delete(assetId);
  }

  private readAsset(assetId: AssetId): boolean {
    const folder = join(this.folder, assetId);
    const file = join(folder, MANIFEST);
    if (!existsSync(file)) return false;
    const text = readFileSync(file, 'utf8');
    const manifest = parseManifest(assetId, text);
    if (!manifest) return false;
    const held: Held = { manifest, chunks: new Set(), bytes: text.length };
    for (const name of readdirSync(folder)) {
      if (!/^\d+$/.test(name) || Number(name) >= manifest.chunks.length) continue;
      held.chunks.add(Number(name));
      held.bytes += statSync(join(folder, name)).size;
    }
    this.assets.set(assetId, held);
    return true;
  }

  private forget(held: Held, assetId: AssetId, index: number): void {
    held.chunks.delete(index);
    rmSync(this.pathOf(assetId, index), { force: true });
  }

  private pathOf(assetId: AssetId, index: number): string {
    return join(this.folder, assetId, String(index));
  }

  private write(path: string, content: string | Uint8Array): void {
    writeFileSync(`${path}.part`, content);
    renameSync(`${path}.part`, path);
  }
}

function parseManifest(assetId: AssetId, text: string): AssetManifest | null {
  if (text.length > LIMITS.manifestBytes || contentName(text) !== assetId) return null;
  try {
    const parsed = assetManifestSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
