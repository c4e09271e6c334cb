/**
 * Goal: holding a button puts a person on the air, by finger, mouse, keys and screen reader, and
 * nothing else does. Method: the built console in Chromium with Chromium's own beeping microphone;
 * a stand-in speaks the contract's schemas on the live socket. `LOA_SHOTS=<folder>` keeps pictures.
 */
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { fromLiveConsoleSchema, type ToLiveConsole } from '@loa/protocol/console-api';
import { parseBulletinId, parseCueId, parseNodeId } from '@loa/protocol/vocabulary';
import {
  type Browser,
  type BrowserContext,
  chromium,
  type Page,
  type WebSocketRoute,
} from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as fixture from '../../../web-console/test/fixtures/city.ts';
import {
  type BuiltConsole,
  CHROMIUM,
  DESK,
  openPagesBrowser,
  type PagesBrowser,
  PHONE,
  QUIET_FLAGS,
} from '../../src/index.ts';

const CUE = parseCueId('noi@2026-11-22T16:58');
const shots = process.env['LOA_SHOTS'];
let opened: PagesBrowser | undefined;
let built: BuiltConsole;
let browser: Browser;

beforeAll(async () => {
  opened = await openPagesBrowser();
  ({ built, browser } = opened);
});
afterAll(async () => {
  await opened?.[Symbol.asyncDispose]();
});

/** A console whose live socket is answered here. */
class TalkPage {
  readonly page: Page;
  readonly said: unknown[] = [];
  readonly frames: Buffer[] = [];
  readonly complaints: string[] = [];
  line: WebSocketRoute | null = null;
  answer: ToLiveConsole = {
    kind: 'live/started',
    cueId: CUE,
    leadMs: 180,
    nodes: 2,
    limitMs: 600_000,
  };
  tickets = 0;

  constructor(page: Page) {
    this.page = page;
  }

  get hold() {
    return this.page.getByTestId('talk-hold');
  }

  say(message: ToLiveConsole): void {
    this.line?.send(JSON.stringify(message));
  }

  async isPhase(phase: string): Promise<void> {
    await this.page.locator(`[data-testid=talk-phase][data-phase=${phase}]`).waitFor();
  }

  /** The kinds of what was said on the line. */
  get kinds(): string[] {
    return this.said.map((one) => (one as { kind: string }).kind);
  }

  async ready(): Promise<void> {
    await this.hold.and(this.page.locator(':enabled')).waitFor();
  }

  async press(): Promise<void> {
    await this.ready();
    await this.hold.scrollIntoViewIfNeeded();
    const box = await this.hold.boundingBox();
    if (box === null) throw new Error('no button');
    await this.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await this.page.mouse.down();
  }

  status(elapsedMs: number): ToLiveConsole {
    return {
      kind: 'live/status',
      elapsedMs,
      leadMs: 230,
      levelDb: -18,
      counts: { hearing: 9, behind: 1, silent: 1, offline: 1 },
      nodes: [
        { nodeId: parseNodeId('an-my-2'), state: 'behind', late: 4, missing: 1 },
        { nodeId: parseNodeId('tam-thang-1'), state: 'silent', late: 0, missing: 0 },
        { nodeId: parseNodeId('hoa-huong-1'), state: 'offline', late: 0, missing: 0 },
      ],
    };
  }
}

const contexts: BrowserContext[] = [];
afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close();
});

async function open(
  who: 'ward' | 'office',
  options: {
    viewport?: { width: number; height: number };
    language?: string;
    from?: Browser;
  } = {},
): Promise<TalkPage> {
  const { viewport = PHONE, language = 'vi', from = browser } = options;
  const context = await from.newContext({ viewport, reducedMotion: 'reduce', hasTouch: true });
  contexts.push(context);
  const page = await context.newPage();
  const talk = new TalkPage(page);
  page.on('pageerror', (error) => talk.complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') talk.complaints.push(message.text());
  });
  await page.addInitScript(`localStorage.setItem('loa.language', '${language}')`);
  await page.route('**/api/**', (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === '/api/session')
      return route.fulfill({ json: { ...fixture.people[who], language } });
    if (pathname === '/api/city') return route.fulfill({ json: fixture.city });
    if (pathname === '/api/bulletins')
      return route.fulfill({ json: { bulletins: fixture.bulletins } });
    talk.tickets += 1;
    return route.fulfill({ json: { ticket: 'once', expiresAt: '2026-11-22T10:00:00Z' } });
  });
  await page.routeWebSocket('**/api/feed', (socket) => {
    socket.send(JSON.stringify(fixture.snapshot()));
  });
  await page.routeWebSocket('**/api/live', (socket) => {
    talk.line = socket;
    socket.onMessage((data) => {
      if (typeof data !== 'string') return talk.frames.push(data);
      const message = fromLiveConsoleSchema.parse(JSON.parse(data));
      talk.said.push(message);
      if (message.kind === 'live/start') return talk.say(talk.answer);
      const seconds = talk.frames.length / 50;
      const bulletinId = parseBulletinId('noi-truc-tiep');
      return talk.say({ kind: 'live/ended', why: 'released', seconds, bulletinId });
    });
  });
  await page.goto(`${built.url}/send`);
  await page.getByTestId('sound-live').click();
  return talk;
}

