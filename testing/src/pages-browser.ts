import { type Browser, chromium } from 'playwright-core';
import { CHROMIUM, MICROPHONE_FLAGS, QUIET_FLAGS } from './browser.ts';
import { type BuiltConsole, serveBuiltConsole } from './built-console.ts';

export interface PagesBrowser extends AsyncDisposable {
  readonly built: BuiltConsole;
  readonly browser: Browser;
}

/** The built console, and a browser with a microphone that beeps: what tests of pages begin with. */
export async function openPagesBrowser(): Promise<PagesBrowser> {
  await using opened = new AsyncDisposableStack();
  const built = opened.use(await serveBuiltConsole());
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    headless: true,
    args: [...QUIET_FLAGS, ...MICROPHONE_FLAGS],
  });
  opened.defer(() => browser.close());
  const owned = opened.move();
  return { built, browser, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
