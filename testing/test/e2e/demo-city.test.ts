/**
 * Goal: what the README promises of `npm start`. Method: the demo is started as npm starts it, on a
 * data folder of its own, watched by its own words and by the ordinary API, stopped, started again
 * and cleared.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Broadcast, NodeStatus } from '@loa/protocol/console-api';
import { decodeMulaw } from '@loa/protocol/frame';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiClient, eventually, levelDb } from '../../src/index.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const WARDS = 13;

let folder: string;
let data: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'loa-demo-'));
  data = join(folder, 'data');
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** The demo as a child, with what it said so far. */
class Demo implements AsyncDisposable {
  said = '';
  private readonly child: ChildProcess;
  private readonly ended: Promise<number | null>;

  constructor() {
    this.child = spawn(process.execPath, ['tools/demo.ts'], {
      cwd: ROOT,
      env: { ...process.env, LOA_DATA: data, LOA_PORT: '0' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (text: Buffer) => {
        this.said += text.toString();
      });
    }
    this.ended = new Promise((done) => this.child.once('exit', done));
  }

  async says(pattern: RegExp): Promise<RegExpExecArray> {
    await eventually(
      `the demo says ${pattern}; it said ${this.said}`,
      () => pattern.test(this.said),
      150_000,
    );
    return pattern.exec(this.said) as RegExpExecArray;
  }

  async stop(): Promise<number | null> {
    this.child.kill('SIGINT');
    return await this.ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

async function office(demo: Demo, password: string): Promise<{ api: ApiClient; url: string }> {
  const url = (await demo.says(/Console: (\S+)/))[1] as string;
  const api = new ApiClient(url);
  await api.login('van-hoa', password);
  return { api, url };
}

describe('the demo city', () => {
  it('[E2E8] sounds within a minute, can be listened to, keeps its data and can be cleared', async () => {
    let password: string;
    let first: Broadcast;
    {
      await using demo = new Demo();
      await demo.says(/Console: /);
      const upAt = performance.now();
      password = (await demo.says(/van-hoa\s+(\S+)/))[1] as string;
      await demo.says(new RegExp(`sounding on ${WARDS} nodes now`));
      expect(performance.now() - upAt).toBeLessThan(60_000);

      const { api } = await office(demo, password);
      const { nodes } = await api.get<{ nodes: NodeStatus[] }>('/api/nodes');
      expect(nodes).toHaveLength(WARDS);
      expect(nodes.every(({ sounding }) => sounding !== null)).toBe(true);
      const heard = await api.listen(nodes[7]?.nodeId as string, 1.5);
      expect(levelDb(Float32Array.from(heard, decodeMulaw))).toBeGreaterThan(-45);

      const broadcasts = await sent(api);
      first = broadcasts[0] as Broadcast;
      await eventually('every node reports it as heard in full', async () => {
        return (await api.broadcast(first.cueId)).counts.full === WARDS;
      });
      expect(await demo.stop()).toBe(0);
    }
    {
      await using again = new Demo();
      await again.says(/13 of 13 nodes are connected/);
      expect(again.said).not.toMatch(/van-hoa\s+\S+-\S+/);
      const { api } = await office(again, password);
      expect((await api.broadcast(first.cueId)).counts.full).toBe(WARDS);
    }
    const unasked = spawnSync(process.execPath, ['tools/reset.mjs'], resetting());
    expect(unasked.status).toBe(1);
    expect(existsSync(data)).toBe(true);
    const cleared = spawnSync(process.execPath, ['tools/reset.mjs', '--yes'], resetting());
    expect(cleared.status).toBe(0);
    expect(existsSync(data)).toBe(false);
  });
});

function resetting() {
  return { cwd: ROOT, env: { ...process.env, LOA_DATA: data }, input: '' };
}

async function sent(api: ApiClient): Promise<Broadcast[]> {
  const around = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
  const path = `/api/broadcasts?from=${around(-1)}&to=${around(1)}`;
  const { broadcasts } = await api.get<{ broadcasts: Broadcast[] }>(path);
  return broadcasts.filter(({ origin }) => origin === 'sent');
}
