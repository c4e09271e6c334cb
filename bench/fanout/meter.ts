import { setTimeout as delay } from 'node:timers/promises';
import { cpuSeconds, rssMb } from '../src/process-meter.ts';
import type { LoadClient, Seen } from './load-client.ts';

/** What one run of a case gave; null is not measured there. */
export interface FanOutRun {
  readonly cpuPctPer1000: number;
  readonly clientCpuPct: number;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  readonly kbPerLink: number | null;
}

export interface Plan {
  readonly nodes: number;
  /** Before anything counts: compilers and buffers settle. */
  readonly warmUpMs: number;
  readonly measureMs: number;
  /** Memory is read with so many connected besides. */
  readonly memoryNodes: number;
}

export const FULL: Plan = { nodes: 1000, warmUpMs: 15_000, measureMs: 20_000, memoryNodes: 4_000 };
export const SHORT: Plan = { nodes: 300, warmUpMs: 500, measureMs: 1_000, memoryNodes: 450 };

/** Above this the load client is what was measured. */
const MOST_CLIENT_PCT = 90;
const KB_PER_MB = 1024;
const SETTLE_MS = 1_000;

export interface Window {
  readonly seen: Seen;
  readonly serverPct: number;
  readonly clientPct: number;
}

/** CPU of server and client over one window of the client's. @throws Error where the client was the bottleneck */
export async function measureWindow(
  server: number,
  client: LoadClient,
  ms: number,
): Promise<Window> {
  const cpu = (pid: number): number => cpuSeconds(pid);
  const [serverS, clientS] = [cpu(server), cpu(client.pid)];
  const startNs = process.hrtime.bigint();
  const seen = await client.measure(ms);
  const wallS = Number(process.hrtime.bigint() - startNs) / 1e9;
  const serverPct = ((cpu(server) - serverS) / wallS) * 100;
  const clientPct = ((cpu(client.pid) - clientS) / wallS) * 100;
  if (clientPct > MOST_CLIENT_PCT) {
    throw new Error(`discarded: the load client took ${clientPct.toFixed(0)} % of a core`);
  }
  return { seen, serverPct, clientPct };
}

/** Memory a connection costs the server: the slope from one number of them to another, KB. */
export async function kbPerLink(
  server: number,
  client: LoadClient,
  { nodes, memoryNodes }: Plan,
): Promise<number> {
  const beforeMb = rssMb(server);
  await client.grow(memoryNodes);
  await delay(SETTLE_MS);
  return ((rssMb(server) - beforeMb) * KB_PER_MB) / (memoryNodes - nodes);
}
