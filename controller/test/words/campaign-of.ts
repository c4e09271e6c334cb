import type { Targets } from '@loa/protocol/playout';
import type { Campaign } from '@loa/protocol/programme';
import {
  type BulletinId,
  type ItemId,
  parseUnitId,
  type WhenPreempted,
} from '@loa/protocol/vocabulary';

/** A campaign in short: one bulletin at its own times. */
export interface Item {
  readonly itemId: ItemId;
  readonly bulletinId: BulletinId;
  readonly targets: Targets;
  readonly start: string;
  readonly rrule: string | null;
  readonly until: string | null;
  readonly except: readonly string[];
  readonly extraStarts?: readonly string[];
  readonly priority: number;
  readonly gainDb: number;
  readonly whenPreempted: WhenPreempted;
  readonly lateUs: number;
}

export function campaignOf(item: Item, more: Partial<Campaign> = {}): Campaign {
  const { targets, start, rrule, until, except, extraStarts = [] } = item;
  return {
    id: item.itemId,
    unit: targets.units[0] ?? parseUnitId('tp'),
    title: `Đợt ${item.itemId}`,
    bulletins: [item.bulletinId],
    order: 'sequence',
    separationSeconds: 0,
    chime: null,
    targets,
    timing: { start, rule: rrule, until, except, extra: extraStarts },
    placement: { kind: 'times' },
    repeats: { times: 1, gapSeconds: 0 },
    priority: item.priority,
    gainDb: item.gainDb,
    lateMinutes: item.lateUs / 60e6,
    whenPreempted: item.whenPreempted,
    override: null,
    ...more,
  };
}
