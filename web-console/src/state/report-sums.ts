/** Sums of a report, added up while it comes: they are those of its rows, whatever is shown of them. */
import type { ReportRow } from '@loa/protocol/console-api';

const OUTCOMES = ['full', 'part', 'missed', 'withheld', 'unknown'] as const;
export type CountedOutcome = (typeof OUTCOMES)[number];

export interface ReportSums {
  readonly rows: number;
  /** Of all rows; whole, so that the sum is exact. */
  readonly airedMs: number;
  /** Broadcasts aired, where the rows say it. */
  readonly aired: number;
  readonly outcomes: Readonly<Record<CountedOutcome, number>>;
}

export const NO_SUMS: ReportSums = {
  rows: 0,
  airedMs: 0,
  aired: 0,
  outcomes: { full: 0, part: 0, missed: 0, withheld: 0, unknown: 0 },
};

export function foldReportRow(sums: ReportSums, { kind, row }: ReportRow): ReportSums {
  const rows = sums.rows + 1;
  switch (kind) {
    case 'as-run': {
      const outcomes = { ...sums.outcomes };
      for (const one of OUTCOMES) if (row.outcome === one) outcomes[one] += 1;
      return { ...sums, rows, airedMs: sums.airedMs + msOf(row.heardSeconds), outcomes };
    }
    case 'minutes':
    case 'diary': {
      const outcomes = { ...sums.outcomes };
      for (const one of OUTCOMES) outcomes[one] += row[one];
      const aired = kind === 'minutes' ? row.aired : Number(row.airedSeconds > 0);
      return {
        rows,
        airedMs: sums.airedMs + msOf(row.airedSeconds),
        aired: sums.aired + aired,
        outcomes,
      };
    }
    case 'royalties':
      return {
        ...sums,
        rows,
        airedMs: sums.airedMs + msOf(row.airedSeconds),
        aired: sums.aired + row.times,
      };
    case 'effort':
      return { ...sums, rows };
  }
}

function msOf(seconds: number): number {
  return Math.round(seconds * 1000);
}
