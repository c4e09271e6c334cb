import { type BulletinId, type ProblemCode, parseAssetId } from '@loa/protocol/vocabulary';
import type { Logger } from '@loa/runtime/pure';
import type { Bulletin } from '../domain/library/bulletin.ts';
import type { AssetStore } from './asset-store-port.ts';
import type { MediaIngest, PreparedAsset } from './media-port.ts';
import type { Stores } from './ports.ts';
import type { DeclaredBulletin, ReadPrepared } from './schedule-port.ts';

interface SoundDeps {
  readonly stores: Pick<Stores, 'library'>;
  readonly media: MediaIngest;
  readonly readPrepared: ReadPrepared;
  readonly assets: AssetStore;
  readonly logger: Logger;
}

export interface SoundProblem {
  readonly code: ProblemCode;
  readonly detail: string;
}

type Sounds =
  /** Of those that are new or differ from what is held. */
  | { readonly outcome: 'prepared'; readonly assets: ReadonlyMap<BulletinId, PreparedAsset> }
  | { readonly outcome: 'refused'; readonly problems: readonly SoundProblem[] };

/** Stands for sound that would be prepared. */
const UNPREPARED: PreparedAsset = {
  assetId: parseAssetId('-'.repeat(43)),
  manifest: '',
  chunks: [],
  ogg: new Uint8Array(),
  durationFrames: 1,
  loudnessLufs: null,
  truePeakDbtp: null,
};

/**
 * Prepares only sound that is new, differs from what was prepared, or is not held any more; what an
 * export wrote is taken as it is. To compare, nothing is prepared.
 */
export async function declaredSounds(
  deps: SoundDeps,
  bulletins: readonly DeclaredBulletin[],
  signal: AbortSignal | 'compare',
): Promise<Sounds> {
  const assets = new Map<BulletinId, PreparedAsset>();
  const problems: SoundProblem[] = [];
  for (const one of bulletins) {
    const found = await soundOf(deps, one, signal);
    if (found === 'held') continue;
    if ('detail' in found) problems.push(found);
    else assets.set(one.bulletinId, found);
  }
  if (problems.length > 0) return { outcome: 'refused', problems };
  return { outcome: 'prepared', assets };
}

async function soundOf(
  deps: SoundDeps,
  declared: DeclaredBulletin,
  signal: AbortSignal | 'compare',
): Promise<'held' | PreparedAsset | SoundProblem> {
  const { stores, assets, media, logger } = deps;
  const { bulletinId, soundFile, sourceHash } = declared;
  const held = stores.library.get(bulletinId);
  const source = stores.library.sourceOf(bulletinId);
  const isHere = held !== null && assets.has(held.assetId);
  if (isHere && source === sourceHash) return 'held';
  const own = await ownSound(deps, declared);
  if (own !== null) return isHere && own.assetId === held.assetId ? 'held' : own;
  if (isUploaded(held, source)) {
    const detail = `bulletin ${bulletinId}: the library has an uploaded bulletin of this id; choose another`;
    return { code: 'schedule-invalid', detail };
  }
  if (signal === 'compare') return UNPREPARED;
  logger.info({ bulletinId }, 'preparing the sound of a bulletin');
  const result = await media.prepare(soundFile, { signal, onProgress: () => {} });
  if (result.outcome === 'ready') return result.asset;
  return { code: result.reason, detail: `bulletin ${bulletinId}: ${result.detail} (${soundFile})` };
}

function isUploaded(held: Bulletin | null, source: string | null): boolean {
  return held !== null && source === null;
}

/** [DOC25] Sound that the file says is of a name, and that is. */
async function ownSound(
  { readPrepared }: SoundDeps,
  { prepared, soundFile }: DeclaredBulletin,
): Promise<PreparedAsset | null> {
  if (prepared === null) return null;
  const read = await readPrepared(soundFile);
  if (read?.assetId !== prepared.assetId) return null;
  const { loudnessLufs, truePeakDbtp } = prepared;
  return { ...read, loudnessLufs, truePeakDbtp };
}
