import type { Language, NodeId, ReportFormat, UnitId } from '@loa/protocol/vocabulary';
import type { EffortMedians, EffortRow } from '../domain/proof/effort.ts';
import type { LedgerRow } from '../domain/proof/ledger.ts';
import type { AiredBulletin, DiaryRow, MinutesRow } from '../domain/proof/summary.ts';

/** A bulletin's airings with who is to be paid for it; null where the bulletin is gone. */
export interface RoyaltyRow extends AiredBulletin {
  readonly author: string | null;
}

/** What a report says, a row at a time. Rows are made as they are read: once. */
export type ReportContent =
  | { readonly kind: 'as-run'; readonly rows: AsyncIterable<LedgerRow> }
  | { readonly kind: 'minutes'; readonly rows: AsyncIterable<MinutesRow> }
  | { readonly kind: 'diary'; readonly rows: AsyncIterable<DiaryRow> }
  | { readonly kind: 'royalties'; readonly rows: AsyncIterable<RoyaltyRow> }
  | {
      readonly kind: 'effort';
      readonly rows: AsyncIterable<EffortRow>;
      readonly medians: EffortMedians;
    };

/** What stands above a report, and how what it names is called. */
export interface ReportHead {
  /** Lines of the office, from the city's settings. */
  readonly header: readonly string[];
  readonly unitId: UnitId;
  /** Civil days, both included. */
  readonly fromDay: string;
  readonly throughDay: string;
  readonly timeZone: string;
  readonly madeAtUs: number;
  readonly language: Language;
  readonly names: {
    unit(unitId: UnitId | null): string;
    node(nodeId: NodeId): string;
    person(username: string | null): string;
  };
}

export interface WrittenReport {
  readonly outcome: 'written';
  readonly mediaType: string;
  /** ASCII. */
  readonly fileName: string;
  readonly body: AsyncIterable<Uint8Array>;
}

/** Writes a report for people or programs, as far as somebody reads it. */
export type ReportWriter = (
  head: ReportHead,
  content: ReportContent,
  format: ReportFormat,
) => WrittenReport;
