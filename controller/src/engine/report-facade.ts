import type { Language, ReportFormat, ReportKind, UnitId } from '@loa/protocol/vocabulary';
import type { LedgerFilter } from '../domain/proof/ledger.ts';
import type { Refused } from './refused.ts';
import type { WrittenReport } from './report-writer-port.ts';

export interface ReportQuestion extends LedgerFilter {
  readonly kind: ReportKind;
  readonly unitId: UnitId;
  readonly fromDay: string;
  readonly throughDay: string;
}

export interface Reports {
  /** Permission for the unit is the caller's to check. Nothing is kept of a report once it is read. */
  write(
    question: ReportQuestion,
    form: { readonly format: ReportFormat; readonly language: Language },
  ): Promise<WrittenReport | Refused>;
}
