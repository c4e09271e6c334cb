/**
 * Goal: what the culture office does all day is done on a phone. Method: Chromium with a 360 px
 * window, the controller with the demo city, two agents that write WAV files; each press and field
 * is counted, and what the console says is checked against the API.
 */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Broadcast, City, DocumentView } from '@loa/protocol/console-api';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ApiClient,
  eventually,
  logIn,
  openBrowser,
  PHONE,
  type TestBrowser,
  TestCity,
} from '../../src/index.ts';

const TAM_KY = resolve(import.meta.dirname, '../../../schedules/tam-ky.yaml');
const NODES = ['an-my-01', 'an-phu-01'];

let city: TestCity;
let browser: TestBrowser;

beforeAll(async () => {
  city = await TestCity.start({ schedule: TAM_KY });
  for (const nodeId of NODES) {
    const LOA_WAV_FILE = join(city.folder, `${nodeId}.wav`);
    city.startAgent(nodeId, { LOA_SINK: 'wav', LOA_WAV_FILE });
  }
  browser = await openBrowser(city.url, { viewport: PHONE });
  await logIn(browser.page, city.passwordOf('culture-office'));
  await city.nodesReady(NODES);
});

afterAll(async () => {
  await browser?.[Symbol.asyncDispose]();
  await city?.[Symbol.asyncDispose]();
});

/**
 * Keystroke-level model (Card, Moran and Newell, “The keystroke-level model for user performance
 * time with interactive systems”, CACM 23 (7), 1980), s: M makes up one's mind (1.35), P reaches
 * for a place (1.1), K presses (0.2; 0.28 a key of a phone's keyboard).
 */
const THINK_S = 1.35;
const PRESS_S = 1.1 + 0.2;
const KEY_S = 0.28;

/** A finger on a phone: everything it does is counted. */
class Finger {
  presses = 0;
  fields = 0;
  seconds = 0;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async press(testId: string): Promise<void> {
    this.presses += 1;
    this.seconds += THINK_S + PRESS_S;
    await this.#page.getByTestId(testId).first().click();
  }

  /** Typed key by key, as a keyboard takes it: slower than what a phone's picker takes. */
  async fill(testId: string, value: string): Promise<void> {
    this.fields += 1;
    this.seconds += THINK_S + PRESS_S + value.length * KEY_S;
    await this.#page.getByTestId(testId).fill(value);
  }
}

/** All that is planned in the days to come. */
async function planned(days: number): Promise<Broadcast[]> {
  const [from, to] = [0, days * 86_400_000].map((ms) => new Date(Date.now() + ms).toISOString());
  const path = `/api/broadcasts?from=${from}&to=${to}`;
  return (await city.office.get<{ broadcasts: Broadcast[] }>(path)).broadcasts;
}

describe('the culture office on a phone', () => {
  it('[CON54] makes a campaign for 13 wards with 25 presses and fields, and it is planned in all', async () => {
    const { page } = browser;
    const { units } = await city.office.get<City>('/api/city');
    const wards = units.filter(({ parentId }) => parentId !== null);
    const finger = new Finger(page);
    await finger.press('nav-programme');
    await finger.press('section-campaigns');
    await finger.press('campaign-new');
    await finger.press('campaign-bulletin-thu-gom-rac');
    await finger.press('campaign-bulletins-done');
    for (const { unitId } of wards) await finger.press(`target-unit-${unitId}`);
    await finger.press('targets-done');
    await finger.press('campaign-days-working-days');
    await finger.fill('campaign-time-0', '06:20');
    await finger.fill('campaign-until', '2099-12-31');
    await page.getByTestId('campaign-starts').waitFor();
    await finger.press('campaign-keep');
    await page.getByTestId('campaign-new').waitFor();

    expect(wards).toHaveLength(13);
    expect(finger.presses + finger.fields).toBeLessThanOrEqual(25);
    expect(finger.seconds).toBeLessThan(90);

    const { documents } = await city.office.get<{ documents: DocumentView<'campaign'>[] }>(
      '/api/documents/campaign',
    );
    const made = documents.find(({ document: { timing } }) => timing.start.endsWith('T06:20'));
    expect(made?.document.targets.units).toEqual(wards.map(({ unitId }) => unitId));
    await eventually('its starts are planned on every node', async () => {
      const own = (await planned(7)).filter(({ cueId }) =>
        cueId.startsWith(`${made?.document.id}@`),
      );
      return (
        own.length >= 5 &&
        own.every(({ counts, state }) => counts.nodes === 13 && state === 'planned')
      );
    });
  });

  it('[CON163] takes away a report whose sums are those of what the nodes have sounded', async () => {
    const { page } = browser;
    const whole = await city.office.send('nhac-hieu', NODES);
    await eventually('both nodes have said it', async () => {
      return (await city.office.broadcast(whole.cueId)).counts.full === NODES.length;
    });
    const cut = await city.office.send('ban-tin-sang', NODES.slice(0, 1));
    await eventually('one node says it', async () => {
      return (await city.office.broadcast(cut.cueId)).counts.sounding === 1;
    });
    // Long enough for something of it to have been heard.
    await page.waitForTimeout(1500);
    await city.office.post(`/api/broadcasts/${encodeURIComponent(cut.cueId)}/stop`);
    await eventually('it was cut', async () => {
      return (await city.office.broadcast(cut.cueId)).counts.part === 1;
    });

    await page.getByTestId('nav-programme').click();
    await page.getByTestId('section-reports').click();
    await page.getByTestId('report-kind').selectOption('as-run');
    await page.getByTestId('report-period-week').click();
    await page.getByTestId('report-show').click();
    await page.getByTestId('report-progress').waitFor({ state: 'detached' });
    const coming = page.waitForEvent('download');
    await page.getByTestId('report-csv').click();
    const download = await coming;
    expect(download.suggestedFilename()).toMatch(/^as-run_tam-ky_\d{4}-\d\d-\d\d_.*\.csv$/);
    const rows = csvRows(await readFile(await download.path(), 'utf8'));

    // Nothing else was heard in this city: the whole report has the sums of its nodes' receipts.
    const heard = rows.filter((row) => Number(row['Đã phát (giây)']) > 0);
    const outcomes = heard.map((row) => row['Kết quả']).sort();
    expect(outcomes).toEqual(['Phát một phần', 'Phát đủ', 'Phát đủ']);
    const ofReceipts = await Promise.all(
      [whole, cut].map(({ cueId }) => city.office.broadcast(cueId)),
    );
    const heardMs = ofReceipts
      .flatMap(({ proofs }) => proofs)
      .reduce((sum, proof) => sum + proof.heardMs, 0);
    const sum = rows.reduce((total, row) => total + Number(row['Đã phát (giây)']), 0);
    expect(Math.round(sum * 1000)).toBe(heardMs);
    const shown = await page.getByTestId('report-sums').textContent();
    expect(shown).toContain(`0:${String(Math.round(heardMs / 1000)).padStart(2, '0')}`);
  });
});

