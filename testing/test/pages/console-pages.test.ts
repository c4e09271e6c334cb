/**
 * Goal: every page of the built console stands in a real browser, in both languages, on a phone and
 * on a desk. Method: the build is served with the controller's content security policy, the fixture
 * city answers at the network, and axe, the sizes and the browser's own complaints are looked at.
 * `LOA_SHOTS=<folder>` keeps a picture of each page.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Page, Route } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onTheWay, toApprove } from '../../../web-console/test/fixtures/approvals.ts';
import {
  papered,
  spokenForm,
  voices,
  wholeLibrary,
} from '../../../web-console/test/fixtures/bulletins.ts';
import * as fixture from '../../../web-console/test/fixtures/city.ts';
import * as above from '../../../web-console/test/fixtures/from-above.ts';
import * as programme from '../../../web-console/test/fixtures/programme.ts';
import { reportJson } from '../../../web-console/test/fixtures/reports.ts';
import { unitRights } from '../../../web-console/test/fixtures/rights.ts';
import * as rules from '../../../web-console/test/fixtures/rules.ts';
import { besideSessions, ofSession } from '../../../web-console/test/fixtures/sessions.ts';
import { type BuiltConsole, openPagesBrowser, type PagesBrowser } from '../../src/index.ts';
import { press, VISITS, type Visit, type Who } from './visits.ts';

const FIRST_LOAD_BYTES = 220 * 1024;
/** The size of a fingertip; WCAG 2.2 asks for 24 px at level AA and 44 px at AAA. */
const TOUCH_PX = 44;

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

function answer(route: Route, who: Who, language: string): Promise<void> {
  const { pathname } = new URL(route.request().url());
  const problem = (status: number, code: string) =>
    route.fulfill({
      status,
      json: { type: `urn:loa:${code}`, title: code, status, code, detail: code },
    });
  switch (pathname) {
    case '/api/session':
      if (who === null) return problem(401, 'not-logged-in');
      return route.fulfill({ json: { ...fixture.people[who], language } });
    case '/api/feed-ticket':
      return route.fulfill({ json: { ticket: 'once', expiresAt: '2026-11-22T10:00:00Z' } });
    case '/api/city':
      return route.fulfill({ json: fixture.city });
    case '/api/bulletins':
      return route.fulfill({ json: { bulletins: wholeLibrary } });
    case '/api/bulletins/cat-dien':
      return route.fulfill({ json: papered });
    case '/api/voices':
      return route.fulfill({ json: { voices } });
    case '/api/speech/preview':
      return route.fulfill({ json: spokenForm });
    case '/api/nodes':
      return route.fulfill({
        json: { nodeId: 'dinh', code: '7K3QX9MZ2D', expiresAt: '2026-11-22T10:13:00Z' },
      });
    case '/api/approvals':
      return route.fulfill({ json: { bulletins: onTheWay } });
    case '/api/bulletins/hop-to':
      return route.fulfill({ json: toApprove });
    case '/api/broadcasts':
      return route.fulfill({ json: { broadcasts: [...ofSession, ...besideSessions] } });
    case '/api/warnings':
      return route.fulfill({ json: { warnings: [...programme.warnings, ...above.warnings] } });
    case '/api/inbox':
      return route.fulfill({ json: { inbox: above.inbox } });
    case '/api/distributions':
      return route.fulfill({ json: { distributions: above.handedDown } });
    case '/api/collisions':
      return route.fulfill({ json: { collisions: [above.collision] } });
    case '/api/documents/campaign/preview':
      return route.fulfill({ json: programme.effects });
    case '/api/documents/suspension/preview':
    case '/api/documents/air-rule/preview':
      return route.fulfill({ json: rules.suspensionEffects });
    case '/api/relays':
      return route.fulfill({ json: rules.relayStates });
    case '/api/relays/thoi-su-sang/test':
    case '/api/relays/ban-tin-tinh/test':
      return route.fulfill({ json: rules.relayTest });
    case '/api/calendar-link':
      return route.fulfill({ status: 201, json: rules.calendarLink });
    case '/api/timing/preview':
      return route.fulfill({ json: programme.starts });
    case '/api/units/tam-ky/rights':
    case '/api/units/an-my/rights':
      return route.fulfill({ json: unitRights(pathname.split('/')[3] ?? '') });
    case '/api/reports/diary.json':
      return route.fulfill({ body: reportJson('diary') });
    default:
      if (pathname.startsWith('/api/documents/')) {
        const documents = programme.documentsOf(pathname.slice('/api/documents/'.length));
        return route.fulfill({ json: { documents } });
      }
      if (pathname.endsWith('/explain')) return route.fulfill({ json: above.explanation });
      if (!pathname.startsWith('/api/broadcasts/')) return problem(404, 'not-found');
      return route.fulfill({ json: { ...fixture.broadcasts.at(-1), proofs: fixture.proofs } });
  }
}

