/** Signed papers over a real socket: attached, fetched as a file to keep, refused without a trace. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { bulletinSchema } from '@loa/protocol/console-api';
import { type BulletinId, LIMITS } from '@loa/protocol/vocabulary';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ControllerServer, listen } from '../../../src/adapters/http/server.ts';
import { Browser } from '../../support/browser.ts';
import {
  EAST,
  startTestController,
  type TestController,
  WEST,
} from '../../support/test-controller.ts';

const PDF = '%PDF-1.7\n<script>alert(1)</script>\n%%EOF\n';
const PNG = '\x89PNG\r\n\x1a\n….';

let controller: TestController;
let server: ControllerServer;
let ward: Browser;
let other: Browser;
let bulletinId: BulletinId;

beforeAll(async () => {
  controller = await startTestController();
  server = await listen(controller.http.app, { host: '127.0.0.1', port: 0, upgrades: {} });
  ward = new Browser(controller.http);
  await ward.login(await controller.person('broadcaster', EAST));
  other = new Browser(controller.http);
  await other.login(await controller.person('broadcaster', WEST));
  bulletinId = controller.bulletin('tin-co-van-ban', EAST);
});
afterAll(() => controller[Symbol.asyncDispose]());

const bytesOf = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0) & 255);
const address = () => `http://127.0.0.1:${server.port}/api/bulletins/${bulletinId}/paper`;

async function attach(
  content: Uint8Array<ArrayBuffer> | null,
  { fields = {}, by = ward }: { fields?: Record<string, string>; by?: Browser } = {},
  // biome-ignore lint/suspicious/noExplicitAny: tests look into any answer
): Promise<{ status: number; body: any }> {
  const form = new FormData();
  const given = { number: '15/TB-UBND', revision: '1', ...fields };
  for (const [name, value] of Object.entries(given)) form.append(name, value);
  if (content) form.append('paper', new Blob([content]), '../../công văn “15”.html');
  const headers = { 'x-loa': '1', cookie: by.cookie };
  const response = await fetch(address(), { method: 'PUT', headers, body: form });
  return { status: response.status, body: await response.json() };
}
const fetched = (by: Browser) => fetch(address(), { headers: { cookie: by.cookie } });
const kept = () => readdir(join(controller.folder, 'papers'));
const leftBehind = async () => (await readdir(controller.uploadDir).catch(() => [])).length;

test('[APR36] [APR37] is attached, and fetched as a file that no browser runs', async () => {
  expect((await fetched(ward)).status).toBe(404);
  const attached = await attach(bytesOf(PDF));
  expect(attached.status).toBe(200);
  expect(bulletinSchema.parse(attached.body)).toMatchObject({
    ...{ state: 'approved', revision: 1 },
    review: { paper: { number: '15/TB-UBND', hasFile: true } },
  });
  const answer = await fetched(ward);
  expect(await answer.text()).toBe(PDF);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'application/pdf',
    'content-disposition': 'attachment; filename="tin-co-van-ban.pdf"',
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  });
  expect((await fetched(other)).status).toBe(403);
  const [entry] = controller.audited(bulletinId).slice(-1);
  expect(entry).toMatchObject({ action: 'bulletin.attach', detail: { paper: '15/TB-UBND' } });
});

test('[APR36] another takes its place; the same content is held once', async () => {
  await attach(bytesOf(PDF));
  const before = await kept();
  await attach(bytesOf(PDF), { fields: { number: '16/TB-UBND' } });
  expect(await kept()).toEqual(before);
  await attach(bytesOf(PNG));
  expect((await fetched(ward)).headers.get('content-type')).toBe('image/png');
  expect(await kept()).toHaveLength(before.length + 1);
});

test('[APR35] the file stays beside another number and goes with its paper', async () => {
  await attach(bytesOf(PDF));
  const change = async (paperNumber: string | null) => {
    const url = `/api/bulletins/${bulletinId}`;
    return (await ward.call({ method: 'PATCH', url, payload: { paperNumber } })).body.review.paper;
  };
  expect(await change('17/TB-UBND')).toEqual({ number: '17/TB-UBND', hasFile: true });
  expect(await change(null)).toBeNull();
  expect((await fetched(ward)).status).toBe(404);
});

interface Refusal {
  readonly what: string;
  readonly content: Uint8Array<ArrayBuffer> | null;
  readonly fields?: Record<string, string>;
  readonly told: readonly [status: number, code: string, field: string];
}

const REFUSALS: readonly Refusal[] = [
  {
    ...{ what: 'text under another name', content: bytesOf('<html>') },
    told: [415, 'paper-unsupported', 'paper'],
  },
  {
    ...{ what: 'nothing in the file', content: bytesOf('') },
    told: [415, 'paper-unsupported', 'paper'],
  },
  {
    ...{ what: 'more than 10 MB', content: new Uint8Array(LIMITS.paperBytes + 1) },
    told: [413, 'paper-too-large', 'paper'],
  },
  {
    ...{ what: 'far more', content: new Uint8Array(3 * LIMITS.paperBytes) },
    told: [413, 'paper-too-large', 'paper'],
  },
  { what: 'no file', content: null, told: [400, 'bad-request', 'paper'] },
  {
    ...{ what: 'no number', content: bytesOf(PDF), fields: { number: ' ' } },
    told: [400, 'bad-request', 'number'],
  },
  {
    ...{ what: 'no revision', content: bytesOf(PDF), fields: { revision: 'x' } },
    told: [400, 'bad-request', 'revision'],
  },
  {
    ...{ what: 'what stood there before', content: bytesOf(PDF), fields: { revision: '9' } },
    told: [412, 'document-changed', 'revision'],
  },
  {
    ...{ what: 'a field that is none', content: bytesOf(PDF), fields: { state: 'approved' } },
    told: [400, 'bad-request', 'state'],
  },
];

test.each(REFUSALS)('[APR36] $what is refused, and nothing is left', async (refusal) => {
  const { content, fields = {}, told } = refusal;
  const [status, code, field] = told;
  const before = await kept();
  const answer = await attach(content, { fields });
  expect(answer).toMatchObject({ status, body: { code, errors: [{ field }] } });
  expect(await kept()).toEqual(before);
  await expect.poll(leftBehind).toBe(0);
});

test('[APR36] nobody attaches to what is not theirs', async () => {
  expect((await attach(bytesOf(PDF), { by: other })).status).toBe(403);
});
