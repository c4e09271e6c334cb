/**
 * Uploads over a real socket: what arrives whole becomes a bulletin through ffmpeg, what does not
 * leaves nothing behind. The limit of 200 MB is passed for real.
 */
import { once } from 'node:events';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { bulletinSchema, type IngestJob, ingestJobSchema } from '@loa/protocol/console-api';
import { LIMITS } from '@loa/protocol/vocabulary';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HTTP_LIMITS } from '../../../src/adapters/http/limits.ts';
import { type ControllerServer, listen } from '../../../src/adapters/http/server.ts';
import { createUploadFiles } from '../../../src/adapters/uploads/upload-files.ts';
import { Browser } from '../../support/browser.ts';
import {
  CITY,
  EAST,
  startTestController,
  type TestController,
} from '../../support/test-controller.ts';

let controller: TestController;
let server: ControllerServer;
let ward: Browser;

beforeAll(async () => {
  controller = await startTestController();
  server = await listen(controller.http.app, { host: '127.0.0.1', port: 0, upgrades: {} });
  ward = new Browser(controller.http);
  await ward.login(await controller.person('broadcaster', EAST));
});
afterAll(() => controller[Symbol.asyncDispose]());

/** A second of a 440 Hz tone and more, as WAV. */
function toneWav(seconds: number): Uint8Array<ArrayBuffer> {
  const samples = 16_000 * seconds;
  const bytes = Buffer.alloc(44 + 2 * samples);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(36 + 2 * samples, 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(16_000, 24);
  bytes.writeUInt32LE(32_000, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36);
  bytes.writeUInt32LE(2 * samples, 40);
  for (let i = 0; i < samples; i += 1) {
    bytes.writeInt16LE(Math.round(9_000 * Math.sin((2 * Math.PI * 440 * i) / 16_000)), 44 + 2 * i);
  }
  return new Uint8Array(bytes);
}

interface Sent {
  readonly fields?: Record<string, string>;
  readonly sound?: Uint8Array<ArrayBuffer>;
  readonly fileName?: string;
  readonly fileField?: string;
  readonly fileFirst?: boolean;
}

// biome-ignore lint/suspicious/noExplicitAny: tests look into any answer
async function upload(sent: Sent, by: Browser = ward): Promise<{ status: number; body: any }> {
  const form = new FormData();
  const addFile = () => {
    if (!sent.sound) return;
    const name = sent.fileName ?? 'ghi-am.wav';
    form.append(sent.fileField ?? 'sound', new Blob([sent.sound]), name);
  };
  if (sent.fileFirst) addFile();
  for (const [name, value] of Object.entries(sent.fields ?? { title: 'Bản tin' })) {
    form.append(name, value);
  }
  if (!sent.fileFirst) addFile();
  const headers = { 'x-loa': '1', cookie: by.cookie };
  const url = `http://127.0.0.1:${server.port}/api/bulletins`;
  const response = await fetch(url, { method: 'POST', headers, body: form });
  return { status: response.status, body: await response.json() };
}

const leftBehind = async () => (await readdir(controller.uploadDir).catch(() => [])).length;

async function finished(job: IngestJob): Promise<IngestJob> {
  for (let tries = 0; tries < 300; tries += 1) {
    const now = ingestJobSchema.parse((await ward.get(`/api/ingest-jobs/${job.jobId}`)).body);
    if (now.state === 'done' || now.state === 'refused') return now;
    await sleep(100);
  }
  throw new Error('the job does not end');
}

test('[APR38] an upload may have its validity with it, in order', async () => {
  const days = { validFrom: '2026-12-01', validThrough: '2026-12-24' };
  const sent = await upload({ fields: { title: 'Tiêm chủng', ...days }, sound: toneWav(1) });
  const { bulletinId } = await finished(ingestJobSchema.parse(sent.body));
  expect((await ward.get(`/api/bulletins/${bulletinId}`)).body).toMatchObject(days);
  const wrong = { title: 'Tiêm chủng', ...days, validThrough: '2026-11-30' };
  const refused = await upload({ fields: wrong, sound: toneWav(1) });
  expect(refused).toMatchObject({ status: 400, body: { errors: [{ field: 'validThrough' }] } });
  const faulty = await upload({ fields: { title: 'a', validFrom: 'mai' }, sound: toneWav(1) });
  expect(faulty).toMatchObject({ status: 400, body: { errors: [{ field: 'validFrom' }] } });
  await expect.poll(leftBehind).toBe(0);
});

test('[API17] [API36] an upload becomes a bulletin with sound that can be sought in', async () => {
  const fields = { title: 'Thông báo cắt điện – Tổ 5 đường Nguyễn Huệ', category: 'điện' };
  const sent = await upload({
    fields,
    sound: toneWav(4),
    fileName: '../../ghi âm “tối” số 1.wav',
  });
  expect(sent.status).toBe(202);
  const job = await finished(ingestJobSchema.parse(sent.body));
  expect(job).toMatchObject({ state: 'done', progress: 1, problem: null, title: fields.title });
  expect(job.bulletinId).toMatch(/^thong-bao-cat-dien-to-5-duong-nguyen-hue-[0-9a-z]{6}$/);
  const list = (await ward.get('/api/bulletins')).body.bulletins as unknown[];
  const bulletin = bulletinSchema.parse(
    list.find((one) => (one as { bulletinId: string }).bulletinId === job.bulletinId),
  );
  expect(bulletin).toMatchObject({ unitId: EAST, title: fields.title, language: 'vi' });
  expect(bulletin.durationMs).toBeGreaterThan(3_900);
  await expect.poll(leftBehind).toBe(0);

  const url = `/api/bulletins/${job.bulletinId}/audio`;
  const whole = await ward.call({ method: 'GET', url });
  expect(whole.status).toBe(200);
  expect(whole.headers['content-type']).toBe('audio/ogg');
  expect(whole.text.slice(0, 4)).toBe('OggS');
  const part = await ward.call({ method: 'GET', url, headers: { range: 'bytes=0-99' } });
  expect(part.status).toBe(206);
  expect(part.headers['content-length']).toBe('100');
  const beyond = await ward.call({ method: 'GET', url, headers: { range: 'bytes=9999999-' } });
  expect(beyond.status).toBe(416);
  const etag = String(whole.headers['etag']);
  const again = await ward.call({ method: 'GET', url, headers: { 'if-none-match': etag } });
  expect(again.status).toBe(304);
});

test('[API18] sound that is none is refused in the reader’s language, by its job', async () => {
  const sent = await upload({ sound: new TextEncoder().encode('không phải âm thanh') });
  expect(sent.status).toBe(202);
  const job = await finished(sent.body);
  expect(job.state).toBe('refused');
  expect(job.problem?.title).toBe('Không đọc được định dạng');
  ward.language = 'en';
  const inEnglish = (await ward.get(`/api/ingest-jobs/${job.jobId}`)).body as IngestJob;
  ward.language = 'vi';
  expect(inEnglish.problem?.title).toBe('The format cannot be read');
  expect(await leftBehind()).toBe(0);
});

test("[API18] a job is its owner's alone", async () => {
  const sent = await upload({ sound: toneWav(1) });
  const other = new Browser(controller.http);
  await other.login(await controller.person('culture-office', CITY));
  expect((await other.get(`/api/ingest-jobs/${sent.body.jobId}`)).body.code).toBe('not-allowed');
  await finished(sent.body);
});

test.each<[string, Sent, string]>([
  ['no file', {}, 'sound'],
  ['no title', { fields: {}, sound: toneWav(1) }, 'title'],
  ['an emergency', { fields: { title: 'a', class: 'emergency' }, sound: toneWav(1) }, 'class'],
  ['an unknown field', { fields: { title: 'a', x: '1' }, sound: toneWav(1) }, 'x'],
  ['a field too long', { fields: { title: 'a'.repeat(2000) }, sound: toneWav(1) }, 'title'],
  ['a file in another field', { sound: toneWav(1), fileField: 'tep' }, 'tep'],
])('[API19] %s is refused, naming the field', async (...[, sent, field]) => {
  const answer = await upload(sent);
  expect(answer.status).toBe(400);
  expect(answer.body.errors[0].field).toBe(field);
  expect(await leftBehind()).toBe(0);
});

test('[API19] a bulletin for another ward is refused, its file removed', async () => {
  const fields = { title: 'a', unitId: 'phuong-tay' };
  expect((await upload({ fields, sound: toneWav(1) })).body.code).toBe('not-allowed');
  expect(await leftBehind()).toBe(0);
});

/** Somebody whose uploads are counted apart: twenty a minute are let through. */
async function another(): Promise<Browser> {
  const browser = new Browser(controller.http);
  await browser.login(await controller.person('broadcaster', EAST));
  return browser;
}

test.each([
  ['no form', 'rác', 'multipart/form-data; boundary=x'],
  ['a form without its boundary', 'rác', 'multipart/form-data'],
  [
    'a form that breaks off',
    '--x\r\nContent-Disposition: form-data; name="sound"; filename="a"\r\n\r\nabc',
    'multipart/form-data; boundary=x',
  ],
])('[API36] %s is refused, and nothing is left of it', async (...[, payload, type]) => {
  const headers = { 'content-type': type };
  const call = { method: 'POST', url: '/api/bulletins', headers, payload } as const;
  const answer = await (await another()).call(call);
  expect(answer.status).toBe(400);
  expect(answer.body.errors).toMatchObject([{ field: 'body' }]);
  expect(await leftBehind()).toBe(0);
});

test('[API34] a day that no calendar has is refused by its field', async () => {
  const fields = { title: 'a', validFrom: '2026-02-30' };
  const sent = await upload({ fields, sound: toneWav(1) }, await another());
  expect(sent.body.errors).toMatchObject([{ field: 'validFrom' }]);
});

test('[API34] a bulletin for a unit that is not there is refused by that field', async () => {
  const fields = { title: 'a', unitId: 'khong-co' };
  const sent = await upload({ fields, sound: toneWav(1) }, await another());
  expect(sent.body).toMatchObject({ code: 'unknown-target', errors: [{ field: 'unitId' }] });
  expect(await leftBehind()).toBe(0);
});

test('[API19] fields may follow the file', async () => {
  const sent = await upload({ sound: toneWav(1), fileFirst: true });
  expect(sent.status).toBe(202);
  await finished(sent.body);
});

/** Writes an upload of any size by hand and answers what comes back. */
function stream(options: { bytes: number; contentLength: boolean }): Promise<{
  status: number;
  code: string;
  writtenBytes: number;
}> {
  const boundary = 'ranh-gioi';
  const head =
    `--${boundary}\r\nContent-Disposition: form-data; name="title"\r\n\r\na\r\n` +
    `--${boundary}\r\nContent-Disposition: form-data; name="sound"; filename="a.wav"\r\n` +
    'Content-Type: audio/wav\r\n\r\n';
  const tail = `\r\n--${boundary}--\r\n`;
  return new Promise((resolve, reject) => {
    let writtenBytes = 0;
    const request = httpRequest({
      port: server.port,
      method: 'POST',
      path: '/api/bulletins',
      headers: {
        'x-loa': '1',
        cookie: ward.cookie,
        'content-type': `multipart/form-data; boundary=${boundary}`,
        ...(options.contentLength && {
          'content-length': head.length + options.bytes + tail.length,
        }),
      },
    });
    request.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part) => {
        text += part;
      });
      response.on('end', () => {
        request.destroy();
        const status = response.statusCode ?? 0;
        resolve({ status, code: JSON.parse(text).code, writtenBytes });
      });
    });
    request.on('error', reject);
    const block = Buffer.alloc(1024 * 1024, 1);
    const pump = () => {
      while (writtenBytes < options.bytes) {
        writtenBytes += block.length;
        if (!request.write(block)) return void request.once('drain', pump);
      }
      request.end(tail);
    };
    request.write(head);
    pump();
  });
}

