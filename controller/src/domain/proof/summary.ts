/**
 * Sums over the ledger. All are made from whole lines of the ledger, occurrence by occurrence, so
 * that any two of them over the same lines agree.
 */
import type {
  BulletinClass,
  BulletinId,
  CueId,
  CueSource,
  MissedReason,
  UnitId,
  WithheldReason,
} from '@loa/protocol/vocabulary';
import { LEDGER_OUTCOMES, type LedgerOutcome, type LedgerRow, wasHeard } from './ledger.ts';

/** How many lines came to which end. */
export type Tally = Readonly<Record<LedgerOutcome, number>>;

const NOBODY = Object.fromEntries(LEDGER_OUTCOMES.map((outcome) => [outcome, 0])) as Tally;

export function tallyOf(rows: Iterable<Pick<LedgerRow, 'outcome'>>): Tally {
  const tally: Record<LedgerOutcome, number> = { ...NOBODY };
  for (const { outcome } of rows) tally[outcome] += 1;
  return tally;
}

function added(a: Tally, b: Tally): Tally {
  const sum: Record<LedgerOutcome, number> = { ...a };
  for (const outcome of LEDGER_OUTCOMES) sum[outcome] += b[outcome];
  return sum;
}

/** [REP6] The length of an occurrence in a unit: that of the node on which most was heard. */
function airedMs(rows: readonly LedgerRow[]): number {
  return rows.reduce((most, { heardMs }) => Math.max(most, heardMs), 0);
}

/** Minutes aired by unit × class × category × month. */
export interface MinutesRow {
  readonly unitId: UnitId | null;
  readonly class: BulletinClass;
  readonly category: string;
  /** `YYYY-MM`. */
  readonly month: string;
  /** Occurrences of which something was heard in the unit, and their lengths. */
  readonly aired: number;
  readonly airedMs: number;
  /** Of all nodes together. */
  readonly heardMs: number;
  readonly plannedMs: number;
  readonly plays: Tally;
}

/** [REP4] Adds up one occurrence's lines at a time. */
export function createMinutes(): {
  add(occurrence: readonly LedgerRow[], month: string): void;
  readonly size: number;
  /** By unit, month, class, category. */
  rows(): MinutesRow[];
} {
  const groups = new Map<string, MinutesRow>();
  return {
    add: (occurrence, month) => {
      for (const [unitId, rows] of Map.groupBy(occurrence, (row) => row.unitId)) {
        const [{ class: rank, category }] = rows as [LedgerRow, ...LedgerRow[]];
        const key = JSON.stringify([unitId ?? '', month, rank, category]);
        const before = groups.get(key);
        const length = airedMs(rows);
        groups.set(key, {
          ...{ unitId, class: rank, category, month },
          aired: (before?.aired ?? 0) + (length > 0 ? 1 : 0),
          airedMs: (before?.airedMs ?? 0) + length,
          heardMs: rows.reduce((sum, row) => sum + row.heardMs, before?.heardMs ?? 0),
          plannedMs: rows.reduce((sum, row) => sum + row.plannedMs, before?.plannedMs ?? 0),
          plays: added(before?.plays ?? NOBODY, tallyOf(rows)),
        });
      }
    },
    get size() {
      return groups.size;
    },
    rows: () => [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row),
  };
}

/** A line of the broadcast diary (nhật ký phát thanh): an occurrence in a unit. */
export interface DiaryRow {
  readonly unitId: UnitId | null;
  readonly cueId: CueId;
  readonly title: string;
  readonly category: string;
  readonly class: BulletinClass;
  readonly source: CueSource;
  readonly sentBy: string | null;
  /** Civil day on which it was to begin. */
  readonly day: string;
  readonly startAtUs: number;
  readonly plannedMs: number;
  readonly airedMs: number;
  readonly nodes: number;
  readonly plays: Tally;
  /** Why not, or not in full: each reason, the most frequent first. */
  readonly reasons: readonly (MissedReason | WithheldReason)[];
}

/** [REP5] The diary's lines of one occurrence, one for each unit that it reached or was to reach. */
export function diaryRows(
  occurrence: readonly LedgerRow[],
  { day, startAtUs }: { readonly day: string; readonly startAtUs: number },
): DiaryRow[] {
  return [...Map.groupBy(occurrence, (row) => row.unitId)].map(([unitId, rows]) => {
    const [first] = rows as [LedgerRow, ...LedgerRow[]];
    const { cueId, title, category, source, sentBy, plannedMs } = first;
    const reasons = Map.groupBy(
      rows.flatMap(({ reason }) => reason ?? []),
      (reason) => reason,
    );
    return {
      ...{ unitId, cueId, title, category, class: first.class, source, sentBy },
      ...{ day, startAtUs, plannedMs },
      airedMs: airedMs(rows),
      nodes: rows.length,
      plays: tallyOf(rows),
      reasons: [...reasons].sort(([, a], [, b]) => b.length - a.length).map(([reason]) => reason),
    };
  });
}

/** What a bulletin was aired, for its author's royalties (nhuận bút). */
export interface AiredBulletin {
  readonly bulletinId: BulletinId;
  readonly title: string;
  readonly category: string;
  readonly class: BulletinClass;
  readonly plannedMs: number;
  /** Occurrences of which something was heard. */
  readonly times: number;
  readonly airedMs: number;
}

/** [REP7] Adds up one occurrence's lines at a time; what nobody heard is not listed. */
export function createAirings(): {
  add(occurrence: readonly LedgerRow[]): void;
  readonly size: number;
  rows(): AiredBulletin[];
} {
  const bulletins = new Map<BulletinId, AiredBulletin>();
  return {
    add: (occurrence) => {
      const first = occurrence.find(wasHeard);
      if (!first) return;
      const { bulletinId, title, category, plannedMs } = first;
      const before = bulletins.get(bulletinId);
      bulletins.set(bulletinId, {
        ...{ bulletinId, title, category, class: first.class, plannedMs },
        times: (before?.times ?? 0) + 1,
        airedMs: (before?.airedMs ?? 0) + airedMs(occurrence),
      });
    },
    get size() {
      return bulletins.size;
    },
    rows: () => [...bulletins.values()],
  };
}
