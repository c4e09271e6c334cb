import type { ReportContent, ReportHead } from '../../engine/report-writer-port.ts';
import { isoOf } from './column.ts';
import type { Table } from './table.ts';

/** For programs: ids, ISO instants in UTC, seconds; a row a line. */
export async function* jsonOf(
  table: Table,
  head: ReportHead,
  content: ReportContent,
): AsyncGenerator<string> {
  const { unitId: unit, fromDay: from, throughDay: to, timeZone, madeAtUs } = head;
  const about = { report: content.kind, unit, from, to, timeZone, madeAt: isoOf(madeAtUs) };
  const more = content.kind === 'effort' ? { medians: content.medians } : {};
  yield `${JSON.stringify({ ...about, ...more }).slice(0, -1)},"rows":[`;
  let separator = '\n';
  for await (const row of table.values()) {
    yield separator + JSON.stringify(row);
    separator = ',\n';
  }
  yield '\n]}\n';
}
