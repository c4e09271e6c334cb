import type { Targets } from '@loa/protocol/playout';
import type { BulletinId, ItemId, WhenPreempted } from '@loa/protocol/vocabulary';

/** A programme item: a bulletin, where it sounds and when, in civil time of the city. */
export interface Item {
  readonly itemId: ItemId;
  readonly bulletinId: BulletinId;
  readonly targets: Targets;
  /** `YYYY-MM-DDTHH:MM[:SS]`: the first start. */
  readonly start: string;
  /** RFC 5545 RRULE text without DTSTART; null is once. */
  readonly rrule: string | null;
  /** Last civil day on which it may occur. */
  readonly until: string | null;
  /** Civil days on which it does not occur. */
  readonly except: readonly string[];
  readonly priority: number;
  readonly gainDb: number;
  readonly whenPreempted: WhenPreempted;
  readonly lateUs: number;
}
