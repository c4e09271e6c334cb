/** Services that speak over HTTP: a real server on loopback that answers as the documented ones do. */
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { VOICE_RULES } from '../../../src/domain/speech/voice-rules.ts';
import { openVoiceBench, say, type VoiceBench } from '../../support/voice-bench.ts';

const SOUND = Buffer.from('RIFF and so on');
const voiceId = 'dich-vu';
const ABOUT = { kind: 'http', label: 'Dịch vụ đọc', licence: 'theo hợp đồng' };

interface Request {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

let server: Server;
let other: Server;
let base: string;
let elsewhere: string;
let requests: Request[] = [];
let waits = 0;

const ANSWERS: { readonly [path: string]: (response: ServerResponse) => void } = {
  '/audio': (response) => response.end(SOUND),
  '/base64': (response) =>
    response.end(JSON.stringify({ data: [{ audio: SOUND.toString('base64') }] })),
  '/not-base64': (response) => response.end(JSON.stringify({ data: [{ audio: 'ôi!' }] })),
  '/named': (response) => response.end(JSON.stringify({ async: '/later' })),
  '/named-elsewhere': (response) => response.end(JSON.stringify({ async: `${elsewhere}/audio` })),
  '/named-badly': (response) => response.end(JSON.stringify({ async: 'http://' })),
  '/later': (response) => {
    waits += 1;
    if (waits < 2) response.writeHead(404).end();
    else response.end(SOUND);
  },
  '/no-json': (response) => response.end('<html>'),
  '/forbidden': (response) => response.writeHead(401).end('key?'),
  '/moved': (response) => response.writeHead(307, { location: '/audio' }).end(),
  '/moved-away': (response) => response.writeHead(302, { location: `${elsewhere}/audio` }).end(),
  '/moved-nowhere': (response) => response.writeHead(302, { location: 'http://[' }).end(),
  '/round': (response) => response.writeHead(302, { location: '/round' }).end(),
  '/silent': () => {},
  '/endless': (response) => {
    const part = Buffer.alloc(1024 * 1024);
    const more = (): void => {
      while (!response.destroyed && response.write(part));
      response.once('drain', more);
    };
    more();
  },
};

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method, url, headers } = request;
  requests.push({ method, url, headers, body: await readText(request) });
  const path = url?.split('?')[0] ?? '';
  const reply = ANSWERS[path];
  if (reply) reply(response);
  else response.writeHead(500).end();
}

async function listen(): Promise<[Server, string]> {
  const made = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
  return [made, `http://127.0.0.1:${(made.address() as AddressInfo).port}`];
}

let bench: VoiceBench;
beforeAll(async () => {
  [server, base] = await listen();
  [other, elsewhere] = await listen();
});
afterAll(() => {
  for (const one of [server, other]) {
    one.closeAllConnections();
    one.close();
  }
});
beforeEach(() => {
  bench = openVoiceBench();
  requests = [];
  waits = 0;
});
afterEach(() => bench[Symbol.asyncDispose]());

async function service(path: string, config: object = {}) {
  const whole = { ...ABOUT, url: `${base}${path}`, ...config };
  bench.put(`${voiceId}/provider.json`, JSON.stringify(whole));
  return bench.open();
}

async function heard(path: string, config: object = {}): Promise<Buffer> {
  const speech = await say(await service(path, config), {
    voiceId,
    spoken: 'xin "chào" \\ $& bà con',
  });
  if (speech.outcome !== 'spoken') throw new Error(speech.detail);
  return readFileSync(speech.file);
}

test('[TTS31] text as the body, the key in a header from a file of its own, sound as the answer', async () => {
  bench.put(`${voiceId}/secret`, 'k$&1\n', 0o600);
  const headers = { 'api-key': '{{secret}}', voice: 'banmai' };
  expect(await heard('/audio', { headers, body: { as: 'text' } })).toEqual(SOUND);
  expect(requests).toMatchObject([
    {
      method: 'POST',
      body: 'xin "chào" \\ $& bà con',
      headers: { 'api-key': 'k$&1', voice: 'banmai', 'content-type': 'text/plain; charset=utf-8' },
    },
  ]);
});

test('[TTS31] text in JSON, in a form and in the address is put in whole, whatever it holds', async () => {
  await heard('/audio', {
    body: { as: 'json', value: { input: [{ text: '{{text}}.' }], speed: 1 } },
  });
  await heard('/audio', { body: { as: 'form', fields: { input: '{{text}}', encode_type: '1' } } });
  await heard('/audio', { method: 'GET', query: { q: '{{text}}' } });
  const text = 'xin "chào" \\ $& bà con';
  expect(JSON.parse(requests[0]?.body ?? '')).toEqual({ input: [{ text: `${text}.` }], speed: 1 });
  expect(new URLSearchParams(requests[1]?.body).get('input')).toBe(text);
  expect(new URL(requests[2]?.url ?? '', base).searchParams.get('q')).toBe(text);
});

