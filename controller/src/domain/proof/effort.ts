import type { BulletinClass, BulletinId, UnitId } from '@loa/protocol/vocabulary';
import type { Bulletin } from '../library/bulletin.ts';

/** How long a bulletin took from its making to the air. */
export interface EffortRow {
  readonly bulletinId: BulletinId;
  readonly title: string;
  readonly class: BulletinClass;
  readonly category: string;
  readonly unitId: UnitId;
  readonly author: string | null;
  readonly origin: Bulletin['origin'];
  readonly createdAtMs: number;
  readonly submittedAtMs: number | null;
  readonly decidedAtMs: number | null;
  readonly firstAirAtMs: number | null;
  /** From making to submitting, to the decision, to the air; from making to the air. */
  readonly toSubmitMs: number | null;
  readonly toDecideMs: number | null;
  readonly toAirMs: number | null;
  readonly wholeMs: number | null;
}

/** [REP8] A step that did not happen, or is on record out of order, has no length. */
export function effortRow(bulletin: Bulletin, firstAirAtMs: number | null): EffortRow {
  const { bulletinId, title, category, unitId, author, origin, createdAtMs, review } = bulletin;
  const { submittedAtMs, decidedAtMs } = review;
  return {
    ...{ bulletinId, title, class: bulletin.class, category, unitId, author, origin },
    ...{ createdAtMs, submittedAtMs, decidedAtMs, firstAirAtMs },
    toSubmitMs: between(createdAtMs, submittedAtMs),
    toDecideMs: between(submittedAtMs, decidedAtMs),
    toAirMs: between(decidedAtMs ?? submittedAtMs ?? createdAtMs, firstAirAtMs),
    wholeMs: between(createdAtMs, firstAirAtMs),
  };
}

function between(fromMs: number | null, toMs: number | null): number | null {
  return fromMs === null || toMs === null || toMs < fromMs ? null : toMs - fromMs;
}

export type EffortMedians = Pick<EffortRow, 'toSubmitMs' | 'toDecideMs' | 'toAirMs' | 'wholeMs'>;

/** [REP8] The middle one of each length, or the mean of the two in the middle. */
export function effortMedians(rows: readonly EffortMedians[]): EffortMedians {
  const of = (length: keyof EffortMedians) => median(rows.flatMap((row) => row[length] ?? []));
  return {
    toSubmitMs: of('toSubmitMs'),
    toDecideMs: of('toDecideMs'),
    toAirMs: of('toAirMs'),
    wholeMs: of('wholeMs'),
  };
}

function median(lengths: readonly number[]): number | null {
  const sorted = lengths.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle];
  if (upper === undefined) return null;
  const lower = sorted.length % 2 === 0 ? (sorted[middle - 1] ?? upper) : upper;
  return Math.round((lower + upper) / 2);
}
