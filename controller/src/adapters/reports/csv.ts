import { stringify } from 'csv-stringify/sync';
import type { Cell, Sayer } from './column.ts';
import type { Table } from './table.ts';

/** Excel takes a file for UTF-8 only with it. */
const BYTE_ORDER_MARK = '\uFEFF';

/** Rows written at once: the writer costs more a call than a row. */
const ROWS_AT_ONCE = 64;

/**
 * [REP9] RFC 4180: CRLF, quotes where they are needed. A cell that a spreadsheet would compute is
 * preceded by an apostrophe (CWE-1236).
 */
export async function* csvOf(table: Table, say: Sayer): AsyncGenerator<string> {
  const titles = table.columns.map(({ title }) => title[say.language]);
  yield BYTE_ORDER_MARK + lines([titles]);
  let held: Cell[][] = [];
  for await (const cells of table.cells()) {
    held.push(cells);
    if (held.length < ROWS_AT_ONCE) continue;
    yield lines(held);
    held = [];
  }
  if (held.length > 0) yield lines(held);
}

function lines(rows: Cell[][]): string {
  return stringify(rows, { record_delimiter: 'windows', escape_formulas: true });
}
