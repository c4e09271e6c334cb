import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { boardOf, crystalEnv, eventually, type SoundRig, TestCity } from '@loa/testing';
import { isOver, soundsAt } from '../rig/broadcasts.ts';
import { crystalAgentCommand } from '../rig/build-agent.ts';
import { nodeIdsOf, writeCityFile } from '../rig/city-file.ts';
import { type Links, openLinks } from '../rig/links.ts';
import { writeNoise } from '../rig/noise.ts';
import { HORNS, type Horns } from './horns.ts';
import type { SyncPlan } from './plans.ts';

/** Nodes report their health every few seconds: so long a figure may be behind. */
const HEALTH_MS = 6_000;
const OVER_WITHIN_S = 60;
const NODES = nodeIdsOf(HORNS);

/** The product: a controller, and agents on crystals of their own. */
export async function startLoaHorns(rig: SoundRig, plan: SyncPlan): Promise<Horns> {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'loa-sync-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const schedule = join(folder, 'city.yaml');
  await writeCityFile(schedule, { nodes: HORNS, site: plan.hasLeader ? 'cho-do' : null });
  const links = plan.link === null ? null : stack.use(await openLinks(plan.link, HORNS));
  const command = await crystalAgentCommand();
  const city = stack.use(await TestCity.start({ schedule, env: links?.controllerEnv ?? {} }));
  const start = (index: number): void => startNode({ city, rig, links, command }, index);
  for (let index = 0; index < HORNS; index++) start(index);
  const wav = join(folder, 'noise.wav');
  await writeNoise(wav, { seconds: plan.seconds, seed: 7 });
  const bulletinId = await city.office.upload(wav, { title: 'Tiếng ồn để đo' });
  await city.nodesReady(NODES);
  if (plan.hasLeader) await eventually('the site goes by its leader', () => isLed(city));
  const open = stack.move();
  const before = new Map<string, number>();
  let cueId = '';
  return {
    play: async () => {
      for (const [nodeId, count] of await underrunsOf(city)) before.set(nodeId, count);
      cueId = (await city.office.send(bulletinId, NODES)).cueId;
      await soundsAt(city, cueId, 1);
    },
    killAndRestart: async (index) => {
      const nodeId = NODES[index] as string;
      await city.agent(nodeId).kill('SIGKILL');
      before.set(nodeId, 0);
      start(index);
    },
    over: () => isOver(city, cueId, (plan.seconds + OVER_WITHIN_S) * 1000),
    underruns: async () => {
      await sleep(HEALTH_MS);
      const after = await underrunsOf(city);
      return after.reduce(
        (sum, [id, count]) => sum + Math.max(0, count - (before.get(id) ?? 0)),
        0,
      );
    },
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}

/** All but the leader itself go by its clock. */
async function isLed(city: TestCity): Promise<boolean> {
  const nodes = await city.office.nodes();
  return nodes.filter(({ health }) => health?.clock.leader).length >= HORNS - 1;
}

interface NodeWorld {
  readonly city: TestCity;
  readonly rig: SoundRig;
  readonly links: Links | null;
  readonly command: readonly string[];
}

function startNode({ city, rig, links, command }: NodeWorld, index: number): void {
  const env = { ...rig.sinkEnv(index), ...crystalEnv(boardOf(index)) };
  const nodeId = NODES[index] as string;
  if (links === null) city.startAgent(nodeId, env, { command });
  else {
    const linkEnv = { ...env, ...links.nodeEnv(index) };
    const url = links.urlFor(index, city.nodeUrl);
    city.startAgent(nodeId, linkEnv, { command: [...links.prefix(index), ...command], url });
  }
}

async function underrunsOf(city: TestCity): Promise<[string, number][]> {
  const nodes = await city.office.nodes();
  return nodes.map(({ nodeId, health }) => [nodeId, health?.sink.underruns ?? 0]);
}
