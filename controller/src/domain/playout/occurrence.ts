import type { Targets } from '@loa/protocol/playout';
import type {
  AssetId,
  AuthorisationId,
  BulletinClass,
  BulletinId,
  CueId,
  CueSource,
  ItemId,
  WhenPreempted,
} from '@loa/protocol/vocabulary';

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
  readonly assetId: AssetId;
  readonly durationFrames: number;
  readonly class: BulletinClass;
  readonly source: CueSource;
  readonly priority: number;
  readonly gainDb: number;
  readonly whenPreempted: WhenPreempted;
  readonly lateUs: number;
  readonly startAtUs: number;
  readonly validUntilUs: number;
  readonly targets: Targets;
  readonly authorisationId: AuthorisationId;
  /** How it travels: in day pages, or as an order because it was sent at short notice. */
  readonly carriedBy: 'page' | 'order';
  /** Stopped for everybody as a whole at this instant; null otherwise. */
  readonly stoppedAtUs: number | null;
}
