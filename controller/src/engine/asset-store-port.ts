import type { AssetId } from '@loa/protocol/vocabulary';
import type { PreparedAsset } from './media-port.ts';

/** Reading never yields bytes that do not match their name: that is `corrupt`. */
export type AssetRead<T> =
  | { readonly outcome: 'found'; readonly content: T }
  | { readonly outcome: 'missing' }
  | { readonly outcome: 'corrupt'; readonly detail: string };

/** Prepared sound by content address. */
export interface AssetStore {
  /**
   * Durable when it resolves: all of the asset or nothing. Putting what is held already repairs it.
   * Rejects with `storage-full` when there is no room.
   */
  put(asset: PreparedAsset): Promise<void>;
  has(assetId: AssetId): boolean;
  list(): readonly AssetId[];
  manifest(assetId: AssetId): Promise<AssetRead<string>>;
  chunk(assetId: AssetId, index: number): Promise<AssetRead<Uint8Array>>;
  /** Path of the Ogg Opus file for listening; null where the asset is not held. */
  oggPath(assetId: AssetId): string | null;
  remove(assetId: AssetId): Promise<void>;
}
