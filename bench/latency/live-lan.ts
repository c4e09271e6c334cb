import { join } from 'node:path';
import { toLiveConsoleSchema } from '@loa/protocol/console-api';
import { DESK, logIn, openBrowser } from '@loa/testing';
import type { Page } from 'playwright-core';
import type { NoiseCity } from '../rig/noise-city.ts';
import { median } from '../src/statistics.ts';
import { delaysMs, speakWords, writeWords } from './mouth.ts';

export interface LiveLatency {
  /** From the mouth to each horn, once a word. */
  readonly mouthToHornMs: readonly number[];
  /** What the controller told of its lead, once a second, in the middle. */
  readonly leadMs: number;
  readonly words: number;
}

/**
 * A person in Chromium holds the console's button while words are spoken into a microphone; mouth
 * and horns are channels of one capture.
 */
export async function liveLan(world: NoiseCity, words: number): Promise<LiveLatency> {
  const { city, rig, folder, nodeIds } = world;
  const spoken = await writeWords(folder, words);
  await using browser = await openBrowser(city.url, { viewport: DESK, soundEnv: rig.programEnv });
  const { page } = browser;
  const leads = leadsTold(page);
  await logIn(page, city.passwordOf('broadcaster'));
  await page.getByTestId('go-send').click();
  await page.getByTestId('sound-live').click();
  await using recording = await rig.startCapture(join(folder, 'live.raw'));
  await holdToTalk(page);
  const all = `[data-testid=talk-count-hearing][data-count="${nodeIds.length}"]`;
  await page.locator(all).waitFor();
  const mouth = rig.sinkEnv(nodeIds.length).LOA_PULSE_SINK;
  await speakWords(spoken, { env: rig.programEnv, sink: mouth });
  await page.mouse.up();
  await page.getByTestId('talk-ended').waitFor();
  const channels = await recording.stop();
  const said = channels.at(-1) as Float32Array;
  return {
    mouthToHornMs: channels.slice(0, -1).flatMap((horn) => delaysMs(said, horn)),
    leadMs: median(leads),
    words,
  };
}

/** Filled while the page talks. */
function leadsTold(page: Page): number[] {
  const leads: number[] = [];
  page.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => {
      if (!socket.url().endsWith('/api/live') || typeof payload !== 'string') return;
      const message = toLiveConsoleSchema.parse(JSON.parse(payload));
      if ('leadMs' in message) leads.push(message.leadMs);
    });
  });
  return leads;
}

async function holdToTalk(page: Page): Promise<void> {
  const hold = page.getByTestId('talk-hold');
  await hold.and(page.locator(':enabled')).waitFor();
  const box = await hold.boundingBox();
  if (box === null) throw new Error('the button to talk is not on the page');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.locator('[data-testid=talk-phase][data-phase=live]').waitFor();
}
