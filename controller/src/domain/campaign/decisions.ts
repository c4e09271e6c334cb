import type { Campaign, Decision } from '@loa/protocol/programme';
import type { CueId, ItemId } from '@loa/protocol/vocabulary';

const LOWEST = 0;
const HIGHEST = 99;

/**
 * [CAL93] The priority that a ward's user gave a start by deciding its order: just above or just below
 * that of the other item; null where nothing was decided. It holds for all that sounds at that start.
 */
export class Decisions {
  private readonly byStart = new Map<string, Decision>();
  private readonly priorities: ReadonlyMap<ItemId, number>;

  constructor(decisions: readonly Decision[], campaigns: readonly Campaign[]) {
    this.priorities = new Map(campaigns.map(({ id, priority }) => [id, priority]));
    // Of several for one start the last by id counts.
    for (const one of [...decisions].sort((a, b) => (a.id < b.id ? -1 : 1))) {
      this.byStart.set(startOf(one.cue), one);
    }
  }

  get isEmpty(): boolean {
    return this.byStart.size === 0;
  }

  priorityOf(cueId: CueId): number | null {
    const decision = this.byStart.get(cueId);
    if (!decision) return null;
    const other = this.priorities.get(itemOf(decision.against));
    if (other === undefined) return null;
    const decided = other + (decision.order === 'before' ? 1 : -1);
    return Math.min(Math.max(decided, LOWEST), HIGHEST);
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
