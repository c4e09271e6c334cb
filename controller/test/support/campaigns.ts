import type { Targets } from '@loa/protocol/playout';
import type { Campaign } from '@loa/protocol/programme';
import {
  type BulletinId,
  type ItemId,
  parseUnitId,
  type WhenPreempted,
} from '@loa/protocol/vocabulary';
import type { Stores } from '../../src/engine/ports.ts';

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

/** Makes these all the campaigns that there are. */
export function putCampaigns(
  { documents, transactions }: Pick<Stores, 'documents' | 'transactions'>,
  campaigns: readonly Campaign[],
): void {
  transactions.run(() => {
    const held = new Map(documents.list('campaign').map(({ body }) => [body.id, body]));
    for (const body of campaigns) {
      const former = held.get(body.id);
      held.delete(body.id);
      if (former && JSON.stringify(former) === JSON.stringify(body)) continue;
      const owner = { origin: 'file', author: 'schedule-file', changedAtMs: 0 } as const;
      documents.put('campaign', { body, ...owner });
    }
    for (const id of held.keys()) documents.remove('campaign', id);
  });
}