test('[API20] 200 MB and a byte is refused by its length before it is read', async () => {
  const answer = await stream({ bytes: 300 * 1024 * 1024, contentLength: true });
  expect(answer).toMatchObject({ status: 413, code: 'media-too-large' });
  expect(answer.writtenBytes).toBeLessThan(20 * 1024 * 1024);
  expect(await leftBehind()).toBe(0);
});

test('[API20] without a length it is cut off at the limit, never buffered, and removed', async () => {
  const before = process.memoryUsage().rss;
  let highest = 0;
  const watch = setInterval(() => {
    highest = Math.max(highest, process.memoryUsage().rss - before);
  }, 50);
  const answer = await stream({ bytes: 320 * 1024 * 1024, contentLength: false });
  clearInterval(watch);
  expect(answer).toMatchObject({ status: 413, code: 'media-too-large' });
  expect(answer.writtenBytes).toBeGreaterThanOrEqual(LIMITS.uploadBytes);
  expect(answer.writtenBytes).toBeLessThan(LIMITS.uploadBytes + 60 * 1024 * 1024);
  // Sender and receiver share this process; the whole upload would be twice as much.
  expect(highest).toBeLessThan(100 * 1024 * 1024);
  expect(await leftBehind()).toBe(0);
});

test('[API42] whoever is refused while still sending gets the answer, and is cut off if it never ends', async () => {
  const answer = await new Promise<string>((done, failed) => {
    const socket = connect(server.port, '127.0.0.1');
    let text = '';
    socket.setEncoding('utf8').on('data', (part) => {
      text += part;
    });
    socket.on('error', failed);
    // Nobody is logged in: refused by the head alone, while two megabytes are still to come.
    const body = Buffer.alloc(2_000_000, 1);
    socket.write(
      'POST /api/bulletins HTTP/1.1\r\nHost: localhost\r\nX-Loa: 1\r\n' +
        'Content-Type: multipart/form-data; boundary=b\r\n' +
        `Content-Length: ${body.length}\r\n\r\n`,
    );
    setTimeout(() => socket.write(body), 100);
    setTimeout(() => socket.end(() => setTimeout(() => done(text), 100)), 400);
  });
  expect(answer).toMatch(/^HTTP\/1.1 401 .*not-logged-in/s);

  const endless = connect(server.port, '127.0.0.1');
  endless.on('error', () => {});
  endless.write('POST /api/bulletins HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999\r\n\r\n');
  const beganMs = Date.now();
  const drip = setInterval(() => endless.writable && endless.write('x'), 200);
  await once(endless.resume(), 'close');
  clearInterval(drip);
  expect(Date.now() - beganMs).toBeLessThan(HTTP_LIMITS.lingerMs + 3_000);
}, 20_000);

test('[API21] a sender that goes away in the middle leaves nothing', async () => {
  const socket = connect(server.port, '127.0.0.1');
  socket.write(
    'POST /api/bulletins HTTP/1.1\r\nHost: localhost\r\nX-Loa: 1\r\n' +
      `Cookie: ${ward.cookie}\r\nContent-Type: multipart/form-data; boundary=b\r\n` +
      'Content-Length: 100000\r\n\r\n' +
      '--b\r\nContent-Disposition: form-data; name="sound"; filename="a"\r\n\r\nabc',
  );
  while ((await leftBehind()) === 0) await sleep(10);
  socket.destroy();
  const isGone = async () => (await leftBehind()) === 0;
  for (let tries = 0; tries < 100 && !(await isGone()); tries += 1) await sleep(20);
  expect(await isGone()).toBe(true);
});

test('[API22] what an earlier run left behind is swept at start', async () => {
  await mkdir(controller.uploadDir, { recursive: true });
  await writeFile(join(controller.uploadDir, 'cu.upload'), 'x');
  await createUploadFiles(controller.uploadDir).sweep();
  expect(await leftBehind()).toBe(0);
});