interface Opened {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly complaints: string[];
}

async function open(visit: Visit, width: number, language: string): Promise<Opened> {
  const context = await browser.newContext({
    viewport: { width, height: width < 500 ? 740 : 900 },
    // Far from the city: nothing may be shown in the phone's own zone.
    timezoneId: 'America/New_York',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    const isMissingSession = visit.who === null && message.text().includes('401');
    if (message.type() === 'error' && !isMissingSession) complaints.push(message.text());
  });
  await page.addInitScript(`localStorage.setItem('loa.language', '${language}')`);
  await page.route('**/api/**', (route) => answer(route, visit.who, language));
  await page.routeWebSocket('**/api/feed', (socket) => {
    socket.send(JSON.stringify(fixture.snapshot()));
  });
  await page.goto(built.url + visit.path);
  await page.getByTestId(visit.stands).first().waitFor();
  await visit.act?.(page);
  return { context, page, complaints };
}

/** Controls that a finger would miss; what has a label around it is pressed by its label. */
const SMALL_CONTROLS = `[...document.querySelectorAll('a, button, input, select, summary')]
  .filter((control) => {
    const { width, height } = control.getBoundingClientRect();
    const isShown = width > 1 && height > 1;
    const isLabelled = ['checkbox', 'radio'].includes(control.type);
    return isShown && !isLabelled && Math.min(width, height) < ${TOUCH_PX - 0.5};
  })
  .map((control) => control.outerHTML.slice(0, 120))`;
const SIDEWAYS_PX = 'document.documentElement.scrollWidth - innerWidth';

async function keepPicture(page: Page, name: string): Promise<void> {
  if (shots === undefined) return;
  await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
}

async function axeFindings(page: Page): Promise<unknown[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  return violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)]);
}

// What axe finds depends on the page and its words more than on both together: each language and
// each width once is enough.
describe.each([
  { language: 'vi', width: 360, hasAxe: true },
  { language: 'en', width: 1440, hasAxe: true },
  { language: 'en', width: 360, hasAxe: false },
])('pages in $language at $width px', ({ language, width, hasAxe }) => {
  it.each(VISITS)(
    '[CON18] [E2E9] $name is accessible, fits, and breaks no policy',
    async (visit) => {
      const { context, page, complaints } = await open(visit, width, language);
      try {
        await keepPicture(page, `${visit.name}-${width}-${language}`);
        expect(await page.evaluate(SIDEWAYS_PX)).toBeLessThanOrEqual(0);
        expect(await page.evaluate(SMALL_CONTROLS)).toEqual([]);
        if (hasAxe) expect(await axeFindings(page)).toEqual([]);
        expect(complaints).toEqual([]);
      } finally {
        await context.close();
      }
    },
  );
});

/** The afternoon session in the calendar of a week, dragged downwards; answers what was kept. */
async function dragSession(edge: 'whole' | 'end', byPx: number): Promise<Record<string, unknown>> {
  const visit: Visit = { name: 'drag', path: '/calendar', who: 'office', stands: 'calendar-after' };
  const { context, page, complaints } = await open(visit, 1440, 'vi');
  try {
    let kept: Record<string, unknown> | null = null;
    await page.route('**/api/documents/session/buoi-chieu', async (route) => {
      kept = route.request().postDataJSON();
      const [, view] = programme.sessions;
      await route.fulfill({ json: { ...view, document: kept } });
    });
    const entry = page.locator('.calendar-session').first();
    await entry.scrollIntoViewIfNeeded();
    const box = await entry.boundingBox();
    if (box === null) throw new Error('the session is not drawn');
    const x = box.x + box.width / 2;
    const y = edge === 'whole' ? box.y + 4 : box.y + box.height - 2;
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x, y + byPx / 3, { steps: 4 });
    await page.mouse.move(x, y + byPx, { steps: 6 });
    await page.mouse.up();
    await page.getByTestId('move-all').click();
    await expect.poll(() => kept).not.toBeNull();
    expect(complaints).toEqual([]);
    return kept ?? {};
  } finally {
    await context.close();
  }
}