test('[TTS31] sound within JSON, behind an address of the same host, and behind a redirect within it', async () => {
  expect(await heard('/base64', { response: { as: 'base64', path: 'data.0.audio' } })).toEqual(
    SOUND,
  );
  expect(await heard('/moved')).toEqual(SOUND);
  expect(requests.at(-1)).toMatchObject({ method: 'POST' });
  expect(await heard('/named', { response: { as: 'url', path: 'async' } })).toEqual(SOUND);
  expect(waits).toBe(2);
});

test('[TTS32] sound elsewhere is fetched from hosts that are named, without the key', async () => {
  bench.put(`${voiceId}/secret`, 'geheim', 0o600);
  const headers = { 'api-key': '{{secret}}' };
  const hosts = [new URL(elsewhere).host];
  const response = { as: 'url', path: 'async', hosts };
  expect(await heard('/named-elsewhere', { headers, response })).toEqual(SOUND);
  expect(requests.map((request) => request.headers['api-key'])).toEqual(['geheim', undefined]);
});

test.each([
  ['/named-elsewhere', { response: { as: 'url', path: 'async' } }, 'add it to response.hosts'],
  ['/named-badly', { response: { as: 'url', path: 'async' } }, 'the address of its sound is none'],
  ['/moved-away', {}, 'it leads to another host'],
  ['/moved-nowhere', {}, 'it leads to what is no address'],
  ['/round', {}, 'round in circles'],
  ['/forbidden', {}, 'it answered 401'],
  ['/no-json', { response: { as: 'base64', path: 'a' } }, 'no JSON'],
  ['/base64', { response: { as: 'base64', path: 'data.1.audio' } }, 'has no data.1.audio'],
  ['/not-base64', { response: { as: 'base64', path: 'data.0.audio' } }, 'no base64'],
])('[TTS32] %s is a failure with its reason, and leaves nothing', async (path, config, detail) => {
  const voices = await service(path, config);
  expect(await say(voices, { voiceId })).toMatchObject({
    outcome: 'refused',
    reason: 'voice-failed',
    detail: expect.stringContaining(detail),
  });
  expect(bench.left()).toEqual([]);
});

test('[TTS32] a service that cannot be reached, is silent or does not stop is an outcome', async () => {
  const gone = await service('', { url: 'http://127.0.0.1:9/' });
  expect(await say(gone, { voiceId })).toMatchObject({
    reason: 'voice-failed',
    detail: expect.stringContaining('cannot be reached'),
  });
  const silent = await service('/silent', { timeoutSeconds: 1 });
  expect(await say(silent, { voiceId })).toMatchObject({ reason: 'voice-too-slow' });
  const endless = await service('/endless');
  expect(await say(endless, { voiceId })).toMatchObject({ reason: 'voice-too-long' });
  expect(VOICE_RULES.outputBytes).toBeLessThan(100 * 1024 * 1024);
  expect(bench.left()).toEqual([]);
});

test('[TTS32] who gives up is not kept waiting', async () => {
  const voices = await service('/silent');
  const abort = new AbortController();
  const speech = say(voices, { voiceId, signal: abort.signal });
  await expect.poll(() => requests.length).toBe(1);
  abort.abort(new Error('gone'));
  await expect(speech).rejects.toThrow('gone');
});

test.each([
  [{ url: 'http://tts.example.vn/' }, null, 'use https'],
  [{ url: 'ftp://tts.example.vn/' }, null, 'provider.json: url'],
  [{ headers: { key: '{{secret}}' } }, null, 'the file secret is missing'],
  [{ headers: { key: '{{secret}}' } }, 0o640, 'chmod 600'],
  [{ timeoutSeconds: 0 }, null, 'timeoutSeconds'],
  [{ kind: 'grpc' }, null, 'kind'],
])('[TTS33] %j is a fault with its remedy', async (config, mode, remedy) => {
  if (mode !== null) bench.put(`${voiceId}/secret`, 'x', mode);
  const voices = await service('/audio', config);
  expect(voices.list()[1]?.remedy).toContain(remedy);
  expect(await say(voices, { voiceId })).toMatchObject({ reason: 'voice-absent' });
});