async function look(talk: TalkPage, name: string): Promise<void> {
  const { page } = talk;
  if (shots !== undefined) {
    await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
  }
  const sideways = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
  expect(sideways).toBeLessThanOrEqual(0);
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
  expect(talk.complaints).toEqual([]);
}

describe('a talk on the page', () => {
  it.each([
    { name: 'phone', viewport: PHONE, language: 'vi' },
    { name: 'desk', viewport: DESK, language: 'en' },
  ])(
    '[CON34] [CON18] on a $name shows level, time, lead and who hears, and then the recording',
    async ({ name, viewport, language }) => {
      const talk = await open('ward', { viewport, language });
      const { page } = talk;
      await talk.ready();
      await look(talk, `talk-idle-${name}`);
      await talk.press();
      await talk.isPhase('live');
      talk.say(talk.status(1_000));
      await page.getByTestId('talk-count-behind').waitFor();
      expect(await page.getByTestId('talk-lead').textContent()).toMatch(/0[.,]2 /);
      expect(await page.getByTestId('talk-count-hearing').getAttribute('data-count')).toBe('9');
      expect(await page.getByTestId('talk-node').allTextContents()).toEqual([
        expect.stringContaining('Cụm loa chợ An Mỹ'),
        expect.stringContaining('Tam Thăng'),
        expect.stringContaining('Hòa Hương'),
      ]);
      const level = async () =>
        Number(await page.getByTestId('talk-level').getAttribute('aria-valuenow'));
      await expect.poll(level, { timeout: 10_000, interval: 50 }).toBeGreaterThan(20);
      await expect.poll(() => page.getByTestId('talk-time').textContent()).not.toBe('0:00');
      await look(talk, `talk-live-${name}`);
      await page.mouse.up();
      await page.getByTestId('talk-ended').waitFor();
      expect(await page.getByTestId('talk-recording').isVisible()).toBe(true);
      expect(await page.getByTestId('talk-proof').getAttribute('href')).toContain(
        '/broadcasts/noi',
      );
      await look(talk, `talk-over-${name}`);
    },
  );

  it('[CON33] [CON35] sends the microphone, 50 frames a second, from live to end and not beyond', async () => {
    const talk = await open('ward');
    await talk.press();
    await talk.isPhase('live');
    await expect.poll(() => talk.frames.length, { timeout: 10_000 }).toBeGreaterThan(100);
    await talk.page.mouse.up();
    await talk.page.getByTestId('talk-ended').waitFor();
    const sent = talk.frames.length;
    expect(talk.kinds).toEqual(['live/start', 'live/end']);
    expect(talk.said[0]).toMatchObject({
      targets: { units: [fixture.WARD_UNIT], zones: [], nodes: [] },
      class: 'normal',
      sampleRateHz: 48_000,
    });
    expect(new Set(talk.frames.map((frame) => frame.length))).toEqual(new Set([1920]));
    // Chromium's microphone beeps once a second, and is silent between.
    const loud = talk.frames.filter((frame) => Math.abs(frame.readInt16LE(960)) > 500).length;
    expect(loud).toBeGreaterThan(0);
    expect(loud).toBeLessThan(sent / 2);
    await talk.page.waitForTimeout(300);
    expect(talk.frames.length).toBe(sent);
  });

  it('[CON30] a tap is answered with how to do it, and starts nothing', async () => {
    const talk = await open('ward');
    await talk.press();
    await talk.page.mouse.up();
    await talk.isPhase('idle');
    await talk.page.getByText('Chạm quá nhanh').waitFor();
    await talk.page.waitForTimeout(500);
    expect(talk.said).toEqual([]);
  });

  it('[CON30] the space bar does as a finger does', async () => {
    const talk = await open('ward');
    await talk.ready();
    await talk.hold.focus();
    await talk.page.keyboard.down(' ');
    await talk.isPhase('live');
    await talk.page.keyboard.up(' ');
    await talk.page.getByTestId('talk-ended').waitFor();
    expect(talk.kinds).toEqual(['live/start', 'live/end']);
  });

  it('[CON30] [CON31] a finger holds, and slides up to lock; a press stops', async () => {
    const talk = await open('ward');
    await talk.ready();
    await talk.hold.scrollIntoViewIfNeeded();
    const box = await talk.hold.boundingBox();
    if (box === null) throw new Error('no button');
    const finger = await talk.page.context().newCDPSession(talk.page);
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', up = 0) =>
      finger.send('Input.dispatchTouchEvent', {
        type,
        touchPoints:
          type === 'touchEnd' ? [] : [{ x: box.x + box.width / 2, y: box.y + box.height / 2 - up }],
      });
    await touch('touchStart');
    await talk.isPhase('live');
    await touch('touchMove', 40);
    await touch('touchMove', 90);
    await touch('touchEnd');
    await talk.page.locator('[data-testid=talk-hold][data-locked=true]').waitFor();
    await talk.page.waitForTimeout(300);
    expect(talk.kinds).toEqual(['live/start']);
    await look(talk, 'talk-locked-phone');
    await talk.hold.click();
    await talk.page.getByTestId('talk-ended').waitFor();
    expect(talk.kinds).toEqual(['live/start', 'live/end']);
  });

  it('[CON31] a screen reader’s press starts it locked, and the next one stops it', async () => {
    const talk = await open('ward');
    await talk.ready();
    await talk.hold.dispatchEvent('click');
    await talk.isPhase('live');
    expect(await talk.hold.getAttribute('aria-label')).toBe('Dừng nói');
    await talk.hold.dispatchEvent('click');
    await talk.page.getByTestId('talk-ended').waitFor();
  });

  it('[CON32] leaving the page ends the talk', async () => {
    const talk = await open('ward');
    await talk.page.getByTestId('talk-hands-free').check();
    await talk.press();
    await talk.isPhase('live');
    await talk.page.mouse.up();
    await talk.page.getByTestId('nav-now').click();
    await talk.page.getByTestId('sounding').waitFor();
    await expect.poll(() => talk.kinds).toEqual(['live/start', 'live/end']);
  });

  it('[CON32] a line that breaks is told, and the next press talks again', async () => {
    const talk = await open('ward');
    await talk.press();
    await talk.isPhase('live');
    await talk.line?.close();
    await talk.page.getByTestId('talk-lost').waitFor();
    await talk.page.mouse.up();
    await talk.press();
    await talk.isPhase('live');
    await talk.page.mouse.up();
    await talk.page.getByTestId('talk-ended').waitFor();
  });

  it('[CON32] a microphone that is forbidden says what to do, and offers to try again', async () => {
    const strict = await chromium.launch({
      executablePath: CHROMIUM,
      headless: true,
      args: [...QUIET_FLAGS, '--use-fake-device-for-media-stream', '--deny-permission-prompts'],
    });
    try {
      const talk = await open('ward', { from: strict });
      const trouble = talk.page.getByTestId('talk-microphone');
      await trouble.getByText('Trình duyệt chưa được phép dùng micro').waitFor();
      expect(await talk.hold.isDisabled()).toBe(true);
      await trouble.getByRole('button').click();
      await trouble.getByText('Trình duyệt chưa được phép dùng micro').waitFor();
    } finally {
      await strict.close();
    }
  });

  it('[CON32] says who stopped it, and why it was refused', async () => {
    const talk = await open('ward');
    await talk.press();
    await talk.isPhase('live');
    const bulletinId = parseBulletinId('noi-truc-tiep');
    talk.say({ kind: 'live/ended', why: 'stopped', seconds: 4, bulletinId });
    await talk.page.getByText('Có người đã cho dừng lượt nói này, sau 0:04.').waitFor();
    await talk.page.mouse.up();
    const problem = {
      type: 'urn:loa:problem:air-taken',
      title: 'x',
      status: 409,
      code: 'air-taken',
      detail: 'Trần Văn Bình đang nói.',
    } as const;
    talk.answer = { kind: 'live/refused', problem };
    await talk.press();
    const refused = talk.page.getByTestId('talk-refused');
    await refused.waitFor();
    expect(await refused.textContent()).toContain('Trần Văn Bình đang nói.');
    await talk.page.mouse.up();
  });

  it('[CON7] the city’s office has nobody to talk to until it has chosen', async () => {
    const talk = await open('office');
    await talk.page.getByTestId('talk-hint').getByText('Hãy chọn ít nhất một cụm loa.').waitFor();
    expect(await talk.hold.isDisabled()).toBe(true);
    await talk.page.getByTestId('target-unit-an-son').check();
    await talk.page.getByTestId('targets-done').click();
    await talk.ready();
    await talk.page.getByTestId('step-class-change').click();
    await talk.page.getByTestId('class-priority').click();
    await talk.press();
    await talk.isPhase('live');
    expect(talk.said[0]).toMatchObject({
      targets: { units: ['an-son'], zones: [], nodes: [] },
      class: 'priority',
    });
    expect(await talk.page.getByTestId('step-targets-change').count()).toBe(0);
    await talk.page.mouse.up();
  });
});
