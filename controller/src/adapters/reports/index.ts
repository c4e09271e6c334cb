import type { ReportFormat } from '@loa/protocol/vocabulary';
import type { ReportContent, ReportHead, ReportWriter } from '../../engine/report-writer-port.ts';
import { REPORT_TITLES } from '../../presentation/report-words.ts';
import { inChunks } from './chunks.ts';
import { createSayer } from './column.ts';
import { csvOf } from './csv.ts';
import { htmlOf } from './html.ts';
import { jsonOf } from './json.ts';
import { tableOf } from './table.ts';
import { xlsxOf } from './xlsx.ts';

const MEDIA_TYPES: Readonly<Record<ReportFormat, string>> = {
  csv: 'text/csv; charset=utf-8; header=present',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  html: 'text/html; charset=utf-8',
  json: 'application/json; charset=utf-8',
};

/** Writes reports as CSV, as a sheet, as a page to print or as JSON. */
export const writeReport: ReportWriter = (head, content, format) => {
  const { kind } = content;
  const { unitId, fromDay, throughDay } = head;
  return {
    outcome: 'written',
    mediaType: MEDIA_TYPES[format],
    fileName: `${kind}_${unitId}_${fromDay}_${throughDay}.${format}`,
    body: bodyOf(head, content, format),
  };
};

function bodyOf(
  head: ReportHead,
  content: ReportContent,
  format: ReportFormat,
): AsyncIterable<Uint8Array> {
  const say = createSayer(head);
  const table = tableOf(content, say);
  const title = REPORT_TITLES[content.kind][head.language];
  switch (format) {
    case 'csv':
      return inChunks(csvOf(table, say));
    case 'xlsx':
      return xlsxOf(table, say, title);
    case 'html':
      return inChunks(htmlOf(table, say, { head, title }));
    case 'json':
      return inChunks(jsonOf(table, head, content));
  }
}
