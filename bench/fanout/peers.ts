/** What the fan-out is compared with: the least that sending costs, and Icecast. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findProgram } from '../src/peers.ts';
import { LoadClient } from './load-client.ts';
import { onCore } from './machine.ts';
import { type FanOutRun, kbPerLink, measureWindow, type Plan } from './meter.ts';

/** A signed live chunk of 200 ms at 48 kbit/s as the controller sends it, frame included. */
const CHUNK_BYTES = 4 + 20 + 10 * (2 + 120) + 64;
const CHUNK_MS = 200;
/** Icecast will not run as root. */
const NOBODY = 65_534;
const ICECAST_READY_MS = 10_000;
const SOURCE_READY_MS = 2_500;

export async function runC(programs: Programs, plan: Plan): Promise<FanOutRun> {
  const server = spawn(programs.sender, [`${CHUNK_BYTES}`, `${CHUNK_MS}`], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await using _ = ending(server);
  const [line] = await once(server.stdout, 'data');
  return await listened(server, { load: programs.load, port: Number(`${line}`), path: '/', plan });
}

export interface Programs {
  readonly load: string;
  readonly sender: string;
}

export async function runIcecast(programs: Programs, plan: Plan): Promise<FanOutRun> {
  const folder = await mkdtemp(join(tmpdir(), 'loa-icecast-'));
  await using stack = new AsyncDisposableStack();
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const port = await freePort();
  const config = join(folder, 'icecast.xml');
  await writeFile(config, icecastConfig(folder, port));
  const isRoot = process.getuid?.() === 0;
  if (isRoot) await chown(folder, NOBODY, NOBODY);
  const server = spawn(findProgram('icecast2') ?? 'icecast2', ['-c', config], {
    stdio: 'ignore',
    ...(isRoot ? { uid: NOBODY, gid: NOBODY } : {}),
  });
  stack.use(ending(server));
  await answering(port);
  stack.use(ending(startSource(port)));
  await delay(SOURCE_READY_MS);
  return await listened(server, { load: programs.load, port, path: '/live', plan });
}

async function listened(
  server: ChildProcess,
  { load, port, path, plan }: { load: string; port: number; path: string; plan: Plan },
): Promise<FanOutRun> {
  const pid = server.pid ?? 0;
  onCore(pid, 0);
  await using client = new LoadClient([load, `${port}`, 'http', path]);
  onCore(client.pid, 1);
  await client.grow(plan.nodes);
  await client.measure(plan.warmUpMs);
  const { seen, serverPct, clientPct } = await measureWindow(pid, client, plan.measureMs);
  if (seen.messages === 0) throw new Error('nothing came');
  return {
    cpuPctPer1000: (serverPct / plan.nodes) * 1000,
    clientCpuPct: clientPct,
    p50Ms: null,
    p99Ms: null,
    kbPerLink: await kbPerLink(pid, client, plan),
  };
}

/** 48 kbit/s of Opus in Ogg pages of 200 ms, as long as it is listened to. */
function startSource(port: number): ChildProcess {
  const tone = ['-re', '-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000'];
  const opus = ['-c:a', 'libopus', '-b:a', '48k', '-vbr', 'off', '-page_duration', '200000'];
  const to = ['-content_type', 'application/ogg', '-f', 'ogg'];
  const url = `icecast://source:loa@127.0.0.1:${port}/live`;
  const source = spawn('ffmpeg', ['-loglevel', 'error', ...tone, ...opus, ...to, url], {
    stdio: 'ignore',
  });
  onCore(source.pid ?? 0, 1);
  return source;
}

function icecastConfig(folder: string, port: number): string {
  return `<icecast>
  <limits><clients>20000</clients><sources>2</sources><queue-size>524288</queue-size>
    <burst-on-connect>0</burst-on-connect><burst-size>0</burst-size></limits>
  <authentication><source-password>loa</source-password>
    <admin-user>loa</admin-user><admin-password>loa</admin-password></authentication>
  <hostname>localhost</hostname>
  <listen-socket><port>${port}</port><bind-address>127.0.0.1</bind-address></listen-socket>
  <paths><basedir>/usr/share/icecast2</basedir><logdir>${folder}</logdir>
    <webroot>/usr/share/icecast2/web</webroot><adminroot>/usr/share/icecast2/admin</adminroot></paths>
  <logging><accesslog>access.log</accesslog><errorlog>error.log</errorlog><loglevel>1</loglevel></logging>
</icecast>
`;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}

async function answering(port: number): Promise<void> {
  const endNs = process.hrtime.bigint() + BigInt(ICECAST_READY_MS) * 1_000_000n;
  while (process.hrtime.bigint() < endNs) {
    const socket = connect(port, '127.0.0.1');
    const isThere = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isThere) return;
    await delay(100);
  }
  throw new Error('icecast does not answer');
}

function ending(child: ChildProcess): AsyncDisposable {
  return {
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}
