/**
 * Goal: an upper station's stream is heard from the horn, gives way to what the programme has and goes on
 * live after it. Method: the real programs as processes, a real HTTP station that plays synthetic
 * Vietnamese in circles, and a node that writes what would be heard to a WAV file.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Broadcast } from '@loa/protocol/console-api';
import { afterEach, expect, it } from 'vitest';
import { THREE_HORNS } from '../../src/demo-city.ts';
import { correlate, eventually, levelDb, readSound, speak, TestCity } from '../../src/index.ts';

const NEWS =
  'Đây là Đài phát thanh tỉnh. Mời bà con nghe bản tin thời sự chiều nay. Giá lúa tăng nhẹ, trời có mưa rào và dông, gió nhẹ cấp hai.';
const STARTS_IN_MS = 60_000;

let city: TestCity | null = null;
let station: Server | null = null;

afterEach(async () => {
  await city?.[Symbol.asyncDispose]();
  station?.closeAllConnections();
  station?.close();
});

/** WAV without an end. */
async function startStation(wav: Buffer): Promise<number> {
  const head = wav.subarray(0, 44);
  const sound = wav.subarray(44);
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'audio/wav' });
    const endless = Buffer.from(head);
    endless.writeUInt32LE(0xff_ff_ff_ff, 40);
    endless.writeUInt32LE(0xff_ff_ff_ff, 4);
    response.write(endless);
    const more = (): void => {
      while (!response.destroyed && response.write(sound)) {}
    };
    response.on('drain', more);
    more();
  });
  station = server;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

it('[REL13] [REL3] [REL21] a relay is heard from the horn, and again live after what cut it', {
  retry: 1,
  timeout: 300_000,
}, async () => {
  const voice = join(tmpdir(), `loa-station-${process.pid}.wav`);
  await speak(NEWS, voice);
  const port = await startStation(await readFile(voice));
  const startsAt = new Date(Date.now() + STARTS_IN_MS + 7 * 3_600_000).toISOString().slice(0, 19);
  const schedule = join(tmpdir(), `loa-relay-${process.pid}.yaml`);
  const text = (await readFile(THREE_HORNS, 'utf8')).replace(
    '  timeZone: Asia/Ho_Chi_Minh\n',
    '  timeZone: Asia/Ho_Chi_Minh\n  relayHosts: [127.0.0.1]\n',
  );
  const relay = `bulletins:
  - { id: nhac-cho, title: Nhạc chờ, file: ${basename(voice)} }
relays:
  - id: dai-tinh
    unit: phuong-dong
    title: Tiếp âm Đài tỉnh
    url: http://127.0.0.1:${port}/fm
    targets: { nodes: [loa-0] }
    timing: { start: "${startsAt}" }
    minutes: 5
    fallback: nhac-cho
`;
  await writeFile(schedule, `${text}${relay}`);
  city = await TestCity.start({ schedule });
  const wav = join(city.folder, 'loa-0.wav');
  city.startAgent('loa-0', { LOA_SINK: 'wav', LOA_WAV_FILE: wav });
  await city.nodesReady(['loa-0']);
  const { office } = city;
  // Nothing is planned but the relay, whose sound is not fetched: what is held is its fallback.
  const assets = join(city.folder, 'nodes', 'loa-0', 'assets');
  const heldSounds = () => readdir(assets).catch(() => []);
  await eventually('the fallback is held', async () => (await heldSounds()).length === 1, 60_000);
  const cueId = `dai-tinh@${startsAt}`;
  const sounds = async (id: string) => (await office.broadcast(id)).state === 'sounding';
  await eventually('the relay sounds', () => sounds(cueId), 120_000);
  const bulletin = await office.upload(voice, { title: 'Thông báo' });
  const sent: Broadcast = await office.send(bulletin, ['loa-0']);
  await eventually('the notice sounds', () => sounds(sent.cueId), 30_000);
  await eventually('the notice is over', async () => !(await sounds(sent.cueId)), 60_000);
  await eventually('the relay sounds again', () => sounds(cueId), 30_000);
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  const { relays } = await office.get<{ relays: { phase: string }[] }>('/api/relays');
  expect(relays).toMatchObject([{ phase: 'on-air', fault: null, lack: null }]);
  await city.agent('loa-0').kill('SIGTERM');

  const heard = await readSound(wav);
  const said = await readSound(voice);
  // What was heard last is the station: three seconds of it are somewhere in what it plays in circles.
  const last = heard.findLastIndex((sample) => Math.abs(sample) > 0.01);
  const part = heard.subarray(last - 3 * 48_000, last);
  expect(levelDb(part)).toBeGreaterThan(-40);
  const twice = new Float32Array(2 * said.length);
  twice.set(said);
  twice.set(said, said.length);
  expect(correlate(part, twice).peak).toBeGreaterThan(0.8);
});
