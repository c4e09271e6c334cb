/** Written here, read back by another's parser: what was in the ledger is in the file. */

import { buffer } from 'node:stream/consumers';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { aHead, aLine, inTurn } from '../../../test/support/ledger-lines.ts';
import type { LedgerRow } from '../../domain/proof/ledger.ts';
import { LEDGER_OUTCOMES } from '../../domain/proof/ledger.ts';
import { OUTCOME_WORDS } from '../../presentation/report-words.ts';
import { writeReport } from './index.ts';

const line = fc
  .record({
    title: fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }),
      fc.constantFrom('=1+1', '+84', '-3 dB', '@lệnh', 'một, "hai"\r\nba', '  lề '),
    ),
    heardMs: fc.nat(3_600_000),
    plannedMs: fc.nat(3_600_000),
    outcome: fc.constantFrom(...LEDGER_OUTCOMES),
  })
  .map(aLine);

async function csvOf(rows: readonly LedgerRow[]): Promise<string> {
  const content = { kind: 'as-run', rows: inTurn(rows) } as const;
  return (await buffer(writeReport(aHead(), content, 'csv').body)).toString();
}

test('[REP9] read back, CSV is the ledger, line by line and in its sums', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 20 }), async (lines) => {
      const records: Record<string, string>[] = parse(await csvOf(lines), {
        columns: true,
        bom: true,
        record_delimiter: '\r\n',
      });
      const read = records.map((record) => ({
        title: record['Bản tin']?.replace(/^'(?=[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20])/u, ''),
        heardMs: Math.round(Number(record['Đã phát (giây)']) * 1000),
        plannedMs: Math.round(Number(record['Thời lượng (giây)']) * 1000),
        outcome: LEDGER_OUTCOMES.find((one) => OUTCOME_WORDS[one].vi === record['Kết quả']),
      }));
      const meant = lines.map(({ title, heardMs, plannedMs, outcome }) => {
        return { title, heardMs, plannedMs, outcome };
      });
      expect(read).toEqual(meant);
    }),
    { numRuns: 60 },
  );
});

test('[REP9] a byte order mark, CRLF, and no cell that a spreadsheet computes', async () => {
  const csv = await csvOf([aLine({ title: '=HYPERLINK("http://x")' }), aLine({ title: '-1+1' })]);
  expect(csv.charCodeAt(0)).toBe(0xfeff);
  expect(csv.split('\r\n')).toHaveLength(4);
  expect(csv.replaceAll('\r\n', '')).not.toContain('\n');
  expect(csv).toContain(`"'=HYPERLINK(""http://x"")"`);
  expect(csv).toContain(`,'-1+1,`);
});

test('[REP9] words are Vietnamese, times those of the city', async () => {
  const row = aLine({ outcome: 'missed', reason: 'asset-missing', heardMs: 0, startedAtUs: null });
  const [titles, cells] = (await csvOf([row])).slice(1).split('\r\n');
  expect(titles).toMatch(/^Ngày,Giờ theo lịch,Địa bàn,Cụm loa,Bản tin,Chuyên mục,Mức,Nguồn,/);
  expect(cells).toMatch(/^22\/11\/2026,05:30:00,Phường An Mỹ,Cụm loa chợ An Mỹ,Bản tin sáng/);
  expect(cells).toContain('Thông thường,Bản tin,10,0,Không phát,tệp âm thanh chưa tới cụm loa');
});
