import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  askController,
  openControlSocket,
} from '../../../src/adapters/control-socket/control-socket.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loa-control-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('control socket', () => {
  it('[SEC30] is for the owner of the folder only and answers its commands', async () => {
    await using _door = await openControlSocket(folder, {
      apply: async (path) => ({ ok: true, lines: [`applied ${path}`] }),
    });
    expect(statSync(join(folder, 'control.sock')).mode & 0o777).toBe(0o600);
    expect(await askController(folder, { name: 'apply', argument: 'x.yaml' })).toEqual({
      ok: true,
      lines: ['applied x.yaml'],
    });
    expect(await askController(folder, { name: 'format' })).toMatchObject({ ok: false });
    expect(await askController(folder, { name: 'constructor' })).toMatchObject({ ok: false });
  });

  it('[SEC31] keeps a second controller off the same data folder', async () => {
    await using _door = await openControlSocket(folder, {});
    await expect(openControlSocket(folder, {})).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('[SEC31] takes over the socket of a controller that died', async () => {
    const first = await openControlSocket(folder, {});
    await first[Symbol.asyncDispose]();
    expect(await askController(folder, { name: 'ping' })).toBeNull();
    await using _second = await openControlSocket(folder, {});
    expect(await askController(folder, { name: 'ping' })).toEqual({ ok: true, lines: [] });
  });

  it('[SEC31] leaves a controller that does not answer in its place', async () => {
    const silent = createServer(() => {});
    await new Promise<void>((done) => void silent.listen(join(folder, 'control.sock'), done));
    const asked = askController(folder, { name: 'ping' }, 100);
    await expect(asked).rejects.toMatchObject({ code: 'unavailable' });
    await expect(openControlSocket(folder, {})).rejects.toThrow(/does not answer/);
    silent.close();
  });

  it('[API31] a folder whose path is too long for a socket is named', async () => {
    const long = join(folder, 'x'.repeat(100));
    await expect(openControlSocket(long, {})).rejects.toThrow(/^LOA_DATA: .*at most 90 bytes/);
  });

  it('[SEC30] tells of a command that failed and refuses an endless request', async () => {
    await using _door = await openControlSocket(folder, {
      apply: () => Promise.reject(new Error('line 3: unknown unit')),
    });
    expect(await askController(folder, { name: 'apply' })).toEqual({
      ok: false,
      lines: ['line 3: unknown unit'],
    });
    const long = await askController(folder, { name: 'apply', argument: 'x'.repeat(5000) });
    expect(long).toMatchObject({ ok: false });
  });
});
