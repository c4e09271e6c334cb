/**
 * Goal: a notice is typed on a phone and heard from the horns, and its signed paper goes with it.
 * Method: Chromium with a 360 px window, the controller with espeak-ng and ffmpeg, one agent that
 * writes a WAV file.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bulletin } from '@loa/protocol/console-api';
import { programOnPath } from '@loa/runtime/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  eventually,
  logIn,
  openBrowser,
  PHONE,
  type TestBrowser,
  TestCity,
} from '../../src/index.ts';

const NODE = 'loa-0';
const TEXT = 'UBND phường mời họp lúc 17h30.';

let city: TestCity;
let browser: TestBrowser;

beforeAll(async () => {
  city = await TestCity.start();
  city.startAgent(NODE, { LOA_SINK: 'wav', LOA_WAV_FILE: join(city.folder, 'loa-0.wav') });
  browser = await openBrowser(city.url, { viewport: PHONE });
  await logIn(browser.page, city.passwordOf('broadcaster'));
  await city.nodesReady([NODE]);
});

afterAll(async () => {
  await browser?.[Symbol.asyncDispose]();
  await city?.[Symbol.asyncDispose]();
});

async function typed(): Promise<Bulletin> {
  const { bulletins } = await city.office.get<{ bulletins: Bulletin[] }>('/api/bulletins');
  const found = bulletins.find(({ transcript }) => transcript === TEXT);
  if (!found) throw new Error('the notice is not in the library');
  return found;
}

describe.skipIf(programOnPath('espeak-ng') === null)('a typed notice', () => {
  it('[CON104] [TTS30] is spoken, heard before it may go on, sent, and heard in full', async () => {
    const { page } = browser;
    await page.goto('/send');
    await page.getByTestId('sound-typed').click();
    await page.getByTestId('speech-text').fill(TEXT);
    const said = page.getByTestId('speech-said');
    await said.getByText('mười bảy giờ ba mươi phút').waitFor();
    await page.getByTestId('speech-title').fill('Họp tổ dân phố');
    await page.getByTestId('speech-speak').click();
    const submit = page.getByTestId('approval-submit');
    await submit.waitFor();
    expect(await submit.isDisabled()).toBe(true);
    await page.getByTestId('approval-play').click();
    await submit.and(page.locator(':enabled')).click();
    await page.getByTestId('spoken-take').click();
    await page.getByTestId('send-now').and(page.locator(':enabled')).click();
    await page.getByTestId('proof').first().waitFor();
    const { bulletinId } = await typed();
    await eventually('it was heard in full', async () => {
      const from = new Date(Date.now() - 600_000).toISOString();
      const to = new Date(Date.now() + 600_000).toISOString();
      const path = `/api/broadcasts?from=${from}&to=${to}`;
      const { broadcasts } = await city.office.get<{
        broadcasts: { bulletinId: string; counts: { full: number } }[];
      }>(path);
      return broadcasts.some((one) => one.bulletinId === bulletinId && one.counts.full > 0);
    });
  });

  it('[CON105] [APR37] has its signed paper attached, which is fetched as a file', async () => {
    const { page } = browser;
    const { bulletinId } = await typed();
    const paper = join(city.folder, 'cong-van.pdf');
    await writeFile(paper, '%PDF-1.7\ncông văn\n%%EOF\n');
    await page.goto(`/library/${bulletinId}`);
    await page.getByTestId('paper-open').click();
    await page.getByTestId('paper-number-field').fill('15/TB-UBND');
    await page.getByTestId('paper-file').setInputFiles(paper);
    await page.getByTestId('paper-attach').click();
    await page.getByTestId('paper-number').getByText('15/TB-UBND').waitFor();
    const coming = page.waitForEvent('download');
    await page.getByTestId('paper-download').click();
    const download = await coming;
    expect(download.suggestedFilename()).toBe(`${bulletinId}.pdf`);
    const fetched = join(city.folder, 'fetched.pdf');
    await download.saveAs(fetched);
    expect(await readFile(fetched)).toEqual(await readFile(paper));
  });
});
