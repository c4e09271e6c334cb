import type { Language } from '@loa/protocol/vocabulary';
import type { ReportHead } from '../../engine/report-writer-port.ts';
import { REPORT_PHRASES } from '../../presentation/report-words.ts';
import type { Cell, Sayer } from './column.ts';
import type { Table } from './table.ts';

const STYLE = `
@page { size: A4 landscape; margin: 15mm 12mm 15mm 20mm; }
body { font: 11pt/1.35 'Times New Roman', Tinos, serif; color: #000; background: #fff; margin: 1rem auto; max-width: 297mm; padding: 0 1rem; }
header { text-align: center; width: 45%; font-weight: bold; }
h1 { font-size: 15pt; text-align: center; text-transform: uppercase; margin: 1rem 0 .25rem; }
.period { text-align: center; font-style: italic; margin: 0 0 1rem; }
table { border-collapse: collapse; width: 100%; font-size: 9.5pt; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
th, td { border: 1px solid #000; padding: 2px 4px; text-align: left; vertical-align: top; }
th { background: #eee; }
td.number { text-align: right; white-space: nowrap; }
tfoot td { font-weight: bold; }
footer { display: flex; justify-content: space-around; margin-top: 1.5rem; text-align: center; break-inside: avoid; }
footer p { min-height: 5rem; font-weight: bold; }
@media print { body { margin: 0; max-width: none; padding: 0; } th { print-color-adjust: exact; } }
`;

/** [REP11] A page to print: the office's header, the table with its sums, room for two signatures. */
export async function* htmlOf(
  table: Table,
  say: Sayer,
  { head, title }: { readonly head: ReportHead; readonly title: string },
): AsyncGenerator<string> {
  const { language } = say;
  const shown = table.columns.flatMap(({ isForPrograms }, index) => (isForPrograms ? [] : [index]));
  const pick = <T>(all: readonly T[]): T[] => shown.flatMap((index) => all.slice(index, index + 1));
  yield opening(say, { head, title });
  yield `<table><thead>${row(pick(table.columns.map((one) => one.title[language])), say, 'th')}</thead><tbody>\n`;
  const sums = table.columns.map(({ isSummed }): number | null => (isSummed ? 0 : null));
  let isEmpty = true;
  for await (const cells of table.cells()) {
    isEmpty = false;
    cells.forEach((cell, index) => {
      const before = sums[index];
      if (typeof before === 'number') sums[index] = before + Number(cell ?? 0);
    });
    yield row(pick(cells), say);
  }
  if (isEmpty) {
    yield `<tr><td colspan="${shown.length}">${escaped(REPORT_PHRASES.empty[language])}</td></tr>\n`;
  }
  const foot = table.foot ?? totals(table, sums, say);
  yield `</tbody>${foot ? `<tfoot>${row(pick(foot), say)}</tfoot>` : ''}</table>\n`;
  yield closing(say);
}

function totals(table: Table, sums: readonly Cell[], { language }: Sayer): Cell[] | null {
  if (sums.every((sum) => sum === null)) return null;
  return sums.map((sum, index) => {
    if (index === 0) return REPORT_PHRASES.total[language];
    const digits = table.columns[index]?.digits ?? 0;
    return typeof sum === 'number' ? Number(sum.toFixed(digits)) : null;
  });
}

function opening(
  say: Sayer,
  { head, title }: { readonly head: ReportHead; readonly title: string },
): string {
  const { language } = say;
  const period = filled(REPORT_PHRASES.period[language], {
    from: say.date(head.fromDay),
    to: say.date(head.throughDay),
  });
  const unit = `${REPORT_PHRASES.unit[language]}: ${say.names.unit(head.unitId)}`;
  const lines = head.header.map((line) => `<div>${escaped(line)}</div>`).join('');
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escaped(title)}</title><style>${STYLE}</style></head><body>
<header>${lines}</header><h1>${escaped(title)}</h1><p class="period">${escaped(unit)}<br>${escaped(period)}<br>${escaped(
    filled(REPORT_PHRASES.madeAt[language], {
      time: say.time(head.madeAtUs),
      day: say.day(head.madeAtUs),
    }),
  )}</p>
`;
}

function closing({ language }: Sayer): string {
  const { maker, signer } = REPORT_PHRASES;
  return `<footer><p>${escaped(maker[language])}</p><p>${escaped(signer[language])}</p></footer></body></html>\n`;
}

function filled(text: string, parts: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => parts[name] ?? '');
}

/** Made once: a number that is said by a new one takes as long as its whole row. */
const NUMBERS: Readonly<Record<Language, Intl.NumberFormat>> = {
  vi: new Intl.NumberFormat('vi-VN'),
  en: new Intl.NumberFormat('en-GB'),
};

function row(cells: readonly Cell[], { language }: Sayer, tag: 'td' | 'th' = 'td'): string {
  const inner = cells.map((cell) =>
    typeof cell === 'number'
      ? `<td class="number">${NUMBERS[language].format(cell)}</td>`
      : `<${tag}>${escaped(cell ?? '')}</${tag}>`,
  );
  return `<tr>${inner.join('')}</tr>\n`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
