import { BULLETIN_CLASSES, CUE_SOURCES } from '../vocabulary/index.ts';
import type { Cue } from './cue.ts';

type Ranked = Pick<Cue, 'cueId' | 'source' | 'class' | 'priority' | 'startAtUs'>;

/**
 * [ARB1] Rank: emergency first; then live > scheduled > relay; then class; then priority. Positive
 * when `a` outranks `b`, 0 when they are equal in rank. [ARB2] Of two emergencies the newer outranks.
 */
export function compareRank(a: Ranked, b: Ranked): number {
  const emergency = Number(a.class === 'emergency') - Number(b.class === 'emergency');
  if (emergency !== 0) return emergency;
  if (a.class === 'emergency' && a.startAtUs !== b.startAtUs) return a.startAtUs - b.startAtUs;
  return (
    CUE_SOURCES.indexOf(a.source) - CUE_SOURCES.indexOf(b.source) ||
    BULLETIN_CLASSES.indexOf(a.class) - BULLETIN_CLASSES.indexOf(b.class) ||
    a.priority - b.priority
  );
}

/**
 * The order of things, total over distinct cues: rank, then the earlier planned instant, then the
 * smaller id. Positive when `a` goes before `b`.
 */
export function compareOrder(a: Ranked, b: Ranked): number {
  const rank = compareRank(a, b);
  if (rank !== 0) return rank;
  if (a.startAtUs !== b.startAtUs) return b.startAtUs - a.startAtUs;
  return a.cueId < b.cueId ? 1 : a.cueId > b.cueId ? -1 : 0;
}
