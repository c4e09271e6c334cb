import type { Targets } from '@loa/protocol/playout';
import type {
  AssetId,
  AuthorisationId,
  BulletinClass,
  BulletinId,
  CueId,
  CueSource,
  ItemId,
  UnitId,
  WhenPreempted,
} from '@loa/protocol/vocabulary';
import type { Exception, Withheld } from '../campaign/withheld.ts';

export type { Exception, Withheld };

/**
 * One dated playing (lượt phát), by the calendar or sent by hand. It carries its own copy of what
 * it plays: an edit of the item or the bulletin changes occurrences that have not started only.
 */
export interface Occurrence {
  readonly cueId: CueId;
  readonly origin: 'calendar' | 'sent';
  /** Null where it was sent by hand. */
  readonly itemId: ItemId | null;
  readonly sentBy: string | null;
  readonly bulletinId: BulletinId;
  readonly title: string;
  /** Of the bulletin; empty where it has none. */
  readonly category: string;
  /** Whose item it is; the sender's where it was sent. */
  readonly unitId: UnitId;
  readonly assetId: AssetId;
  readonly durationFrames: number;
  readonly class: BulletinClass;
  readonly source: CueSource;
  readonly priority: number;
  readonly gainDb: number;
  readonly whenPreempted: WhenPreempted;
  readonly lateUs: number;
  readonly startAtUs: number;
  /** Start of the playing it is part of: once that has begun, all of it keeps its revision. */
  readonly blockStartUs: number;
  readonly validUntilUs: number;
  readonly targets: Targets;
  readonly exceptions: readonly Exception[];
  /** Not sounded anywhere; it stands in the ledger with its reason, and on no page. */
  readonly withheld: Withheld | null;
  readonly authorisationId: AuthorisationId;
  /** How it travels: in day pages, or as an order because it was sent at short notice. */
  readonly carriedBy: 'page' | 'order';
  /** Stopped for everybody as a whole at this instant; null otherwise. */
  readonly stoppedAtUs: number | null;
}
