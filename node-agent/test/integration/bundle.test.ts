/**
 * The agent as it is installed: one file in a folder of its own, with no packages beside it. What it
 * may do without must not be missed before it is asked for.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

const BUILT = resolve(import.meta.dirname, '../../dist/loa-agent.mjs');
let folder: string;
let bundle: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'loa-bundle-'));
  bundle = join(folder, 'loa-agent.mjs');
  // `npm test` has built it.
  copyFileSync(BUILT, bundle);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function start(env: Record<string, string>): { child: ChildProcess; said: () => string } {
  const child = spawn(process.execPath, [bundle], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'] ?? '',
      LOA_CONTROLLER: 'ws://127.0.0.1:9/agent',
      LOA_NODE_ID: 'an-my-1',
      LOA_STATE_DIR: join(folder, 'state'),
      LOA_ENROL_CODE: 'ABCDE-12345',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (bytes: Buffer) => {
      text += bytes.toString();
    });
  }
  return { child, said: () => text };
}

/** The program's words up to these, or all of them at its end. */
async function saying(words: RegExp, { child, said }: ReturnType<typeof start>): Promise<string> {
  while (!words.test(said()) && child.exitCode === null) {
    await Promise.race([
      once(child, 'exit'),
      once(child.stdout as NodeJS.ReadableStream, 'data'),
      once(child.stderr as NodeJS.ReadableStream, 'data'),
    ]);
  }
  return said();
}

async function stop(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
  return child.exitCode;
}

it('[SYN77] without koffi it starts, and ends well', async () => {
  const agent = start({ LOA_SINK: 'simulated' });
  await saying(/the agent runs/, agent);
  expect(await stop(agent.child)).toBe(0);
  expect(agent.said()).toMatch(/the agent runs/);
});

it('[SYN77] without koffi alsa is refused, with the package and how to get it', async () => {
  const agent = start({ LOA_SINK: 'alsa' });
  const [code] = (await once(agent.child, 'exit')) as [number];
  expect(code).toBe(1);
  expect(agent.said()).toMatch(/LOA_SINK: alsa needs the package koffi; run "npm install koffi/);
});

it('[SYN77] without pacat the log has the program and how to get it, and the agent runs on', async () => {
  const programs = join(folder, 'bin');
  mkdirSync(programs);
  symlinkSync('/usr/bin/env', join(programs, 'env'));
  const agent = start({ LOA_SINK: 'pacat', PATH: programs });
  const said = await saying(/not installed/, agent);
  expect(said).toMatch(
    /the program pacat is not installed; on Debian: apt install pulseaudio-utils/,
  );
  expect(await stop(agent.child)).toBe(0);
});
