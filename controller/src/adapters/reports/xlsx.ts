import { type ColumnDef, writeXlsxStream } from 'hucre/xlsx';
import type { Cell, Sayer } from './column.ts';
import type { ColumnHead, Table } from './table.ts';

/** Names of sheets have at most 31 characters, without `[]:*?/\`. */
const SHEET_NAME_CHARACTERS = 31;

/**
 * [REP10] A sheet that is written as it is read; beyond Excel's 1,048,576 rows another begins. Text
 * is stored as text, whatever it begins with.
 */
export function xlsxOf(table: Table, say: Sayer, title: string): AsyncIterable<Uint8Array> {
  const name = title.slice(0, SHEET_NAME_CHARACTERS);
  const columns = table.columns.map((column) => columnOf(column, say));
  return writeXlsxStream(withFoot(table), { name, columns, freezePane: { rows: 1 } });
}

function columnOf({ title, digits }: ColumnHead, { language }: Sayer): ColumnDef {
  const header = title[language];
  return {
    header,
    width: Math.max(12, header.length + 2),
    ...(digits === undefined ? {} : { numFmt: `0.${'0'.repeat(digits)}` }),
  };
}

/** What XML cannot hold (section 2.2) and the writer leaves in: one such character breaks the file. */
const NOT_IN_XML = /[\uFFFE\uFFFF]/g;

async function* withFoot(table: Table): AsyncGenerator<Cell[]> {
  for await (const cells of table.cells()) yield cells.map(writable);
  if (table.foot) yield table.foot.map(writable);
}

function writable(cell: Cell): Cell {
  return typeof cell === 'string' ? cell.replace(NOT_IN_XML, '') : cell;
}
