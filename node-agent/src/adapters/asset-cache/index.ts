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
import type { Logger } from '@loa/runtime/pure';
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
  private readonly log: Logger;
  private readonly assets = new Map<AssetId, Held>();

  constructor(folder: string, log: Logger) {
    this.folder = folder;
    this.log = log;
  }

  open(): void {
    mkdirSync(this.folder, { recursive: true });
    for (const name of readdirSync(this.folder)) {
      if (!DIGEST_PATTERN.test(name) || !this.readAsset(parseAssetId(name))) {
        this.remove(join(this.folder, name));
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

  keepManifest(assetId: AssetId, text: string): 'kept' | 'corrupt' | 'unwritten' {
    if (this.assets.has(assetId)) return 'kept';
    const manifest = parseManifest(assetId, text);
    if (!manifest) return 'corrupt';
    if (!this.write(assetId, MANIFEST, text)) return 'unwritten';
    this.assets.set(assetId, { manifest, chunks: new Set(), bytes: text.length });
    return 'kept';
  }

  keepChunk(
    assetId: AssetId,
    index: number,
    bytes: Uint8Array,
  ): 'kept' | 'corrupt' | 'unknown' | 'unwritten' {
    const held = this.assets.get(assetId);
    if (!held || index >= held.manifest.chunks.length) return 'unknown';
    if (held.chunks.has(index)) return 'kept';
    if (bytes.length > LIMITS.chunkBytes || contentName(bytes) !== held.manifest.chunks[index]) {
      return 'corrupt';
    }
    if (!this.write(assetId, String(index), bytes)) return 'unwritten';
    held.chunks.add(index);
    held.bytes += bytes.length;
    return 'kept';
  }

  held(): readonly HeldAsset[] {
    return [...this.assets].map(([assetId, { bytes }]) => ({ assetId, bytes }));
  }

  evict(assetId: AssetId): void {
    this.assets.delete(assetId);
    this.remove(join(this.folder, assetId));
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
    this.remove(this.pathOf(assetId, index));
  }

  private pathOf(assetId: AssetId, index: number): string {
    return join(this.folder, assetId, String(index));
  }

  /** @returns false when the disk would not take it, which costs this piece and nothing else */
  private write(assetId: AssetId, name: string, content: string | Uint8Array): boolean {
    const path = join(this.folder, assetId, name);
    try {
      mkdirSync(join(this.folder, assetId), { recursive: true });
      writeFileSync(`${path}.part`, content);
      renameSync(`${path}.part`, path);
      return true;
    } catch (error) {
      this.log.error({ err: error, assetId, name }, 'sound cannot be written');
      this.remove(`${path}.part`);
      return false;
    }
  }

  private remove(path: string): void {
    try {
      rmSync(path, { recursive: true, force: true });
    } catch (error) {
      this.log.error({ err: error, path }, 'sound cannot be removed');
    }
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
