import type { Campaign, Decision } from '@loa/protocol/programme';
import type { CueId, ItemId } from '@loa/protocol/vocabulary';

const LOWEST = 0;
const HIGHEST = 99;

/**
 * [CAL93] The priority that a ward's user gave a start by deciding its order: just above or just below
 * that of the other item; null where nothing was decided. It holds for all that sounds at that start.
 */
export class Decisions {
  /** By id, as several for one start count. */
  private readonly byStart = new Map<string, Decision[]>();
  private readonly priorities: ReadonlyMap<ItemId, number>;

  constructor(decisions: readonly Decision[], campaigns: readonly Campaign[]) {
    this.priorities = new Map(campaigns.map(({ id, priority }) => [id, priority]));
    for (const one of [...decisions].sort((a, b) => (a.id < b.id ? -1 : 1))) {
      const start = startOf(one.cue);
      this.byStart.set(start, [...(this.byStart.get(start) ?? []), one]);
    }
  }

  get isEmpty(): boolean {
    return this.byStart.size === 0;
  }

  /** [CAL102] It may meet several others: the last decision by id counts, earlier ones as far as they fit. */
  priorityOf(cueId: CueId): number | null {
    let least = LOWEST;
    let most = HIGHEST;
    for (const { against, order } of (this.byStart.get(cueId) ?? []).toReversed()) {
      const other = this.priorities.get(itemOf(against));
      if (other === undefined) continue;
      if (order === 'before') {
        const above = Math.min(other + 1, HIGHEST);
        if (above <= most) least = Math.max(least, above);
      } else {
        const below = Math.max(other - 1, LOWEST);
        if (below >= least) most = Math.min(most, below);
      }
    }
    if (least > LOWEST) return least;
    return most < HIGHEST ? most : null;
  }

  /** All that is decided about the starts of an item, as text. */
  textOf(item: ItemId): string {
    if (this.byStart.size === 0) return '';
    const own = [...this.byStart].filter(([start]) => itemOf(start) === item);
    return own.map(([start]) => `${start} ${this.priorityOf(start as CueId)}`).join();
  }
}

/** The identity of a start: that of its first bulletin. */
function startOf(cueId: CueId): string {
  return cueId.replace(/\.[^.@]*$/, '');
}

function itemOf(cueId: string): ItemId {
  return cueId.slice(0, cueId.indexOf('@')).replace(/~.*$/, '') as ItemId;
}
