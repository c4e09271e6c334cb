import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { type FileHandle, open, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type AssetManifest, assetManifestSchema } from '@loa/protocol/asset';
import { type AssetId, DIGEST_PATTERN, LIMITS, parseAssetId } from '@loa/protocol/vocabulary';
import { contentName, diskError, syncDirectory, writeDurably } from '@loa/runtime/node';
import type { AssetRead, AssetStore } from '../../engine/asset-store-port.ts';
import type { PreparedAsset } from '../../engine/media-port.ts';
import { chunkBounds, encodeChunkFile, FILES, folderOf, tableEntry, UNFINISHED } from './layout.ts';

/** Manifests kept parsed, so that sending an asset's chunks reads its manifest once. */
const KEPT_MANIFESTS = 64;

/** Opens the store: makes its directory and removes what a crash left unfinished. */
export function createAssetFiles(root: string): AssetStore {
  mkdirSync(root, { recursive: true, mode: 0o700 });
  for (const name of foldersBelow(root)) {
    if (name.endsWith(UNFINISHED)) rmSync(join(root, name), { recursive: true, force: true });
  }
  return new AssetFiles(root);
}

/** For another thread, which only reads: nothing is made or swept, and what is put later is found. */
export function readAssetFiles(root: string): Pick<AssetStore, 'manifest' | 'chunk'> {
  return new AssetFiles(root);
}

/** `ab/abc…`, finished or not. */
function foldersBelow(root: string): string[] {
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap((entry) => readdirSync(join(root, entry.name)).map((name) => join(entry.name, name)));
}

class AssetFiles implements AssetStore {
  readonly #root: string;
  readonly #manifests = new Map<AssetId, AssetManifest>();

  constructor(root: string) {
    this.#root = root;
  }

  async put(asset: PreparedAsset): Promise<void> {
    checkNames(asset);
    const folder = folderOf(this.#root, asset.assetId);
    if (await this.#isWhole(asset)) return;
    const unfinished = `${folder}${UNFINISHED}`;
    try {
      rmSync(unfinished, { recursive: true, force: true });
      mkdirSync(unfinished, { recursive: true });
      writeDurably(join(unfinished, FILES.chunks), encodeChunkFile(asset.chunks));
      writeDurably(join(unfinished, FILES.ogg), asset.ogg);
      writeDurably(join(unfinished, FILES.manifest), asset.manifest);
      rmSync(folder, { recursive: true, force: true });
      renameSync(unfinished, folder);
      syncDirectory(dirname(folder));
      syncDirectory(this.#root);
    } catch (cause) {
      if (existsSync(unfinished)) rmSync(unfinished, { recursive: true, force: true });
      throw diskError(cause, 'The sound could not be stored.');
    }
  }

  has(assetId: AssetId): boolean {
    return existsSync(join(folderOf(this.#root, assetId), FILES.manifest));
  }

  list(): readonly AssetId[] {
    return foldersBelow(this.#root)
      .map((name) => name.slice(name.indexOf('/') + 1))
      .filter((name) => DIGEST_PATTERN.test(name))
      .map((name) => parseAssetId(name));
  }

  async manifest(assetId: AssetId): Promise<AssetRead<string>> {
    const text = await readOrNull(join(folderOf(this.#root, assetId), FILES.manifest));
    if (text === null) return { outcome: 'missing' };
    const content = text.toString('utf8');
    if (contentName(content) !== assetId) return corrupt('the manifest does not match its name');
    return { outcome: 'found', content };
  }

  async chunk(assetId: AssetId, index: number): Promise<AssetRead<Uint8Array>> {
    const manifest = await this.#parsed(assetId);
    if (manifest.outcome !== 'found') return manifest;
    const name = manifest.content.chunks[index];
    if (name === undefined) return { outcome: 'missing' };
    const path = join(folderOf(this.#root, assetId), FILES.chunks);
    const content = await readChunk(path, index);
    if (content === null || contentName(content) !== name) {
      return corrupt(`chunk ${index} does not match its hash`);
    }
    return { outcome: 'found', content };
  }

  oggPath(assetId: AssetId): string | null {
    const path = join(folderOf(this.#root, assetId), FILES.ogg);
    return existsSync(path) ? path : null;
  }

  async remove(assetId: AssetId): Promise<void> {
    this.#manifests.delete(assetId);
    const folder = folderOf(this.#root, assetId);
    if (!existsSync(folder)) return;
    // Renamed first: a removal that a crash cuts short is finished at the next start.
    renameSync(folder, `${folder}${UNFINISHED}`);
    syncDirectory(dirname(folder));
    await rm(`${folder}${UNFINISHED}`, { recursive: true, force: true });
  }

  async #parsed(assetId: AssetId): Promise<AssetRead<AssetManifest>> {
    const kept = this.#manifests.get(assetId);
    if (kept !== undefined) return { outcome: 'found', content: kept };
    const text = await this.manifest(assetId);
    if (text.outcome !== 'found') return text;
    const content = assetManifestSchema.parse(JSON.parse(text.content));
    this.#manifests.set(assetId, content);
    const oldest = this.#manifests.keys().next();
    if (this.#manifests.size > KEPT_MANIFESTS && !oldest.done) this.#manifests.delete(oldest.value);
    return { outcome: 'found', content };
  }

  async #isWhole(asset: PreparedAsset): Promise<boolean> {
    if ((await this.manifest(asset.assetId)).outcome !== 'found') return false;
    const folder = folderOf(this.#root, asset.assetId);
    const chunks = await readOrNull(join(folder, FILES.chunks));
    const ogg = await readOrNull(join(folder, FILES.ogg));
    return (
      chunks !== null &&
      ogg !== null &&
      chunks.equals(encodeChunkFile(asset.chunks)) &&
      ogg.equals(asset.ogg)
    );
  }
}

function corrupt(detail: string): { outcome: 'corrupt'; detail: string } {
  return { outcome: 'corrupt', detail };
}

/** What is stored under a name must have it: anything else is a bug of the caller. */
function checkNames({ assetId, manifest, chunks }: PreparedAsset): void {
  if (contentName(manifest) !== assetId) throw new RangeError('asset: the manifest has other text');
  const names = assetManifestSchema.parse(JSON.parse(manifest)).chunks;
  if (names.length !== chunks.length) throw new RangeError('asset: the manifest has other chunks');
  for (const [index, chunk] of chunks.entries()) {
    if (contentName(chunk) !== names[index]) {
      throw new RangeError(`asset: chunk ${index} does not match its hash`);
    }
  }
}

function tellsOfAbsence(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

async function readOrNull(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if (tellsOfAbsence(error)) return null;
    throw error;
  }
}

/** Null where the file is missing, too short or its table impossible. */
async function readChunk(path: string, index: number): Promise<Uint8Array | null> {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (error) {
    if (tellsOfAbsence(error)) return null;
    throw error;
  }
  try {
    const { at, bytes } = tableEntry(index);
    const entries = await readExactly(file, bytes, at);
    if (entries === null) return null;
    const { start, end } = chunkBounds(entries, index);
    if (end <= start || end - start > LIMITS.chunkBytes) return null;
    return await readExactly(file, end - start, start);
  } finally {
    await file.close();
  }
}

async function readExactly(
  file: FileHandle,
  length: number,
  at: number,
): Promise<Uint8Array | null> {
  const { bytesRead, buffer } = await file.read(new Uint8Array(length), 0, length, at);
  return bytesRead === length ? buffer : null;
}
