/**
 * Goal: the two programs agree on the link, the plan and the proof. Method: the real controller and
 * two real agents in one process, over loopback, with simulated sound cards in real time: enrol,
 * send, sound, report; cut a node off and let it come back; start the controller again.
 */
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Controller, createController } from '@loa/controller';
import { type Agent, createAgent, parseConfig, SimulatedSink } from '@loa/node-agent';
import { type CueId, parseNodeId, parseUnitId } from '@loa/protocol/vocabulary';
import { silentLogger, systemClock, systemRandom, systemTimers } from '@loa/runtime/node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../../src/index.ts';

const root = resolve(import.meta.dirname, '../../..');
const NODES = ['loa-0', 'loa-1'].map((id) => parseNodeId(id));
const [FIRST, SECOND] = NODES as [(typeof NODES)[0], (typeof NODES)[0]];
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
let port = 0;
let nodePort = 0;
let controller: Controller;
const agents = new Map<string, Agent>();
/** Loudest sample that each node's card was given since it was last asked. */
const loudest = new Map<string, number>();

async function startController(): Promise<Controller> {
  const data = join(folder, 'data');
  const made = await createController(
    {
      host: '127.0.0.1',
      port,
      nodePort,
      dataDir: data,
      databaseFile: join(data, 'loa.sqlite'),
      keyDir: join(data, 'keys'),
      assetDir: join(data, 'assets'),
      uploadDir: join(data, 'uploads'),
      backupDir: join(data, 'backups'),
      scheduleFile: null,
      tls: null,
      lan: null,
      secure: false,
      publicOrigins: [],
      trustProxy: [],
      logLevel: 'silent',
      consoleDir: join(data, 'no-console'),
      ffmpegPath: null,
      demo: false,
      unknownVariables: [],
    },
    { ...world, logger: silentLogger },
  );
  const applied = await made.applySchedule(join(root, 'testing/fixtures/three-horns.yaml'));
  if (!applied.ok) throw new Error(applied.lines.join('\n'));
  const { url, nodeUrl } = await made.listen();
  port = Number(new URL(url).port);
  nodePort = Number(new URL(nodeUrl).port);
  return made;
}

function startAgent(nodeId: string, code: string | null): Agent {
  const config = parseConfig(
    {
      LOA_CONTROLLER: `ws://127.0.0.1:${nodePort}/agent`,
      LOA_NODE_ID: nodeId,
      LOA_STATE_DIR: join(folder, nodeId),
      LOA_SINK: 'simulated',
      ...(code === null ? {} : { LOA_ENROL_CODE: code }),
    },
    process.pid,
  );
  const sink = new SimulatedSink({
    ...world,
    skewPpm: nodeId === FIRST ? 40 : -30,
    played: (samples) => {
      let peak = loudest.get(nodeId) ?? 0;
      for (const sample of samples) peak = Math.max(peak, Math.abs(sample));
      loudest.set(nodeId, peak);
    },
  });
  const agent = createAgent(config, { ...world, log: silentLogger, sink });
  agents.set(nodeId, agent);
  return agent;
}

async function bulletin(sample: string): Promise<string> {
  const { library } = controller.engine;
  const upload = join(folder, `upload-${sample}`);
  await copyFile(join(root, 'audio-samples', sample), upload);
  const about = {
    title: sample,
    class: 'normal',
    category: '',
    language: 'vi',
    unitId: CITY,
  } as const;
  const job = library.submit(officer, about, upload);
  if ('outcome' in job) throw new Error(job.detail);
  await eventually(`${sample} is prepared`, async () => library.job(job.jobId)?.state === 'done');
  return library.job(job.jobId)?.bulletinId ?? '';
}

function send(bulletinId: string, nodes: typeof NODES, inMs: number | null): CueId {
  const startAtUs = inMs === null ? null : (systemClock.nowMs() + inMs) * 1000;
  const targets = { units: [], zones: [], nodes };
  const sent = controller.engine.sending.send(officer, {
    bulletinId: bulletinId as never,
    targets,
    startAtUs,
  });
  if (sent.outcome === 'refused') throw new Error(sent.detail);
  return sent.cueId;
}

function outcomes(cueId: CueId): string[] {
  return controller.engine.proof.proofs(cueId).map(({ outcome }) => outcome);
}

function isOnline(nodeId: (typeof NODES)[0]): boolean {
  const state = controller.engine.fleet.node(nodeId)?.state;
  return state === 'well' || state === 'faulty';
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'loa-simulation-'));
  controller = await startController();
  for (const nodeId of NODES) {
    const made = controller.engine.fleet.newCode({ ...officer, role: 'technician' }, nodeId);
    if (made.outcome === 'refused') throw new Error(made.detail);
    await startAgent(nodeId, made.code).start();
  }
  await eventually('the nodes are there', async () => NODES.every(isOnline));
}, 60_000);

afterAll(async () => {
  for (const agent of agents.values()) await agent.stop();
  await controller?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

describe('controller and agents', () => {
  let chime = '';

  test('[LNK5] what is sent sounds on the nodes it is for, and is proved in full', async () => {
    chime = await bulletin('chime.flac');
    loudest.clear();
    const cueId = send(chime, [FIRST], null);
    await eventually('the receipt is there', async () => outcomes(cueId)[0] === 'full');
    const [proof] = controller.engine.proof.proofs(cueId);
    expect(proof?.nodeId).toBe(FIRST);
    expect(proof?.sentAtUs).not.toBeNull();
    expect(proof?.predicted.outcome).toBe('full');
    expect(Math.abs((proof?.startedAtUs ?? 0) - (proof?.plannedAtUs ?? 0))).toBeLessThan(50_000);
    expect(controller.engine.proof.broadcast(cueId)).toMatchObject({
      state: 'over',
      counts: { nodes: 1, full: 1 },
    });
    expect(loudest.get(FIRST)).toBeGreaterThan(0.05);
    expect(loudest.get(SECOND) ?? 0).toBe(0);
  });

  test('[PRF3] what sounded while the controller was away is reported once', async () => {
    const cueId = send(chime, NODES, 32_000);
    await eventually('the plan is on both nodes', async () =>
      controller.engine.proof.proofs(cueId).every(({ sentAtUs }) => sentAtUs !== null),
    );
    await controller[Symbol.asyncDispose]();
    await new Promise((resolve) => setTimeout(resolve, 36_000));
    controller = await startController();
    await eventually('the receipts are there', async () =>
      outcomes(cueId).every((outcome) => outcome === 'full'),
    );
    for (const proof of controller.engine.proof.proofs(cueId)) {
      expect(Math.abs((proof.startedAtUs ?? 0) - proof.plannedAtUs)).toBeLessThan(100_000);
    }
  });

  test('[LNK5] a node that was away gets the order when it is back, and joins where it stands', async () => {
    const bulletinId = await bulletin('ban-tin-sang.opus');
    await agents.get(SECOND)?.stop();
    await eventually('it is shown offline', async () => !isOnline(SECOND));
    const cueId = send(bulletinId, [SECOND], null);
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    expect(outcomes(cueId)).toEqual(['unknown']);
    await startAgent(SECOND, null).start();
    await eventually('it sounds', async () => outcomes(cueId)[0] === 'sounding');
    const stopped = controller.engine.sending.stop(officer, cueId);
    expect(stopped.outcome).toBe('stopped');
    await eventually('it is stopped', async () => outcomes(cueId)[0] === 'part');
    expect(controller.engine.proof.proofs(cueId)[0]).toMatchObject({ reason: 'stopped' });
    expect(controller.engine.proof.broadcast(cueId)?.state).toBe('stopped');
  });
});
