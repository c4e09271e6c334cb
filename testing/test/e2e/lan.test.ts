/**
 * Goal: in a ward's own network a phone that trusts the city talks over HTTPS, and the horns say it.
 * Method: the controller with an authority of its own, agents that know nothing but its file, and
 * Chromium whose person has installed it; no check of certificates is switched off anywhere.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bulletin } from '@loa/protocol/console-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  correlate,
  levelDb,
  logIn,
  openBrowser,
  PHONE,
  readSound,
  speak,
  type TestBrowser,
  TestCity,
} from '../../src/index.ts';

const NODES = ['loa-0', 'loa-1', 'loa-2'];
const RATE = 48_000;
const PAUSE_DB = -45;
const WORDS =
  'Mời bà con tổ dân phố số ba ra nhà văn hóa nhận thẻ bảo hiểm y tế. Xin nhắc lại, mời bà con ra nhà văn hóa.';

let city: TestCity;
let browser: TestBrowser;
let words: Float32Array;

const wavOf = (nodeId: string): string => join(city.folder, `${nodeId}.wav`);

beforeAll(async () => {
  city = await TestCity.start({
    env: { LOA_LAN: '1', LOA_HOST: '127.0.0.1', LOA_LAN_PORT: '0' },
  });
  for (const nodeId of NODES) {
    city.startAgent(nodeId, { LOA_SINK: 'wav', LOA_WAV_FILE: wavOf(nodeId) });
  }
  const voice = join(city.folder, 'voice.wav');
  const microphone = join(city.folder, 'microphone.wav');
  await speak(WORDS, voice);
  const toPcm = ['-ar', '48000', '-ac', '1', '-c:a', 'pcm_s16le', microphone];
  execFileSync('ffmpeg', ['-v', 'error', '-i', voice, ...toPcm]);
  words = await readSound(microphone);
  await city.nodesReady(NODES);
  const authority = city.controller.lan?.authorityFile;
  if (authority === undefined) throw new Error('no local network');
  browser = await openBrowser(city.url, { viewport: PHONE, microphone, authority });
});

afterAll(async () => {
  await browser?.[Symbol.asyncDispose]();
  await city?.[Symbol.asyncDispose]();
});

/**
 * How like what was heard is to what was said: of the seconds with words in them, each looked for
 * anywhere, the middle one. The microphone repeats its file, and a busy browser drops some of it.
 */
function likenessOf(heard: Float32Array): number {
  const peaks: number[] = [];
  for (let from = 0; from + RATE <= words.length; from += RATE) {
    const second = words.subarray(from, from + RATE);
    if (levelDb(second) > PAUSE_DB) peaks.push(correlate(second, heard).peak);
  }
  return peaks.toSorted((a, b) => a - b)[Math.floor(peaks.length / 2)] ?? 0;
}

describe('in the local network', () => {
  it('[SEC44] a browser that trusts the authority opens the console; another is warned', async () => {
    expect(city.url).toMatch(/^https:/);
    expect(await browser.page.evaluate('isSecureContext')).toBe(true);
    await expect(openBrowser(city.url, { viewport: PHONE })).rejects.toThrow(
      /ERR_CERT_AUTHORITY_INVALID/,
    );
  });

  it('[SEC43] the page on plain HTTP leads there with the very certificate', async () => {
    const { lan } = city.controller;
    const page = lan?.pageUrls[0] ?? '';
    const html = await (await fetch(page)).text();
    expect(html).toContain(lan?.fingerprint);
    expect(html).toContain(`href="${city.url}/"`);
    const served = await (await fetch(`${page}loa-ca.crt`)).text();
    const der = Buffer.from(served.replace(/-----[^-]+-----|\s/g, ''), 'base64');
    const digest = createHash('sha256').update(der).digest('hex').toUpperCase();
    expect(digest).toBe(lan?.fingerprint.replaceAll(':', ''));
  });

  it('[SEC44] [SEC45] [CON30] [CON34] a broadcaster logs in, holds the button and talks; the ward’s horns say it', async () => {
    const { page, context } = browser;
    await logIn(page, city.passwordOf('broadcaster'));
    const [cookie] = await context.cookies();
    expect(cookie).toMatchObject({ name: '__Host-loa', secure: true, httpOnly: true });
    await page.getByTestId('go-send').click();
    await page.getByTestId('sound-live').click();
    const hold = page.getByTestId('talk-hold');
    await hold.and(page.locator(':enabled')).waitFor();
    const box = await hold.boundingBox();
    if (box === null) throw new Error('no button');
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.locator('[data-testid=talk-phase][data-phase=live]').waitFor();
    const hearing = page.locator('[data-testid=talk-count-hearing][data-count="2"]');
    await hearing.waitFor();
    await page.waitForTimeout(8_000);
    expect(await page.getByTestId('talk-dropped').count()).toBe(0);
    await page.mouse.up();
    await page.getByTestId('talk-ended').waitFor();
    expect(await page.getByTestId('talk-ended').getAttribute('data-why')).toBe('released');
    expect(await page.getByTestId('talk-recording').isVisible()).toBe(true);

    await page.getByTestId('talk-proof').click();
    await page.locator('[data-testid=broadcast-state][data-state=over]').waitFor();
    const { bulletins } = await city.office.get<{ bulletins: Bulletin[] }>('/api/bulletins');
    const [kept] = bulletins.filter(({ title }) => title.startsWith('Nói trực tiếp'));
    const recording = join(city.folder, 'recording.ogg');
    const path = `/api/bulletins/${kept?.bulletinId}/audio`;
    await writeFile(recording, await city.office.bytes(path));
    const likeness = likenessOf(await readSound(recording));
    const heard: number[] = [];
    for (const nodeId of NODES) {
      await city.agent(nodeId).kill('SIGTERM');
      heard.push(likenessOf(await readSound(wavOf(nodeId))));
    }
    expect(likeness).toBeGreaterThan(0.6);
    expect(Math.min(...heard.slice(0, 2))).toBeGreaterThan(0.6);
    expect(heard[2]).toBeLessThan(0.2);
  });
});
