import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { favour, type SoundRig } from '@loa/testing';
import { type Child, startChild } from '../rig/child.ts';
import { writeNoise } from '../rig/noise.ts';
import { HORNS, type Horns } from './horns.ts';
import type { SyncPlan } from './plans.ts';

const run = promisify(execFile);
const CONNECT_MS = 2_000;
/** The server holds sound back for so long (`buffer`). */
const BUFFER_MS = 1_000;

/** Snapserver and four snapclients, at the priority that the product's agents have. */
export async function startSnapcastHorns(rig: SoundRig, plan: SyncPlan): Promise<Horns> {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'loa-snapcast-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const { seconds } = plan;
  const wav = join(folder, 'noise.wav');
  await writeNoise(wav, { seconds, seed: 7 });
  const fifo = join(folder, 'feed');
  await run('mkfifo', [fifo]);
  const port = await freePort();
  const conf = join(folder, 'snapserver.conf');
  await writeFile(conf, configuration({ folder, fifo, port }));
  const home = { HOME: folder, XDG_CONFIG_HOME: folder };
  favour(stack.use(startChild(['snapserver', '-c', conf], home)).pid);
  const clients: Child[] = [];
  stack.defer(async () => {
    for (const client of clients) await client[Symbol.asyncDispose]();
  });
  const start = (index: number): void => {
    const { LOA_PULSE_SERVER: server, LOA_PULSE_SINK: sink } = rig.sinkEnv(index);
    const words = ['-h', '127.0.0.1', '-p', String(port), '--hostID', `n${index}`, '-i', '1'];
    const player = ['-s', sink, '--player', 'pulse'];
    const client = startChild(['snapclient', ...words, ...player], {
      ...home,
      PULSE_SERVER: `unix:${server}`,
    });
    favour(client.pid);
    clients[index] = client;
  };
  for (let index = 0; index < HORNS; index++) start(index);
  await sleep(CONNECT_MS);
  const open = stack.move();
  let endsAtMs = 0;
  return {
    play: async () => {
      const feed = ['-f', 's16le', '-ar', '48000', '-ac', '2', fifo];
      open.use(startChild(['ffmpeg', '-v', 'error', '-re', '-i', wav, '-y', ...feed]));
      endsAtMs = Date.now() + seconds * 1000 + BUFFER_MS;
      await sleep(BUFFER_MS);
    },
    killAndRestart: async (index) => {
      await clients[index]?.kill();
      start(index);
    },
    over: () => sleep(Math.max(0, endsAtMs - Date.now())),
    underruns: async () => null,
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}

function configuration({
  folder,
  fifo,
  port,
}: {
  readonly folder: string;
  readonly fifo: string;
  readonly port: number;
}): string {
  const source = `pipe://${fifo}?name=bench&sampleformat=48000:16:2&codec=pcm&chunk_ms=20&mode=read`;
  return [
    '[server]',
    `datadir = ${folder}`,
    '[http]',
    'enabled = false',
    '[tcp]',
    'enabled = false',
    '[stream]',
    'bind_to_address = 127.0.0.1',
    `port = ${port}`,
    `source = ${source}`,
    `buffer = ${BUFFER_MS}`,
    '',
  ].join('\n');
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
