import { type Cue, compareRank } from '@loa/protocol/playout';

/**
 * Why one cue goes before another, by the first rule of the order of things that tells them apart:
 * emergency, the newer of two emergencies, live over what is planned, what is planned over a relay,
 * class, priority, and else who had the air first.
 */
export const ORDER_RULES = [
  'emergency',
  'newer-emergency',
  'live',
  'over-relay',
  'class',
  'priority',
  'first-come',
] as const;
export type OrderRule = (typeof ORDER_RULES)[number];

type Ranked = Pick<Cue, 'cueId' | 'source' | 'class' | 'priority' | 'startAtUs'>;

/** [EXP1] @param first the one that had the air */
export function orderRule(first: Ranked, other: Ranked): OrderRule {
  if (compareRank(first, other) <= 0) return 'first-come';
  if (first.class === 'emergency') {
    return other.class === 'emergency' ? 'newer-emergency' : 'emergency';
  }
  if (first.source !== other.source) return first.source === 'live' ? 'live' : 'over-relay';
  return first.class === other.class ? 'priority' : 'class';
}
