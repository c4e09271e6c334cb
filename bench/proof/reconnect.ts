import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { mulberry32 } from '@loa/runtime/pure';
import { AGENT_COMMAND, eventually, TestCity } from '@loa/testing';
import { nodeIdsOf, writeCityFile } from '../rig/city-file.ts';
import { withFolder } from '../rig/folder.ts';
import { type Links, openLinks } from '../rig/links.ts';
import { say } from '../src/report.ts';
import { median, quantile } from '../src/statistics.ts';

/** Several nodes are cut off in turn, each at moments of its own, so that the proof takes less long. */
const NODES = 8;
const NODE_IDS = nodeIdsOf(NODES);
const LEAST_CUT_S = 1;
const MOST_CUT_S = 40;
const BETWEEN_S = 5;
const LOG_DELAY_MS = 1_000;
const SEED = 20_261_122;

export interface ReconnectProof {
  readonly partitions: number;
  readonly medianS: number;
  readonly p99S: number;
  readonly mostS: number;
}

/**
 * From the healing of a link until the controller has welcomed its node again. A cut so short that
 * neither end gave the connection up does not count.
 */
export function proveReconnect(partitions: number): Promise<ReconnectProof> {
  return withFolder('reconnect', async (folder) => {
    const schedule = join(folder, 'city.yaml');
    await writeCityFile(schedule, { nodes: NODES, site: null });
    await using links = await openLinks('lan', NODES);
    await using city = await TestCity.start({ schedule, env: links.controllerEnv });
    const env = { LOA_SINK: 'simulated', LOA_LOG_LEVEL: 'info' };
    for (const [index, nodeId] of NODE_IDS.entries()) {
      const command = [...links.prefix(index), ...AGENT_COMMAND];
      city.startAgent(nodeId, env, { command, url: links.urlFor(index, city.nodeUrl) });
    }
    await city.nodesReady(NODE_IDS);
    const random = mulberry32(SEED);
    const seconds: number[] = [];
    const cutOne = async (index: number): Promise<void> => {
      while (seconds.length < partitions) {
        const cutS = LEAST_CUT_S + random() * (MOST_CUT_S - LEAST_CUT_S);
        const tookS = await cutFor({ city, links, index }, cutS);
        const told =
          tookS === null ? 'its connection lived on' : `back after ${tookS.toFixed(2)} s`;
        say(`proof: ${NODE_IDS[index]} cut for ${cutS.toFixed(1)} s, ${told}`);
        if (tookS !== null) seconds.push(tookS);
        await sleep(BETWEEN_S * 1000 * random());
      }
    };
    await Promise.all(NODE_IDS.map((_, index) => cutOne(index)));
    return {
      partitions: seconds.length,
      medianS: median(seconds),
      p99S: quantile(seconds, 0.99),
      mostS: Math.max(...seconds),
    };
  });
}

interface Cutting {
  readonly city: TestCity;
  readonly links: Links;
  readonly index: number;
}

/** Seconds; null where the connection outlived the cut. */
async function cutFor({ city, links, index }: Cutting, seconds: number): Promise<number | null> {
  const nodeId = NODE_IDS[index] as string;
  const { log } = city.agent(nodeId);
  links.cut(index);
  await sleep(seconds * 1000);
  links.heal(index);
  const healedAtMs = Date.now();
  let welcomedAtMs: number | null = null;
  await eventually(`${nodeId} is back`, async () => {
    welcomedAtMs = welcomes(log).find((atMs) => atMs > healedAtMs) ?? null;
    if (welcomedAtMs !== null) return true;
    const node = (await city.office.nodes()).find((one) => one.nodeId === nodeId);
    return Date.parse(node?.lastSeen ?? '') > healedAtMs;
  });
  // What the controller saw may have been the greeting, of which the log tells a moment later.
  await sleep(LOG_DELAY_MS);
  welcomedAtMs ??= welcomes(log).find((atMs) => atMs > healedAtMs) ?? null;
  return welcomedAtMs === null ? null : (welcomedAtMs - healedAtMs) / 1000;
}

/** When the agent noted a welcome, Unix ms. */
function welcomes(log: string): number[] {
  return readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => line.includes('"the link is up"'))
    .map((line) => (JSON.parse(line) as { time: number }).time);
}
