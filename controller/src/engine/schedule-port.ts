import type { DocumentKind, Documents } from '@loa/protocol/programme';
import type { BulletinClass, BulletinId, NodeId, UnitId } from '@loa/protocol/vocabulary';
import type { CityMap } from '../domain/zoning/city-map.ts';

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
}

/** A document that the file owns. */
export type DeclaredDocument = {
  readonly [K in DocumentKind]: { readonly kind: K; readonly body: Documents[K] };
}[DocumentKind];

/** What a schedule file declares, checked and without open references. */
export interface Schedule {
  readonly map: CityMap;
  readonly bulletins: readonly DeclaredBulletin[];
  readonly documents: readonly DeclaredDocument[];
}

/** The nodes that schedule files have declared; others were added from the console and stay. */
export interface DeclaredNodes {
  load(): readonly NodeId[];
  save(nodeIds: readonly NodeId[]): void;
}
