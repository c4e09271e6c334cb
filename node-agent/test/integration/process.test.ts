/**
 * The agent as a process, killed in mid-bulletin as by a power cut and started again on the same
 * folder. Its simulated card writes files.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { correlate } from '@loa/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { assetOf, City, cueOf, NODE, speechLike } from '../support/city.ts';
import { StandInController } from '../support/stand-in-controller.ts';

const MAIN = resolve(import.meta.dirname, '../../src/main.ts');

let folder: string;
let controller: StandInController;
const processes: ChildProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'loa-process-'));
  controller = new StandInController(new City());
});

afterEach(async () => {
  for (const child of processes.splice(0)) await end(child, 'SIGKILL');
  await controller.close();
  await rm(folder, { recursive: true, force: true });
});

function start(url: string, wav: string, env: Record<string, string> = {}): ChildProcess {
  const child = spawn(process.execPath, [MAIN], {
    env: {
      PATH: process.env['PATH'] ?? '',
      LOA_CONTROLLER: url,
      LOA_NODE_ID: NODE,
      LOA_STATE_DIR: join(folder, 'state'),
      LOA_ENROL_CODE: 'ABCDE-12345',
      LOA_SINK: 'wav',
      LOA_WAV_FILE: join(folder, wav),
      LOA_LOG_LEVEL: 'warn',
      ...env,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  processes.push(child);
  return child;
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
}

function wavOf(name: string): Float32Array {
  const bytes = readFileSync(join(folder, name)).subarray(44);
  return Float32Array.from(
    { length: bytes.length >> 1 },
    (_, i) => bytes.readInt16LE(i * 2) / 32_768,
  );
}

it('[PLY25] killed in mid-bulletin it goes on at the present position and repeats nothing', async () => {
  const bulletin = assetOf(speechLike(14, 31));
  const authorisation = controller.city.authorisation([bulletin.assetId]);
  const startAtUs = controller.nowUs() + 4e6;
  const page = controller.city.page([cueOf(bulletin, authorisation, { startAtUs })]);
  controller.hold(bulletin, authorisation, page);
  controller.publish(controller.city.head(1, [page.hash]));
  const url = await controller.listen();
  const first = start(url, 'first.wav');
  await controller.heard(
    'node/receipts',
    (m) => m.receipts.some((r) => r.kind === 'started'),
    15_000,
  );
  await new Promise((done) =>
    setTimeout(done, Math.max(0, startAtUs - controller.nowUs()) / 1000 + 4_000),
  );
  await end(first, 'SIGKILL');
  const second = start(url, 'second.wav');
  await controller.heard(
    'node/receipts',
    (m) => m.receipts.some((r) => r.kind === 'ended' && r.why === 'finished'),
    25_000,
  );
  await end(second, 'SIGTERM');
  const receipts = controller.receipts();
  expect(receipts.map((r) => (r.kind === 'ended' ? r.why : r.kind))).toEqual([
    'started',
    'restarted',
    'started',
    'finished',
  ]);
  expect(receipts.map((r) => r.sequence)).toEqual([1, 2, 3, 4]);
  const again = receipts[2];
  if (again?.kind !== 'started') throw new Error('a second start was expected');
  // It entered where the timeline stood.
  const dueFrames = (again.atUs - startAtUs) * 0.048;
  expect(Math.abs(again.positionFrames - dueFrames)).toBeLessThan(960);
  expect(again.positionFrames).toBeGreaterThan(4 * 48_000);
  const rest = wavOf('second.wav');
  const from = again.positionFrames;
  // In slices: the rate is still being learnt, and over seconds one shift would not fit them all.
  const slices = Array.from({ length: 5 }, (_, index) => from + 4_800 + index * 19_200);
  const peaks = slices.map((at) => correlate(bulletin.pcm.slice(at, at + 19_200), rest).peak);
  expect(peaks.reduce((sum, peak) => sum + peak, 0) / peaks.length).toBeGreaterThan(0.9);
  expect(correlate(bulletin.pcm.slice(0, 3 * 48_000), rest).peak).toBeLessThan(0.5);
}, 90_000);

it('[FLT22] says which variable is wrong and ends', async () => {
  const child = start('http://nowhere', 'none.wav');
  let said = '';
  child.stderr?.on('data', (bytes: Buffer) => {
    said += bytes.toString();
  });
  const [code] = (await once(child, 'exit')) as [number];
  expect(code).toBe(1);
  expect(said).toMatch(/^LOA_CONTROLLER: /);
});

it.each(['node-key.pem', 'enrolment.json'])(
  '[FLT24] a damaged %s is named with the remedy, and never replaced',
  async (name) => {
    const state = join(folder, 'damaged');
    mkdirSync(state);
    writeFileSync(join(state, name), '{');
    const child = start('ws://127.0.0.1:9/agent', 'none.wav', { LOA_STATE_DIR: state });
    let said = '';
    child.stderr?.on('data', (bytes: Buffer) => {
      said += bytes.toString();
    });
    const [code] = (await once(child, 'exit')) as [number];
    expect(code).toBe(1);
    expect(said.trim()).toBe(
      `${join(state, name)}: damaged; remove it and enrol the node with a new code`,
    );
    expect(readFileSync(join(state, name), 'utf8')).toBe('{');
  },
);