describe('the calendar', () => {
  it('[CON62] a session is dragged to another time, and all of them are moved once asked', async () => {
    const { timing } = await dragSession('whole', 56);
    const { rule, start } = timing as { rule: string; start: string };
    expect(rule).toBe('FREQ=DAILY');
    expect(start > '2026-11-01T18:00' && start < '2026-11-01T23:00', start).toBe(true);
  });

  it('[CON62] a session is made longer by its edge, and keeps its time', async () => {
    const { timing, minutes } = await dragSession('end', 40);
    expect(timing).toEqual(programme.sessions[1]?.document.timing);
    // 40 px are half an hour; it had a quarter.
    expect(minutes).toBe(45);
  });
});

describe('the build', () => {
  it('[CON19] loads at most 220 KB of script, gzipped, before a person sees the first screen', () => {
    const html = readFileSync(join(built.dist, 'index.html'), 'utf8');
    const first = [...html.matchAll(/assets\/[\w.-]+\.js/g)].map(([file]) => file);
    const now = readdirSync(join(built.dist, 'assets'))
      .filter((file) => /^now-.*\.js$/.test(file))
      .map((file) => `assets/${file}`);
    const bytes = [...new Set([...first, ...now])].reduce(
      (sum, file) => sum + gzipSync(readFileSync(join(built.dist, file)), { level: 9 }).length,
      0,
    );
    expect(first.length).toBeGreaterThan(0);
    expect(now).toHaveLength(1);
    expect(bytes).toBeLessThan(FIRST_LOAD_BYTES);
  });

  it('[CON19] has no inline script', () => {
    const html = readFileSync(join(built.dist, 'index.html'), 'utf8');
    for (const [tag] of html.matchAll(/<script[^>]*>/g)) expect(tag).toContain(' src=');
  });
});

describe('recording', () => {
  it('[CON20] shows level and time, plays back, and uploads title first', async () => {
    const visit: Visit = { name: 'record', path: '/send', who: 'ward', stands: 'sound-record' };
    const { context, page, complaints } = await open(visit, 360, 'vi');
    try {
      let upload: Buffer | null = null;
      await page.route('**/api/bulletins', async (route) => {
        if (route.request().method() !== 'POST') return await route.fallback();
        upload = route.request().postDataBuffer();
        await route.fulfill({
          status: 202,
          json: {
            jobId: 'job-1',
            title: 'Họp tổ dân phố',
            state: 'done',
            step: 'store',
            progress: 1,
            bulletinId: 'hop-to-dan-pho',
            problem: null,
          },
        });
      });
      await press(page, 'sound-record', 'record-start');
      await page.getByTestId('record-time').getByText('0:02').waitFor();
      // Chromium's own microphone beeps once a second.
      const meter = page.getByTestId('record-level');
      const level = async () => Number(await meter.getAttribute('aria-valuenow'));
      await expect.poll(level, { timeout: 10_000, interval: 50 }).toBeGreaterThan(20);
      await press(page, 'record-stop', 'record-play');
      const played = () => page.evaluate<number>(`document.querySelector('audio').currentTime`);
      await expect.poll(played, { timeout: 10_000 }).toBeGreaterThan(0.5);
      await page.getByTestId('sound-title').fill('Họp tổ dân phố');
      await press(page, 'record-keep');
      await page.getByTestId('send-now').and(page.locator(':enabled')).waitFor();
      const body = (upload as Buffer | null) ?? Buffer.alloc(0);
      const text = body.toString('latin1');
      expect(text.indexOf('name="title"')).toBeLessThan(text.indexOf('name="sound"'));
      expect(text.indexOf('name="class"')).toBeLessThan(text.indexOf('name="sound"'));
      // The EBML mark of a WebM file.
      expect(body.includes(Buffer.from([0x1a, 0x45, 0xdf, 0xa3]))).toBe(true);
      expect(complaints).toEqual([]);
    } finally {
      await context.close();
    }
  });
});
