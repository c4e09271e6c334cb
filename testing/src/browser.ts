import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type BrowserContext, chromium, type Page } from 'playwright-core';

const run = promisify(execFile);

/** Debian's Chromium, quiet: no GPU, no background traffic, a profile of its own. */
export const CHROMIUM: string = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
export const QUIET_FLAGS: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--autoplay-policy=no-user-gesture-required',
];
const NOBODY_IS_ASKED = '--use-fake-ui-for-media-stream';
/** A microphone that beeps once a second, given to every page that asks. */
export const MICROPHONE_FLAGS: readonly string[] = [
  '--use-fake-device-for-media-stream',
  NOBODY_IS_ASKED,
];

export const PHONE = { width: 360, height: 740 } as const;
export const DESK = { width: 1440, height: 900 } as const;

export interface TestBrowser extends AsyncDisposable {
  readonly context: BrowserContext;
  readonly page: Page;
}

/**
 * A browser window as a person has it, speaking Vietnamese. With `microphone`, a 48 kHz mono WAV
 * file is spoken into it, over and over, and nobody is asked for permission.
 */
export async function openBrowser(
  url: string,
  options: {
    readonly viewport: { readonly width: number; readonly height: number };
    readonly microphone?: string;
    /** Environment of a sound server whose default source is the microphone instead. */
    readonly soundEnv?: Readonly<Record<string, string>>;
    /** PEM file of a certificate authority that this browser's person has installed. */
    readonly authority?: string;
  },
): Promise<TestBrowser> {
  const profile = await mkdtemp(join(tmpdir(), 'loa-browser-'));
  const { viewport, microphone, soundEnv, authority } = options;
  if (authority !== undefined) await installAuthority(profile, authority);
  const microphoneFlags =
    microphone === undefined
      ? soundEnv === undefined
        ? []
        : [NOBODY_IS_ASKED]
      : [...MICROPHONE_FLAGS, `--use-file-for-fake-audio-capture=${microphone}`];
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: CHROMIUM,
    // Where Chromium looks for what a person of this machine trusts.
    env: { ...process.env, HOME: profile, ...soundEnv },
    headless: true,
    args: [...QUIET_FLAGS, ...microphoneFlags],
    viewport,
    locale: 'vi-VN',
    timezoneId: 'Asia/Ho_Chi_Minh',
    baseURL: url,
    ...(microphone === undefined && soundEnv === undefined ? {} : { permissions: ['microphone'] }),
  });
  const page = context.pages()[0] ?? (await context.newPage());
  await page.goto('/');
  return {
    context,
    page,
    [Symbol.asyncDispose]: async () => {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}

/** As a person does in the browser's settings; nothing else of its checks is changed. */
async function installAuthority(home: string, authority: string): Promise<void> {
  const folder = join(home, '.pki/nssdb');
  await mkdir(folder, { recursive: true });
  const database = `sql:${folder}`;
  await run('certutil', ['-N', '-d', database, '--empty-password']);
  await run('certutil', ['-A', '-d', database, '-n', 'loa', '-t', 'C,,', '-i', authority]);
}

/** Logs in through the console's own form. */
export async function logIn(
  page: Page,
  account: { readonly username: string; readonly password: string },
): Promise<void> {
  await page.getByTestId('login-username').fill(account.username);
  await page.getByTestId('login-password').fill(account.password);
  await page.getByTestId('login-submit').click();
  await page.getByTestId('login-submit').waitFor({ state: 'detached' });
}
