import { PHASE_LIMITS } from '../../controller/src/streaming/fan-out-phases.ts';
import { say } from '../src/report.ts';
import { LoaFanOut } from './loa-fanout.ts';
import { onCore, realTime } from './machine.ts';
import { type FanOutRun, kbPerLink, measureWindow, type Plan } from './meter.ts';

export interface LoaCase {
  /** Null sends no stream: nodes fetch stored sound. */
  readonly chunkMs: number | null;
  readonly isSigned: boolean;
  readonly ackMs: number;
  readonly windowMs: number;
  readonly isTls: boolean;
}

/**
 * A node that says nothing at all is taken for dead, so that "without acknowledgements" is a word in
 * four seconds, with a window that allows for it.
 */
const RARE = { ackMs: 4_000, windowMs: 10_000 } as const;
const ACKS = { ackMs: 1_000, windowMs: 2_000 } as const;

export const LOA_CASES: Readonly<Record<string, LoaCase>> = {
  'plain-200': { chunkMs: 200, isSigned: false, isTls: false, ...RARE },
  'signed-200': { chunkMs: 200, isSigned: true, isTls: false, ...RARE },
  'signed-ack-200': { chunkMs: 200, isSigned: true, isTls: false, ...ACKS },
  'signed-ack-100': { chunkMs: 100, isSigned: true, isTls: false, ...ACKS },
  prepared: { chunkMs: null, isSigned: true, isTls: false, ...ACKS },
  'tls-200': { chunkMs: 200, isSigned: true, isTls: true, ...ACKS },
};

export async function runLoa(load: string, about: LoaCase, plan: Plan): Promise<FanOutRun> {
  const most = plan.memoryNodes;
  await using fanOut = await LoaFanOut.start({ load, nodes: most, ...about });
  const { client, pid } = fanOut;
  await client.grow(plan.nodes);
  if (about.chunkMs === null) fanOut.pull();
  else await openStream(fanOut, about, plan.nodes);
  await client.measure(plan.warmUpMs);
  const { seen, serverPct, clientPct } = await measureWindow(pid, client, plan.measureMs);
  if (seen.messages === 0) throw new Error('nothing came');
  if (seen.lost > 0) say(`fanout: ${seen.lost} of ${seen.messages} did not come`);
  if (about.chunkMs !== null) await fanOut.close();
  return {
    cpuPctPer1000: (serverPct / plan.nodes) * 1000,
    clientCpuPct: clientPct,
    p50Ms: seen.p50_ms,
    p99Ms: seen.p99_ms,
    kbPerLink: await kbPerLink(pid, client, plan),
  };
}

async function openStream(fanOut: LoaFanOut, about: LoaCase, nodes: number): Promise<void> {
  const { chunkMs, isSigned, windowMs } = about;
  if (chunkMs === null) return;
  const slots = await fanOut.open({ nodes, chunkMs, isSigned, windowMs });
  fanOut.client.slots(slots, PHASE_LIMITS.slotUs);
}

const RAMP = [1_000, 2_000, 4_000, 6_000, 8_000, 10_000, 12_000, 14_000, 16_000] as const;
const RAMP_MEASURE_MS = 10_000;
const RAMP_WARM_UP_MS = 5_000;
const MOST_P99_MS = 50;

/** The most nodes of a ramp whose chunks come with p99 below 50 ms, all of them; 0 is none. */
export async function mostNodes(load: string, about: LoaCase): Promise<number> {
  const most = RAMP.at(-1) ?? 0;
  await using fanOut = await LoaFanOut.start({ load, nodes: most, ...about });
  const { client, pid } = fanOut;
  for (const [index, process] of [pid, client.pid].entries()) {
    onCore(process, index);
    realTime(process);
  }
  let reached = 0;
  for (const nodes of RAMP) {
    await client.grow(nodes);
    await openStream(fanOut, about, nodes);
    await client.measure(RAMP_WARM_UP_MS);
    const { seen, serverPct, clientPct } = await measureWindow(pid, client, RAMP_MEASURE_MS);
    await fanOut.close();
    say(
      `fanout: ${nodes} nodes: p50 ${seen.p50_ms} ms, p99 ${seen.p99_ms} ms, lost ${seen.lost}, ` +
        `server ${serverPct.toFixed(0)} %, client ${clientPct.toFixed(0)} %`,
    );
    if (seen.p99_ms >= MOST_P99_MS || seen.lost > 0) return reached;
    reached = nodes;
  }
  return reached;
}
