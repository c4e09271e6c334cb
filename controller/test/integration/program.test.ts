/** The controller as the process that people start: what it says when it cannot, and what it leaves. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const PROGRAM = join(import.meta.dirname, '../../src/main.ts');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loa-program-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function start(environment: Record<string, string>) {
  const env = { PATH: process.env['PATH'], LOA_LOG_LEVEL: 'silent', ...environment };
  return fork(PROGRAM, [], { env, silent: true });
}

/** Starts one that cannot, and reads what it says. */
async function complaint(environment: Record<string, string>): Promise<string> {
  const child = start({ LOA_DATA: folder, LOA_PORT: '0', ...environment });
  let said = '';
  child.stderr?.on('data', (part) => {
    said += String(part);
  });
  const [code] = await once(child, 'close');
  expect(code).toBe(1);
  expect(said.trim().split('\n')).toHaveLength(1);
  return said;
}

test('[API31] what stands in the way of a start is one sentence that names the variable', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const port = String((taken.address() as AddressInfo).port);
  expect(await complaint({ LOA_PORT: port })).toContain(`LOA_PORT: another program has`);
  taken.close();
  const file = join(folder, 'tep');
  writeFileSync(file, '');
  expect(await complaint({ LOA_DATA: file })).toContain(`LOA_DATA: the folder ${file}`);
  const elsewhere = { LOA_HOST: '192.0.2.1', LOA_INSECURE_LAN: '1' };
  expect(await complaint(elsewhere)).toContain('LOA_HOST: "192.0.2.1" is no address');
}, 30_000);

test('[SEC32] what the controller writes is for its own user alone', async () => {
  const child = start({ LOA_DATA: folder, LOA_PORT: '0' });
  await once(child, 'message');
  for (const name of ['loa.sqlite', 'keys', 'backups', 'uploads']) {
    expect(statSync(join(folder, name)).mode & 0o077, name).toBe(0);
  }
  child.kill('SIGTERM');
  await once(child, 'close');
}, 30_000);
