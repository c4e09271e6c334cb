/** Each form of a report, read as its readers read it. */
import { buffer, json, text } from 'node:stream/consumers';
import { reportHeadSchema, reportRowSchemas } from '@loa/protocol/console-api';
import { REPORT_KINDS } from '@loa/protocol/vocabulary';
import { readXlsx } from 'hucre/xlsx';
import { describe, expect, test } from 'vitest';
import { aHead, aLine, inTurn, manyLines } from '../../../test/support/ledger-lines.ts';
import { aBulletin, NODE, START_US, WARD } from '../../../test/support/stored-things.ts';
import { effortMedians, effortRow } from '../../domain/proof/effort.ts';
import type { LedgerRow } from '../../domain/proof/ledger.ts';
import { createAirings, createMinutes, diaryRows } from '../../domain/proof/summary.ts';
import type { ReportContent } from '../../engine/report-writer-port.ts';
import { writeReport } from './index.ts';

const asRun = (rows: Iterable<LedgerRow>) => ({ kind: 'as-run', rows: inTurn(rows) }) as const;

describe('XLSX', () => {
  test('[REP10] numbers are numbers, the rest is text, whatever it begins with', async () => {
    const rows = [aLine({ title: '=1+1' }), aLine({ title: '-5', category: '@x' })];
    const written = writeReport(aHead(), asRun(rows), 'xlsx');
    const { sheets } = await readXlsx(await buffer(written.body));
    const [titles, first, second] = sheets[0]?.rows ?? [];
    expect(sheets[0]?.name).toBe('Kết quả phát theo cụm loa');
    expect(titles?.slice(0, 5)).toEqual(['Ngày', 'Giờ theo lịch', 'Địa bàn', 'Cụm loa', 'Bản tin']);
    expect(first?.slice(4, 10)).toEqual([
      ...['=1+1', 'thời sự', 'Thông thường', 'Bản tin'],
      ...[10, 9.98],
    ]);
    expect(second?.slice(4, 6)).toEqual(['-5', '@x']);
  });

  test('[REP10] what XML cannot hold is left out', async () => {
    const written = writeReport(aHead(), asRun([aLine({ title: 'a\uFFFEb\u0001' })]), 'xlsx');
    const { sheets } = await readXlsx(await buffer(written.body));
    expect(sheets[0]?.rows[1]?.[4]).toBe('ab\u0001');
  });

  test('[REP10] the file begins before the ledger has been read', async () => {
    let read = 0;
    function* counted() {
      for (const row of manyLines(200_000)) {
        read += 1;
        yield row;
      }
    }
    let bytes = 0;
    for await (const chunk of writeReport(aHead(), asRun(counted()), 'xlsx').body) {
      bytes += chunk.byteLength;
      if (bytes > 1_000) break;
    }
    expect(read).toBeLessThan(20_000);
  });
});

describe('CSV', () => {
  test('[REP1] lines leave in small pieces, none far ahead of its reader', async () => {
    let made = 0;
    function* counted() {
      for (const row of manyLines(20_000)) {
        made += 1;
        yield row;
      }
    }
    let longest = 0;
    let lines = 0;
    let ahead = 0;
    for await (const chunk of writeReport(aHead(), asRun(counted()), 'csv').body) {
      longest = Math.max(longest, chunk.byteLength);
      lines += Buffer.from(chunk).toString().split('\r\n').length - 1;
      ahead = Math.max(ahead, made + 1 - lines);
    }
    expect(lines).toBe(20_001);
    expect(longest).toBeLessThan(70_000);
    expect(ahead).toBeLessThan(1_000);
  });
});

