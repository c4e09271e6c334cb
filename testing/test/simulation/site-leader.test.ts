/**
 * Goal: the two programs agree on who leads a site, and the nodes on what time it is. Method: the
 * real controller and three real agents in one process over loopback, WebSocket and UDP; the city
 * file puts them on one site; the leader goes in mid-bulletin.
 */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Controller, createController } from '@loa/controller';
import { type Agent, createAgent, parseConfig } from '@loa/node-agent';
import { type CueId, type NodeId, parseNodeId, parseUnitId } from '@loa/protocol/vocabulary';
import { silentLogger, systemClock, systemRandom, systemTimers } from '@loa/runtime/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../src/index.ts';

const root = resolve(import.meta.dirname, '../../..');
const NODES = ['loa-0', 'loa-1', 'loa-2'].map((id) => parseNodeId(id));
const CITY = parseUnitId('thu-nghiem');
const world = { clock: systemClock, timers: systemTimers, random: systemRandom };
const officer = {
  username: 'van-hoa',
  name: 'Lê Thị Văn',
  role: 'culture-office',
  unitId: CITY,
  language: 'vi',
} as const;

let folder: string;
let controller: Controller;
let url: string;
const agents = new Map<NodeId, Agent>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'loa-site-'));
  const data = join(folder, 'data');
  controller = await createController(
    {
      ...{ host: '127.0.0.1', port: 0, nodePort: 0, dataDir: data },
      ...{ databaseFile: join(data, 'loa.sqlite'), keyDir: join(data, 'keys') },
      ...{ assetDir: join(data, 'assets'), uploadDir: join(data, 'uploads') },
      ...{ backupDir: join(data, 'backups'), consoleDir: join(data, 'no-console') },
      ...{ scheduleFile: null, tls: null, lan: null, secure: false, ffmpegPath: null },
      ...{ publicOrigins: [], trustProxy: [], logLevel: 'silent', demo: false },
      unknownVariables: [],
    },
    { ...world, logger: silentLogger },
  );
  const city = join(folder, 'city.yaml');
  await writeFile(city, cityFile());
  const applied = await controller.applySchedule(city);
  if (!applied.ok) throw new Error(applied.lines.join('\n'));
  const { nodeUrl } = await controller.listen();
  url = `ws://127.0.0.1:${new URL(nodeUrl).port}/agent`;
  for (const nodeId of NODES) {
    await startAgent(nodeId);
    await eventually(
      `${nodeId} is synchronised`,
      async () => clockOf(nodeId)?.state === 'synchronised',
    );
  }
}, 60_000);

afterAll(async () => {
  for (const agent of agents.values()) await agent.stop();
  await controller?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

async function startAgent(nodeId: NodeId): Promise<void> {
  const made = controller.engine.fleet.newCode({ ...officer, role: 'technician' }, nodeId);
  if (made.outcome === 'refused') throw new Error(made.detail);
  const listen = `127.0.0.1:${await freeUdpPort()}`;
  const config = parseConfig(
    {
      LOA_CONTROLLER: url,
      LOA_NODE_ID: nodeId,
      LOA_ENROL_CODE: made.code,
      LOA_STATE_DIR: join(folder, nodeId),
      LOA_SINK: 'simulated',
      LOA_SITE_LISTEN: listen,
      LOA_SITE_ADDRESS: listen,
    },
    process.pid,
  );
  const agent = createAgent(config, { ...world, log: silentLogger });
  agents.set(nodeId, agent);
  await agent.start();
}

async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  await new Promise<void>((done) => socket.close(() => done()));
  return port;
}

/** What the node says of its clock itself. */
function clockOf(nodeId: NodeId) {
  return agents.get(nodeId)?.health().clock;
}

async function send(): Promise<CueId> {
  const { library, sending } = controller.engine;
  const upload = join(folder, 'upload');
  await copyFile(join(root, 'audio-samples/ban-tin-sang.opus'), upload);
  const about = { title: 'Bản tin', class: 'normal', category: '', language: 'vi' } as const;
  const job = library.submit(officer, { ...about, unitId: CITY }, upload);
  if ('outcome' in job) throw new Error(job.detail);
  await eventually('it is prepared', async () => library.job(job.jobId)?.state === 'done');
  const bulletinId = library.job(job.jobId)?.bulletinId;
  const targets = { units: [CITY], zones: [], nodes: [] };
  if (!bulletinId) throw new Error('no bulletin');
  const sent = sending.send(officer, { bulletinId, targets, startAtUs: null });
  if (sent.outcome === 'refused') throw new Error(sent.detail);
  return sent.cueId;
}

describe('a site', () => {
  it('[SYN50] [SYN54] has one leader, whom the others go by, and another when that one goes', async () => {
    const [first, second, third] = NODES as [NodeId, NodeId, NodeId];
    await eventually('two follow the first', async () =>
      [second, third].every((nodeId) => clockOf(nodeId)?.leader === first),
    );
    expect(clockOf(first)?.leader).toBeNull();
    const cueId = await send();
    await eventually('all sound', async () => {
      const sounding = NODES.filter((nodeId) => agents.get(nodeId)?.health().sounding);
      return sounding.length === NODES.length;
    });
    await agents.get(first)?.stop();
    agents.delete(first);
    await eventually('the third follows the second', async () => clockOf(third)?.leader === second);
    expect(clockOf(second)).toMatchObject({ leader: null, state: 'synchronised' });
    for (const nodeId of [second, third]) {
      const { sink, sounding } = agents.get(nodeId)?.health() ?? {};
      expect(sounding?.cueId).toBe(cueId);
      expect(Math.abs(sink?.errorUs ?? Infinity)).toBeLessThan(5_000);
    }
    const told = controller.engine.fleet.node(third)?.health?.clock?.['leader'];
    await eventually('the controller is told', async () => {
      const clock = controller.engine.fleet.node(third)?.health?.clock;
      return clock?.['leader'] === second;
    });
    expect([first, second]).toContain(told);
  }, 60_000);
});

function cityFile(): string {
  const nodes = NODES.map(
    (id) => `  - { id: ${id}, name: Cụm ${id}, unit: phuong-dong, site: cho }`,
  );
  return [
    'city: { unit: thu-nghiem, timeZone: Asia/Ho_Chi_Minh }',
    'units:',
    '  - { id: thu-nghiem, kind: city, name: Thành phố Thử Nghiệm }',
    '  - { id: phuong-dong, kind: ward, name: Phường Đông, parent: thu-nghiem }',
    'nodes:',
    ...nodes,
    '',
  ].join('\n');
}
