import type { AssetId, BulletinClass, BulletinId, UnitId } from '@loa/protocol/vocabulary';

/** One item of content with its prepared sound. `revision` counts up when the sound changes. */
export interface Bulletin {
  readonly bulletinId: BulletinId;
  readonly revision: number;
  readonly title: string;
  readonly class: BulletinClass;
  readonly category: string;
  /** BCP 47. */
  readonly language: string;
  /** The unit whose bulletin it is: its broadcasters and those above see it. */
  readonly unitId: UnitId;
  /** Account that brought it in. */
  readonly author: string;
  readonly createdAtMs: number;
  readonly assetId: AssetId;
  readonly durationFrames: number;
  readonly loudnessLufs: number | null;
  readonly truePeakDbtp: number | null;
}