describe('the page to print', () => {
  test('[REP11] header, period, sums; nothing of the data is markup', async () => {
    const sums = createMinutes();
    sums.add([aLine({ category: '<script>alert(1)</script>', heardMs: 90_000 })], '2026-11');
    sums.add([aLine({ category: 'y tế', heardMs: 30_000 })], '2026-11');
    const content = { kind: 'minutes', rows: inTurn(sums.rows()) } as const;
    const { body, mediaType, fileName } = writeReport(aHead(), content, 'html');
    const page = await text(body);
    expect(mediaType).toBe('text/html; charset=utf-8');
    expect(fileName).toBe('minutes_an-my_2026-11-01_2026-11-30.html');
    expect(page).toContain('<div>UBND THÀNH PHỐ TAM KỲ</div>');
    expect(page).toContain('Từ ngày 01/11/2026 đến ngày 30/11/2026');
    expect(page).toContain('Lập lúc 05:30:00 ngày 22/11/2026');
    expect(page).toContain('&lt;script&gt;');
    expect(page).not.toContain('<script');
    expect(page).toContain('<tfoot><tr><td>Tổng cộng</td>');
    expect(page).toMatch(/<tfoot>.*<td class="number">2<\/td><td class="number">2<\/td>/);
    expect(page).toMatch(/@page \{ size: A4/);
  });

  test('[REP11] an empty period says so, in the language of its reader', async () => {
    const page = await text(writeReport(aHead({ language: 'en' }), asRun([]), 'html').body);
    expect(page).toContain('Nothing in this period.');
    expect(page).toContain('<html lang="en">');
  });

  test('[REP5] the diary of a day says what was not heard and why', async () => {
    const lines = [aLine({ heardMs: 0, outcome: 'withheld', reason: 'suspended' })];
    const rows = diaryRows(lines, { day: '2026-11-22', startAtUs: START_US });
    const page = await text(
      writeReport(aHead(), { kind: 'diary', rows: inTurn(rows) }, 'html').body,
    );
    expect(page).toContain('Nhật ký phát thanh');
    expect(page).toContain('<td>22/11/2026</td><td>05:30:00</td>');
    expect(page).toContain('bị tạm ngừng trong những ngày này');
  });
});

test('[REP8] the medians close the report', async () => {
  const rows = [effortRow(aBulletin(), aBulletin().createdAtMs + 600_000)];
  const content = { kind: 'effort', rows: inTurn(rows), medians: effortMedians(rows) } as const;
  const page = await text(writeReport(aHead(), content, 'html').body);
  expect(page).toMatch(/<tfoot><tr><td>Trung vị<\/td>.*<td class="number">10<\/td>/);
});

test('[REP13] JSON is for programs: ids, instants, seconds', async () => {
  const report = await json(writeReport(aHead(), asRun([aLine()]), 'json').body);
  expect(report).toMatchObject({
    report: 'as-run',
    unit: WARD,
    rows: [
      {
        plannedAt: '2026-11-21T22:30:00Z',
        node: NODE,
        heardSeconds: 9.98,
        outcome: 'full',
        reason: null,
      },
    ],
  });
});

const written: { readonly [Kind in ReportContent['kind']]: () => ReportContent } = {
  'as-run': () => asRun([aLine(), aLine({ outcome: 'missed', reason: 'node-offline' })]),
  minutes: () => {
    const sums = createMinutes();
    sums.add([aLine()], '2026-11');
    sums.add([aLine({ unitId: null })], '2026-11');
    return { kind: 'minutes', rows: inTurn(sums.rows()) };
  },
  diary: () => {
    const about = { day: '2026-11-22', startAtUs: START_US };
    const rows = [aLine(), aLine({ unitId: null, reason: 'suspended' })];
    return { kind: 'diary', rows: inTurn(diaryRows(rows, about)) };
  },
  royalties: () => {
    const airings = createAirings();
    airings.add([aLine()]);
    const [row, other] = [...airings.rows(), ...airings.rows()].map((aired, index) => {
      return { ...aired, author: index === 0 ? 'phat-thanh' : null };
    });
    if (row === undefined || other === undefined) throw new Error('nothing was aired');
    return { kind: 'royalties', rows: inTurn([row, other]) };
  },
  effort: () => {
    const rows = [
      effortRow(aBulletin(), null),
      effortRow(aBulletin(), aBulletin().createdAtMs + 9_000),
    ];
    return { kind: 'effort', rows: inTurn(rows), medians: effortMedians(rows) };
  },
};

test.each(REPORT_KINDS)(
  '[REP30] %s in JSON: its head is a line, and so is each row',
  async (kind) => {
    const lines = (await text(writeReport(aHead(), written[kind](), 'json').body)).split('\n');
    const [head = '', first = '', second = '', end, nothing] = lines;
    expect(head).toMatch(/,"rows":\[$/);
    expect(reportHeadSchema.parse(JSON.parse(`${head}]}`)).report).toBe(kind);
    expect(first.endsWith(',')).toBe(true);
    for (const row of [first.slice(0, -1), second]) {
      expect(reportRowSchemas[kind].safeParse(JSON.parse(row)).error).toBeUndefined();
    }
    expect([end, nothing, lines.length]).toEqual([']}', '', 5]);
  },
);
