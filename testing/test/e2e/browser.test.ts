/**
 * Goal: a ward broadcaster does it alone, on a phone. Method: Chromium with a 360 px window and a
 * microphone fed from a WAV file, the controller and two agents as processes, the sound captured.
 */
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bulletin } from '@loa/protocol/console-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  correlate,
  eventually,
  follow,
  levelDb,
  likeness,
  logIn,
  openBrowser,
  PHONE,
  readSound,
  type SoundRig,
  speak,
  startSoundRig,
  type TestBrowser,
  TestCity,
} from '../../src/index.ts';

const RATE = 48_000;
const NODES = ['loa-0', 'loa-1', 'loa-2'];

let rig: SoundRig;
let city: TestCity;
let browser: TestBrowser;
let spoken: Float32Array;

beforeAll(async () => {
  rig = await startSoundRig({ channels: 3 });
  city = await TestCity.start();
  await using warmUp = await rig.startCapture(join(city.folder, 'warm-up.raw'));
  for (const [index, nodeId] of NODES.entries()) city.startAgent(nodeId, rig.sinkEnv(index));
  const voice = join(city.folder, 'voice.wav');
  await speak('Mời bà con tổ dân phố số ba ra nhà văn hóa nhận thẻ bảo hiểm y tế.', voice);
  const microphone = join(city.folder, 'microphone.wav');
  execFileSync('ffmpeg', [
    '-v',
    'error',
    '-i',
    voice,
    '-ar',
    '48000',
    '-ac',
    '1',
    '-c:a',
    'pcm_s16le',
    microphone,
  ]);
  spoken = await readSound(microphone);
  await city.nodesReady(NODES);
  await warmUp.stop();
  browser = await openBrowser(city.url, { viewport: PHONE, microphone });
});

afterAll(async () => {
  await browser?.[Symbol.asyncDispose]();
  await city?.[Symbol.asyncDispose]();
  await rig?.[Symbol.asyncDispose]();
});

async function record(seconds: number): Promise<void> {
  const { page } = browser;
  await page.getByTestId('sound-record').click();
  await page.getByTestId('record-start').click();
  await page.waitForTimeout(seconds * 1000);
  await page.getByTestId('record-stop').click();
}

async function lastBulletin(): Promise<{ id: string; sound: Float32Array }> {
  const { bulletins } = await city.office.get<{ bulletins: Bulletin[] }>('/api/bulletins');
  const [last] = bulletins.sort((a, b) => b.createdAt.localeCompare(a.createdAt));
  if (!last) throw new Error('the library is empty');
  const ogg = join(city.folder, 'last.ogg');
  await writeFile(ogg, await city.office.bytes(`/api/bulletins/${last.bulletinId}/audio`));
  return { id: last.bulletinId, sound: await readSound(ogg) };
}

describe('a broadcaster on a phone', () => {
  it('[E2E5] logs in, records, listens, sends; the horns of the ward say it; stop works', async () => {
    const { page } = browser;
    await logIn(page, city.passwordOf('broadcaster'));
    await page.getByTestId('go-send').click();
    await record(9);

    // Listening plays in this very page.
    await page.getByTestId('record-play').click();
    await page.waitForTimeout(1500);

    await page.getByTestId('sound-title').fill('Nhận thẻ bảo hiểm y tế');
    await page.getByTestId('record-keep').click();
    // Her own ward is chosen already.
    expect(await page.getByTestId('summary-targets').textContent()).toContain('2');
    await using recording = await rig.startCapture(join(city.folder, 'browser.raw'));
    await page.getByTestId('send-now').click({ timeout: 60_000 });
    await page.locator('[data-testid=broadcast-state][data-state=sounding]').waitFor();
    await page
      .locator('[data-testid=broadcast-state][data-state=over]')
      .waitFor({ timeout: 60_000 });

    const { sound } = await lastBulletin();
    const [zero, one, two] = (await recording.stop()) as [Float32Array, Float32Array, Float32Array];
    // The bulletin holds what was said into the microphone …
    expect(correlate(spoken.subarray(0, 2 * RATE), sound).peak).toBeGreaterThan(0.6);
    // … and both horns of the ward, and no other, said it.
    for (const channel of [zero, one]) {
      const sightings = follow(sound, channel);
      expect(sightings.length).toBeGreaterThanOrEqual(3);
      expect(likeness(sightings)).toBeGreaterThanOrEqual(0.9);
    }
    expect(levelDb(two)).toBeLessThan(-70);
    expect(await page.getByTestId('proof').count()).toBe(2);
  });

  it('[E2E5] [E2E4] stops what sounds from the same screen', async () => {
    const { page } = browser;
    const { id } = await lastBulletin();
    await using recording = await rig.startCapture(join(city.folder, 'browser-stop.raw'));
    const sent = await city.office.send(id, NODES.slice(0, 2));
    await page.getByTestId('nav-now').click();
    const item = page.locator(`[data-testid=sounding-item][data-cue-id="${sent.cueId}"]`);
    await item.waitFor();
    await eventually(
      'it sounds',
      async () => (await city.office.broadcast(sent.cueId)).counts.sounding === 2,
    );
    await page.waitForTimeout(1000);
    const button = item.getByTestId('stop-broadcast');
    await button.click();
    await button.click();
    const pressed = await recording.frames();
    await item.waitFor({ state: 'detached' });
    await page.waitForTimeout(2500);
    for (const channel of (await recording.stop()).slice(0, 2)) {
      expect(levelDb(channel, pressed - RATE, pressed)).toBeGreaterThan(-50);
      expect(levelDb(channel, pressed + RATE, pressed + 2 * RATE)).toBeLessThan(-70);
    }
    expect((await city.office.broadcast(sent.cueId)).state).toBe('stopped');
  });
});
