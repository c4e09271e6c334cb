import type { Targets } from '@loa/protocol/playout';
import type { BulletinId, ItemId, WhenPreempted } from '@loa/protocol/vocabulary';

/** A programme item: a bulletin, where it sounds and when, in civil time of the city. */
export interface Item {
  readonly itemId: ItemId;
  readonly bulletinId: BulletinId;
  readonly targets: Targets;
  /** `YYYY-MM-DDTHH:MM[:SS]`: the first start. */
  readonly start: string;
  /** RFC 5545 RRULE text without DTSTART, or that of a lunar rule, `LUNAR:…`; null is once. */
  readonly rrule: string | null;
  /** Last civil day on which its rule may occur. */
  readonly until: string | null;
  /** Civil days on which its rule does not occur. */
  readonly except: readonly string[];
  /** Starts beside those of the rule, `YYYY-MM-DDTHH:MM[:SS]`; none unless given. */
  readonly extraStarts?: readonly string[];
  readonly priority: number;
  readonly gainDb: number;
  readonly whenPreempted: WhenPreempted;
  readonly lateUs: number;
}