describe('two priority campaigns that meet', () => {
  it('[CON120] [CON121] are put in order by the ward on its phone, and the plan follows', async () => {
    const account = city.passwordOf('broadcaster');
    const ward = new ApiClient(city.url);
    await ward.login(account.username, account.password);
    const day = new Date(Date.now() + 31 * 3_600_000).toISOString().slice(0, 10);
    // Who does not go first is not heard at all.
    const campaign = (unit: string, title: string, bulletin: string) => ({
      ...{ unit, title, bulletins: [bulletin], targets: { units: [unit] }, lateMinutes: 0 },
      timing: { start: `${day}T06:10` },
    });
    await city.office.put('/api/documents/campaign/lu-toan-thanh-pho', {
      ...campaign('tam-ky', 'Lũ lên nhanh', 'canh-bao-lu'),
    });
    await ward.put('/api/documents/campaign/cat-dien-an-my', {
      ...campaign('an-my', 'Cắt điện', 'cat-dien'),
    });
    const cues = [`cat-dien-an-my@${day}T06:10`, `lu-toan-thanh-pho@${day}T06:10`] as const;
    /** What is foreseen at the ward's horn. */
    const foreseen = () =>
      Promise.all(
        cues.map(async (cueId) => {
          const { proofs } = await city.office.broadcast(cueId);
          return proofs.find(({ nodeId }) => nodeId === 'an-my-01')?.predicted.outcome;
        }),
      );
    await eventually('they meet in the plan', async () => {
      const { collisions } = await ward.get<{ collisions: unknown[] }>('/api/collisions');
      return collisions.length === 1;
    });
    const before = await foreseen();
    const isOwnFirst = before[0] === 'full';
    expect(before).toEqual(isOwnFirst ? ['full', 'missed'] : ['missed', 'full']);

    await using phone = await openBrowser(city.url, { viewport: PHONE });
    const { page } = phone;
    await logIn(page, account);
    await page.getByTestId('warning').getByText('trùng giờ').click();
    await page.getByTestId(isOwnFirst ? 'collision-other' : 'collision-own').click();
    await page.getByText('như đã chọn').waitFor();

    await eventually('the plan follows', async () => {
      const [own, other] = await foreseen();
      return own === before[1] && other === before[0];
    });
    const others = await city.office.broadcast(cues[1]);
    const elsewhere = others.proofs.filter(({ nodeId }) => nodeId !== 'an-my-01');
    expect(new Set(elsewhere.map(({ predicted }) => predicted.outcome))).toEqual(new Set(['full']));
    await page.getByTestId('nav-now').click();
    await page.getByTestId('coming').waitFor();
    await page.getByTestId('warning').getByText('trùng giờ').waitFor({ state: 'detached' });
  });
});

/** RFC 4180, with a byte order mark. */
function csvRows(text: string): Record<string, string>[] {
  const lines: string[][] = [[]];
  for (const [, quoted, bare, end] of text
    .slice(1)
    .matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    lines.at(-1)?.push(quoted?.replaceAll('""', '"') ?? bare ?? '');
    if (end !== ',') lines.push([]);
  }
  const [titles = [], ...rows] = lines.filter((cells) => cells.length > 1);
  return rows.map((cells) =>
    Object.fromEntries(titles.map((title, index) => [title, cells[index] ?? ''])),
  );
}
