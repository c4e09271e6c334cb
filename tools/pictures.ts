/**
 * Takes pictures of a running console: `node tools/pictures.ts URL USERNAME PASSWORD FOLDER`.
 * Every place, phone and desk, Vietnamese and English, and the two pictures of the README.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { DESK, logIn, openBrowser, PHONE } from '../testing/src/browser.ts';

const [url, username, password, folder] = process.argv.slice(2);
if (!url || !username || !password || !folder) {
  throw new Error('usage: node tools/pictures.ts URL USERNAME PASSWORD FOLDER');
}
mkdirSync(folder, { recursive: true });

const SETTLE_MS = 1_200;
const PLACES = ['now', 'send', 'library', 'nodes'] as const;

async function take(page: Page, name: string): Promise<void> {
  await page.waitForTimeout(SETTLE_MS);
  await page.screenshot({ path: join(folder as string, `${name}.png`) });
  console.log(`pictures: ${name}`);
}

/** Puts pictures that were taken side by side, as one. */
async function sideBySide(page: Page, names: readonly string[], name: string): Promise<void> {
  const images = names.map((each) => {
    const bytes = readFileSync(join(folder as string, `${each}.png`)).toString('base64');
    return `<img style="border-radius:12px;margin:8px" src="data:image/png;base64,${bytes}">`;
  });
  const width = names.length * (PHONE.width + 16);
  await page.setViewportSize({ width, height: PHONE.height + 16 });
  await page.setContent(
    `<body style="margin:0;background:#d5dedd;white-space:nowrap">${images.join('')}`,
  );
  await take(page, name);
}

const sizes = [
  { size: 'desk', viewport: DESK, suffix: '-side' },
  { size: 'phone', viewport: PHONE, suffix: '' },
] as const;

for (const { size, viewport, suffix } of sizes) {
  await using browser = await openBrowser(url, { viewport });
  const { page } = browser;
  await take(page, `login-${size}-vi`);
  await logIn(page, { username, password });
  for (const language of ['en', 'vi'] as const) {
    await page.getByTestId(`language-${language}`).click();
    for (const place of PLACES) {
      await page.getByTestId(`nav-${place}${suffix}`).click();
      await take(page, `${place}-${size}-${language}`);
    }
    await page.getByTestId('node').first().click();
    await take(page, `node-${size}-${language}`);
  }
  if (size === 'phone') {
    await sideBySide(
      page,
      PLACES.map((place) => `${place}-phone-vi`),
      'phone',
    );
  }
}
