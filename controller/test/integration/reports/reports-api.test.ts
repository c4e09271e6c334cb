/** Reports as people download them, each within their unit. */
import { silentLogger } from '@loa/runtime/node';
import type { Logger } from '@loa/runtime/pure';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Browser } from '../../support/browser.ts';
import { anOccurrence } from '../../support/stored-things.ts';
import {
  CITY,
  EAST,
  startTestController,
  type TestController,
} from '../../support/test-controller.ts';

let controller: TestController;
let office: Browser;
let ward: Browser;
const PERIOD = 'from=2026-11-22&to=2026-11-22';

beforeAll(async () => {
  controller = await startTestController();
  controller.stores.calendar.put([
    anOccurrence({ unitId: CITY, targets: { units: [CITY], zones: [], nodes: [] } }),
  ]);
  [office, ward] = [new Browser(controller.http), new Browser(controller.http)];
  await office.login(await controller.person('culture-office', CITY));
  await ward.login(await controller.person('broadcaster', EAST));
});
afterAll(() => controller[Symbol.asyncDispose]());

test('[REP13] a report is a file of the unit of who asks, with everything below it', async () => {
  const answer = await office.get(`/api/reports/as-run.csv?${PERIOD}&campaign=ban-tin-sang`);
  expect(answer.headers).toMatchObject({
    'content-type': 'text/csv; charset=utf-8; header=present',
    'content-disposition': 'attachment; filename="as-run_thu-nghiem_2026-11-22_2026-11-22.csv"',
    'cache-control': 'no-store',
  });
  const rows: Record<string, string>[] = parse(answer.text, { bom: true, columns: true });
  expect(rows.map((row) => row['Mã cụm loa'])).toEqual(['loa-0', 'loa-1', 'loa-2']);
  const own = await ward.get(`/api/reports/as-run.csv?${PERIOD}&campaign=ban-tin-sang`);
  expect(own.text.trim().split('\r\n')).toHaveLength(3);
});

test('[REP13] another unit is refused, and so is one that is not there', async () => {
  const other = await ward.get(`/api/reports/minutes.csv?${PERIOD}&unit=phuong-tay`);
  expect([other.status, other.body.code]).toEqual([403, 'not-allowed']);
  const none = await office.get(`/api/reports/minutes.csv?${PERIOD}&unit=khong-co`);
  expect(none.body).toMatchObject({ code: 'unknown-target', errors: [{ field: 'unit' }] });
  expect((await ward.get(`/api/reports/minutes.csv?${PERIOD}&unit=phuong-dong`)).status).toBe(200);
});

test('[REP12] every report in every form; what is not known is refused by field', async () => {
  for (const kind of ['as-run', 'minutes', 'diary', 'royalties', 'effort']) {
    for (const format of ['csv', 'xlsx', 'html', 'json']) {
      const answer = await office.get(`/api/reports/${kind}.${format}?${PERIOD}`);
      expect([kind, format, answer.status]).toEqual([kind, format, 200]);
    }
  }
  expect((await office.get('/api/reports/diary.csv?from=2026-11-22')).status).toBe(400);
  expect((await office.get(`/api/reports/diary.pdf?${PERIOD}`)).status).toBe(400);
  const wrong = await office.get('/api/reports/diary.csv?from=2026-11-22&to=2026-11-21');
  expect(wrong.body.errors[0].field).toBe('to');
});

test('[REP11] the page to print comes to be shown, without scripts', async () => {
  const page = await office.get(`/api/reports/diary.html?${PERIOD}`);
  expect(page.headers['content-disposition']).toContain('inline');
  expect(String(page.headers['content-security-policy'])).toContain("script-src-attr 'none'");
  expect(page.text).toContain('Nhật ký phát thanh');
});

test('[REP31] a report is in the language that is asked for', async () => {
  const page = await office.get(`/api/reports/diary.html?${PERIOD}&language=en`);
  expect(page.headers['content-language']).toBe('en');
  expect(page.text).toContain('Broadcast diary');
});

test('[REP13] a report that breaks off ends the connection and is in the log', async () => {
  const said: { readonly err: Error; readonly text: string }[] = [];
  const error = (fields: object, text: string) =>
    void said.push({ ...(fields as { err: Error }), text });
  await using broken = await startTestController({ logger: { ...silentLogger, error } as Logger });
  const body = async function* () {
    yield Buffer.from('a row');
    throw new Error('the disk is gone');
  };
  const head = { outcome: 'written', mediaType: 'text/csv', fileName: 'a.csv' } as const;
  Object.assign(broken.engine.reports, { write: async () => ({ ...head, body: body() }) });
  const browser = new Browser(broken.http);
  await browser.login(await broken.person('culture-office', CITY));
  await expect(browser.get(`/api/reports/as-run.csv?${PERIOD}`)).rejects.toThrow();
  expect(said).toMatchObject([
    { text: 'a report broke off', err: { message: 'the disk is gone' } },
  ]);
});
