import type { DocumentKind, Documents } from '@loa/protocol/programme';
import type { BulletinClass, BulletinId, NodeId, UnitId } from '@loa/protocol/vocabulary';
import type { BulletinWay } from '../domain/library/bulletin.ts';
import type { CityMap } from '../domain/zoning/city-map.ts';
import type { CitySettings } from '../domain/zoning/city-settings.ts';
import type { PreparedAsset } from './media-port.ts';

/** A bulletin whose sound is a file beside the schedule. */
export interface DeclaredBulletin {
  readonly bulletinId: BulletinId;
  readonly title: string;
  readonly class: BulletinClass;
  readonly category: string;
  readonly language: string;
  readonly unitId: UnitId;
  /** Absolute path. */
  readonly soundFile: string;
  /** SHA-256 of the file: equal means its sound need not be prepared again. */
  readonly sourceHash: string;
  /** Absolute path of the file of its signed paper; `way` has what its stored copy is called. */
  readonly paperFile: string | null;
  /** Its way to the air so far. */
  readonly way: BulletinWay;
  /** Null is whoever applies the file, now. */
  readonly author: string | null;
  readonly createdAtMs: number | null;
  readonly revision: number | null;
  /** The file is said to hold this very asset. */
  readonly prepared: Pick<PreparedAsset, 'assetId' | 'loudnessLufs' | 'truePeakDbtp'> | null;
}

/** A document that the file owns. */
export type DeclaredDocument = {
  readonly [K in DocumentKind]: { readonly kind: K; readonly body: Documents[K] };
}[DocumentKind];

/** What a city file declares, checked and without open references. */
export interface Schedule {
  readonly map: CityMap;
  readonly settings: CitySettings;
  readonly bulletins: readonly DeclaredBulletin[];
  readonly documents: readonly DeclaredDocument[];
  /** A digest of its documents. */
  readonly documentsDigest: string;
}

/** Sound as this system prepared it before, but for its loudness; null where the file is none such. */
export type ReadPrepared = (
  file: string,
) => Promise<Omit<PreparedAsset, 'loudnessLufs' | 'truePeakDbtp'> | null>;

/** The nodes that city files have declared; others were added from the console and stay. */
export interface DeclaredNodes {
  load(): readonly NodeId[];
  save(nodeIds: readonly NodeId[]): void;
}
