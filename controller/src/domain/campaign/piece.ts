import type { Targets } from '@loa/protocol/playout';
import type {
  BulletinClass,
  BulletinId,
  CueId,
  ItemId,
  UnitId,
  WhenPreempted,
} from '@loa/protocol/vocabulary';
import type { Bulletin } from '../library/bulletin.ts';
import type { Exception, Withheld } from './withheld.ts';

/** What the pieces of an item have in common. */
export interface Carrier {
  readonly itemId: ItemId;
  readonly unitId: UnitId;
  /** Stands for a bulletin's title where there is no bulletin any more. */
  readonly title: string;
  readonly priority: number;
  readonly gainDb: number;
  readonly whenPreempted: WhenPreempted;
  readonly lateUs: number;
  /** In their normal form, and as text. */
  readonly targets: Targets;
  readonly targetsText: string;
  /** It passes the hours of its class. */
  readonly isOverridden: boolean;
  /** It sounds in the place of what is suspended. */
  readonly isSubstitute: boolean;
  /** Its sound is a stream, which has no name yet. */
  readonly isRelay?: boolean;
}

/** One sound in its place. */
export interface Piece {
  readonly carrier: Carrier;
  readonly cueId: CueId;
  readonly bulletinId: BulletinId;
  /** Null where it is gone. */
  readonly bulletin: Bulletin | null;
  readonly class: BulletinClass;
  readonly priority: number;
  /** Civil start of what it is part of. */
  readonly localStart: string;
  readonly blockStartUs: number;
  readonly startAtUs: number;
  readonly withheld: Withheld | null;
  readonly exceptions: readonly Exception[];
}
