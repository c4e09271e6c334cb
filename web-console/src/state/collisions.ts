/** Priority items that meet, and what a person has decided about them. */
import type { CollisionView } from '@loa/protocol/console-api';
import type { Decision } from '@loa/protocol/programme';

/** Those that wait first, then by when they meet. */
export function byUrgency(collisions: readonly CollisionView[]): CollisionView[] {
  const rank = ({ decision, meetAt }: CollisionView) => (decision === null ? '0' : '1') + meetAt;
  return [...collisions].sort((a, b) => rank(a).localeCompare(rank(b)));
}

/** Which goes first: as was decided, though the plan may not have followed yet, else as it stands. */
export function firstOf(collision: CollisionView, decision: Decision | undefined): string {
  if (decision === undefined) return collision.first;
  return decision.order === 'before' ? decision.cue : decision.against;
}

/** The decision that lets `first` go first; the unit's own item is ranked by it. */
export function decisionFor(
  { cue, against, unit }: CollisionView,
  made: { readonly id: string; readonly by: string; readonly first: string },
): Decision {
  const order = made.first === cue ? 'before' : 'after';
  return { id: made.id, unit, cue, against, order, by: made.by };
}
