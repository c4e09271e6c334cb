import type { ReportHead, ReportRow } from '@loa/protocol/console-api';
import { useEffect, useState } from 'react';
import { readReport } from '../api/reports.ts';
import type { ReportQuestion } from '../state/report.ts';
import { foldReportRow, NO_SUMS, type ReportSums } from '../state/report-sums.ts';

/** Rows that a page keeps to show; the others are in the sums, and in the file. */
export const REPORT_ROWS_KEPT = 100;

export interface ReportReading {
  readonly sums: ReportSums;
  readonly rows: readonly ReportRow[];
  /** Null while it comes. */
  readonly head: ReportHead | null;
  readonly error: Error | null;
}

const NOTHING_READ: ReportReading = { sums: NO_SUMS, rows: [], head: null, error: null };

/** Reads a report while its reader is there: leaving it ends the controller's work too. */
export function useReport(question: ReportQuestion): ReportReading {
  const [reading, setReading] = useState(NOTHING_READ);
  useEffect(() => {
    const left = new AbortController();
    setReading(NOTHING_READ);
    const onRows = (rows: readonly ReportRow[]): void => {
      setReading((held) => ({
        ...held,
        sums: rows.reduce(foldReportRow, held.sums),
        rows: held.rows.concat(rows.slice(0, REPORT_ROWS_KEPT - held.rows.length)),
      }));
    };
    readReport(question, onRows, left.signal).then(
      (head) => setReading((held) => ({ ...held, head })),
      (error: Error) => {
        if (!left.signal.aborted) setReading((held) => ({ ...held, error }));
      },
    );
    return () => left.abort();
  }, [question]);
  return reading;
}
