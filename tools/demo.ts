/**
 * The demo city: one controller and one node agent a ward as processes of their own, talking as
 * they would in the field. Plans one bulletin for 30 s later through the ordinary API.
 */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { DemoReady, Ready } from '../controller/src/readiness.ts';
import { DemoApi } from './demo-api.ts';
import { callable, printLan, trustAuthority } from './demo-lan.ts';

const root = resolve(import.meta.dirname, '..');
const data = resolve(process.env['LOA_DATA'] ?? join(root, 'data'));
const LEAD_S = 30;
const RESTART_MS = 2_000;
/** Between two nodes: all at once, a small machine would start every one of them late. */
const STAGGER_MS = 200;
const NODES_READY_S = 40;
const STOP_GRACE_MS = 8_000;

const children = new Set<ChildProcess>();
let stopping = false;

function logFile(name: string): number {
  mkdirSync(join(data, 'logs'), { recursive: true, mode: 0o700 });
  return openSync(join(data, 'logs', `${name}.log`), 'a');
}

function keep(child: ChildProcess): void {
  children.add(child);
  child.on('exit', () => children.delete(child));
}

/** `npm start -- --lan`: HTTPS for the phones of this network, and the usual address leads there. */
const isLan = process.argv.includes('--lan');
const LAN_ENV = {
  LOA_LAN: '1',
  LOA_PORT: process.env['LOA_PORT'] ?? '8443',
  LOA_LAN_PORT: process.env['LOA_LAN_PORT'] ?? '8080',
};

function startController(): Promise<Ready> {
  const log = logFile('controller');
  const child = fork(join(root, 'controller/src/main.ts'), [], {
    cwd: root,
    env: {
      LOA_SCHEDULES: join(root, 'schedules/tam-ky.yaml'),
      ...process.env,
      LOA_DATA: data,
      LOA_DEMO: '1',
      ...(isLan ? LAN_ENV : {}),
    },
    stdio: ['ignore', log, 'pipe', 'ipc'],
  });
  // Its log goes to the file; what it says on stderr is for whoever started it.
  child.stderr?.on('data', (words: Buffer) => {
    process.stderr.write(words);
    writeSync(log, words);
  });
  child.on('close', () => closeSync(log));
  keep(child);
  return new Promise((done, failed) => {
    child.on('message', (message) => done(message as Ready));
    child.on('exit', (code) => {
      const end = `the controller ended with code ${code}; see ${join(data, 'logs/controller.log')}`;
      if (!stopping) console.error(`demo: ${end}`);
      if (!stopping) void stop(1);
      failed(new Error(end));
    });
  });
}

interface NodeDoor {
  readonly url: string;
  readonly authorityFile: string | null;
}

/** A node agent with a simulated sound card; started again when it ends, as a service would be. */
function startNode(nodeId: string, door: NodeDoor, code: string | undefined): void {
  const log = logFile(nodeId);
  const child = spawn(process.execPath, [join(root, 'node-agent/dist/loa-agent.mjs')], {
    cwd: root,
    env: {
      ...process.env,
      LOA_CONTROLLER: door.url,
      ...(door.authorityFile === null ? {} : { LOA_CA_FILE: door.authorityFile }),
      LOA_NODE_ID: nodeId,
      LOA_STATE_DIR: join(data, 'nodes', nodeId),
      LOA_SINK: 'simulated',
      ...(code === undefined ? {} : { LOA_ENROL_CODE: code }),
    },
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  keep(child);
  child.on('exit', (exit) => {
    if (stopping) return;
    console.log(`demo: node ${nodeId} (pid ${child.pid}) ended with ${exit}; starting it again`);
    setTimeout(() => stopping || startNode(nodeId, door, undefined), RESTART_MS);
  });
}

function printAccounts(demo: DemoReady): void {
  const fresh = demo.accounts.filter((account) => account.password !== null);
  if (fresh.length === 0) {
    console.log(
      '\n  Accounts are as at the first start. A password is lost? npm run password -- NAME',
    );
  } else {
    console.log('\n  Log in with one of these (passwords are shown this once):\n');
    for (const { username, name, role, password } of fresh) {
      console.log(`    ${username.padEnd(14)} ${password?.padEnd(18)} ${role.padEnd(15)} ${name}`);
    }
  }
  console.log('');
}

async function planFirstBulletin(url: string, demo: DemoReady): Promise<void> {
  const api = new DemoApi(url);
  await api.login(demo.driver.username, demo.driver.password);
  const wanted = demo.nodeIds.length;
  for (let waited = 0; waited < NODES_READY_S && !stopping; waited++) {
    const well = await api.connectedNodes();
    if (well === wanted) break;
    await delay(1000);
  }
  console.log(`demo: ${await api.connectedNodes()} of ${wanted} nodes are connected`);
  const broadcast = await api.sendToCity(LEAD_S);
  console.log(`demo: "${broadcast.title}" sounds on ${wanted} nodes at ${broadcast.startAt}`);
  await delay(LEAD_S * 1000 + 2_500);
  if (stopping) return;
  const { counts } = await api.broadcast(broadcast.cueId);
  console.log(
    `demo: sounding on ${counts.sounding} nodes now; listen to any of them in the console`,
  );
}

async function stop(code: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  process.exitCode = code;
  for (const child of children) child.kill('SIGTERM');
  const deadline = setTimeout(() => {
    for (const child of children) child.kill('SIGKILL');
  }, STOP_GRACE_MS);
  while (children.size > 0) await delay(50);
  clearTimeout(deadline);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    console.log('\ndemo: stopping');
    void stop(0);
  });
}

try {
  console.log('demo: starting the controller (the first start prepares the sample bulletins)');
  const ready = await startController();
  if (ready.demo === null) throw new Error('the controller did not prepare the demo');
  const { lan } = ready;
  const url = callable(ready.url);
  if (lan !== null) trustAuthority(lan);
  console.log(`\n  Console: ${url.replace('127.0.0.1', 'localhost')}`);
  if (lan !== null) printLan(lan);
  printAccounts(ready.demo);
  const door = { url: callable(ready.nodeUrl), authorityFile: lan?.authorityFile ?? null };
  const codes = new Map(ready.demo.codes.map(({ nodeId, code }) => [nodeId as string, code]));
  for (const nodeId of ready.demo.nodeIds) {
    startNode(nodeId, door, codes.get(nodeId));
    await delay(STAGGER_MS);
  }
  await planFirstBulletin(url, ready.demo);
  console.log('demo: running; Ctrl-C ends it, npm run reset clears its data');
} catch (error) {
  if (!stopping) console.error(`demo: ${error instanceof Error ? error.message : String(error)}`);
  await stop(1);
}
