/**
 * The cage from within, and what holds when the first looks at an upload were fooled: ffmpeg itself is
 * handed playlists that name another ward's file and a server that listens.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Confinement, systemTimers } from '@loa/runtime/node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inputName, writeMediaCage } from '../../../src/adapters/media/confinement.ts';
import { measureArguments } from '../../../src/adapters/media/ffmpeg-arguments.ts';
import { runFfmpeg } from '../../../src/adapters/media/run-ffmpeg.ts';
import { BUNDLED_FFMPEG, openBench, SPEECH, SYSTEM_FFMPEG } from '../../support/media-bench.ts';

let folder: string;
let server: Server;
let requests = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'loa-cage-'));
  execFileSync(SYSTEM_FFMPEG, ['-v', 'error', '-t', '2', '-i', SPEECH, join(folder, 'other.wav')]);
  server = createServer((_, response) => {
    requests += 1;
    response.end(readFileSync(join(folder, 'other.wav')));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

function run(cage: string, input: string) {
  return runFfmpeg(measureArguments(input), {
    cage,
    signal: new AbortController().signal,
    timers: systemTimers,
    wallMs: 20_000,
  });
}

describe.each([
  ['bubblewrap', SYSTEM_FFMPEG],
  ['limits', SYSTEM_FFMPEG],
  ['limits', BUNDLED_FFMPEG],
] as const)('confined by %s, %s', (confinement, program) => {
  async function measure(content: string) {
    const input = join(folder, 'upload');
    writeFileSync(input, content);
    const cage = join(folder, 'cage');
    await writeMediaCage(cage, { confinement, program, input, cpuSeconds: 10 });
    return run(cage, inputName({ confinement, input }));
  }

  test.each([
    ['HLS', (address: string) => `#EXTM3U\n#EXTINF:2,\n${address}\n#EXT-X-ENDLIST\n`],
    ['concat', (address: string) => `ffconcat version 1.0\nfile '${address}'\n`],
  ])('[MED2] a playlist (%s) reaches neither a file nor a server', async (_, playlist) => {
    const { port } = server.address() as AddressInfo;
    for (const address of [join(folder, 'other.wav'), `http://127.0.0.1:${port}/other.wav`]) {
      expect((await measure(playlist(address))).outcome).toBe('failed');
    }
    expect(requests).toBe(0);
  });

  test('[MED2] the fence is what refuses: the file alone is read', async () => {
    const input = join(folder, 'other.wav');
    const cage = join(folder, 'cage');
    await writeMediaCage(cage, { confinement, program, input, cpuSeconds: 10 });
    expect((await run(cage, inputName({ confinement, input }))).outcome).toBe('done');
  });
});

async function inCage(confinement: Confinement, program: string, words: readonly string[]) {
  const input = join(folder, 'other.wav');
  const cage = join(folder, 'shell-cage');
  await writeMediaCage(cage, { confinement, program, input, cpuSeconds: 2 });
  return spawnSync(cage, words, { encoding: 'utf8', env: { ...process.env, SECRET: 'x' } });
}

test('[MED2] in the cage there are the upload, the system and no network', async () => {
  const root = await inCage('bubblewrap', '/usr/bin/ls', ['/']);
  expect(root.stdout.split('\n').filter(Boolean).toSorted()).toEqual(
    expect.arrayContaining(['in', 'proc', 'usr']),
  );
  expect(root.stdout).not.toMatch(/home|root|work|data|var/);
  const network = await inCage('bubblewrap', '/usr/bin/cat', ['/proc/net/dev']);
  expect(network.stdout.match(/^ *\w+:/gm)?.map((name) => name.trim())).toEqual(['lo:']);
  const write = await inCage('bubblewrap', '/usr/bin/touch', ['/in']);
  expect(write.status).not.toBe(0);
});

test.each(['bubblewrap', 'limits'] as const)(
  '[MED2] confined by %s there is no environment and no file may grow',
  async (confinement) => {
    const environment = await inCage(confinement, '/usr/bin/env', []);
    expect(environment.stdout).not.toContain('SECRET');
    const grown = await inCage(confinement, '/usr/bin/dd', [
      'if=/dev/zero',
      'of=/tmp/loa-grown',
      'count=1',
    ]);
    expect(grown.status).not.toBe(0);
    rmSync('/tmp/loa-grown', { force: true });
  },
);

/** Twenty minutes of noise: preparing it takes long enough to be interrupted. */
function longUpload(bench: Awaited<ReturnType<typeof openBench>>): string {
  const noise = ['-f', 'lavfi', '-i', 'anoisesrc=d=1200:r=8000', '-c:a', 'flac'];
  return bench.make('long.flac', noise);
}

test('[MED12] an abort ends the work at once, with nothing running and nothing left', async () => {
  await using bench = await openBench();
  const file = longUpload(bench);
  const abort = new AbortController();
  const work = bench.prepare(file, abort.signal);
  const running = () => commandLines().filter((line) => line.includes(bench.folder));
  await expect.poll(running, { timeout: 20_000 }).not.toEqual([]);
  abort.abort(new Error('given up'));
  await expect(work).rejects.toThrow('given up');
  expect(bench.leftovers()).toEqual([]);
  await expect.poll(running).toEqual([]);
});

test('[MED12] closing ends what runs and what waits', async () => {
  await using bench = await openBench();
  const file = longUpload(bench);
  const work = [bench.prepare(file), bench.prepare(file)].map((job) =>
    expect(job).rejects.toMatchObject({ code: 'unavailable' }),
  );
  await bench[Symbol.asyncDispose]();
  await Promise.all(work);
});

test('[MED12] beyond twenty that wait an upload is turned away', async () => {
  await using bench = await openBench();
  const file = longUpload(bench);
  const abort = new AbortController();
  const held = Array.from({ length: 21 }, () => bench.prepare(file, abort.signal));
  expect(await bench.prepare(file)).toMatchObject({ reason: 'media-queue-full' });
  abort.abort(new Error('enough'));
  const ends = await Promise.allSettled(held);
  expect(ends.every(({ status }) => status === 'rejected')).toBe(true);
});

/** Command lines of all processes, from /proc. */
function commandLines(): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      } catch {
        return '';
      }
    });
}
