import type { EffortMedians } from '../../domain/proof/effort.ts';
import type { ReportContent } from '../../engine/report-writer-port.ts';
import { REPORT_PHRASES } from '../../presentation/report-words.ts';
import { type Cell, type Column, cellOf, type Sayer } from './column.ts';
import { AS_RUN, DIARY, EFFORT, EFFORT_LENGTHS, MINUTES, ROYALTIES } from './columns.ts';

export type ColumnHead = Pick<
  Column<never>,
  'key' | 'title' | 'digits' | 'isSummed' | 'isForPrograms'
>;

/** A report as rows of cells, or of values by name; read once, as far as it is asked for. */
export interface Table {
  readonly columns: readonly ColumnHead[];
  cells(): AsyncGenerator<Cell[]>;
  values(): AsyncGenerator<object>;
  /** A last row that is not a sum. */
  readonly foot: readonly Cell[] | null;
}

export function tableOf(content: ReportContent, say: Sayer): Table {
  switch (content.kind) {
    case 'as-run':
      return table(AS_RUN, content.rows, say);
    case 'minutes':
      return table(MINUTES, content.rows, say);
    case 'diary':
      return table(DIARY, content.rows, say);
    case 'royalties':
      return table(ROYALTIES, content.rows, say);
    case 'effort':
      return { ...table(EFFORT, content.rows, say), foot: mediansRow(content.medians, say) };
  }
}

function table<Row>(columns: readonly Column<Row>[], rows: AsyncIterable<Row>, say: Sayer): Table {
  return {
    columns,
    cells: async function* () {
      for await (const row of rows) yield columns.map((column) => cellOf(column, row, say));
    },
    values: async function* () {
      for await (const row of rows) {
        yield Object.fromEntries(columns.map(({ key, value }) => [key, value(row)]));
      }
    },
    foot: null,
  };
}

function mediansRow(medians: EffortMedians, say: Sayer): Cell[] {
  return EFFORT.map(({ key }, index) => {
    if (index === 0) return REPORT_PHRASES.median[say.language];
    const length = EFFORT_LENGTHS.find((column) => column.key === key);
    return length ? cellOf(length, medians, say) : null;
  });
}
