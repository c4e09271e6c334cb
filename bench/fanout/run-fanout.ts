import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { compileC } from '../rig/compile.ts';
import type { BenchOptions } from '../src/args.ts';
import { hasPrograms } from '../src/peers.ts';
import { attempt, emit, say } from '../src/report.ts';
import { median } from '../src/statistics.ts';
import { LOA_CASES, mostNodes, runLoa } from './loa-case.ts';
import { type FanOutRun, FULL, type Plan, SHORT } from './meter.ts';
import { type Programs, runC, runIcecast } from './peers.ts';

/** Those whose greatest number of nodes is looked for. */
const RAMPED: readonly string[] = ['signed-ack-200', 'signed-ack-100'];

/** Runs are interleaved, so that what else the machine does falls on all cases alike. */
export async function runFanout({ cases, isShort, runs }: BenchOptions): Promise<void> {
  if (!hasPrograms('fanout', ['cc'])) return;
  const programs = await compile();
  const results = new Map<string, FanOutRun[]>();
  const ramps = new Map<string, number[]>();
  for (let run = 1; run <= runs; run++) {
    for (const name of cases) {
      const done = await attempt(`fanout ${name}`, () => runCase(name, programs, isShort));
      if (!done) continue;
      const { cpuPctPer1000: cpu, p99Ms } = done;
      const late = p99Ms === null ? '' : `, p99 ${p99Ms} ms`;
      say(`fanout ${name}: run ${run} of ${runs}: ${cpu.toFixed(1)} % for 1000${late}`);
      results.set(name, [...(results.get(name) ?? []), done]);
    }
    if (!isShort) await ramp(cases, programs, ramps);
  }
  for (const [name, done] of results) publish(name, done);
  for (const [name, done] of ramps) {
    figure(name, 'max_nodes_p99_50ms', { unit: 'nodes', values: done });
  }
}

async function ramp(
  cases: readonly string[],
  programs: Programs,
  ramps: Map<string, number[]>,
): Promise<void> {
  for (const name of cases.filter((each) => RAMPED.includes(each))) {
    const about = LOA_CASES[name];
    const most = about && (await attempt(name, () => mostNodes(programs.load, about)));
    if (typeof most === 'number') ramps.set(name, [...(ramps.get(name) ?? []), most]);
  }
}

async function runCase(
  name: string,
  programs: Programs,
  isShort: boolean,
): Promise<FanOutRun | null> {
  const plan = planOf(name, isShort);
  if (name === 'c-200') return await runC(programs, plan);
  if (name === 'icecast-200') {
    if (!hasPrograms('fanout icecast-200', ['icecast2', 'ffmpeg'])) return null;
    return await runIcecast(programs, plan);
  }
  const about = LOA_CASES[name];
  if (!about) throw new RangeError(`fanout has no case "${name}"`);
  if (about.isTls && !HAS_TLS) {
    say(`fanout ${name}: skipped, the headers of OpenSSL are not installed`);
    return null;
  }
  return await runLoa(programs.load, about, plan);
}

/**
 * Wants are rare, and a process that sleeps between them pays for waking more than for serving: as
 * many nodes as make the same number of messages as a stream to a thousand.
 */
function planOf(name: string, isShort: boolean): Plan {
  if (isShort) return SHORT;
  return name === 'prepared' ? { ...FULL, nodes: 4_000, memoryNodes: 8_000 } : FULL;
}

const HAS_TLS = existsSync('/usr/include/openssl/ssl.h');

async function compile(): Promise<Programs> {
  const source = (name: string): string => join(import.meta.dirname, name);
  const tls = HAS_TLS ? ['-DWITH_TLS', '-lssl', '-lcrypto'] : [];
  return {
    load: await compileC(source('load.c'), tls),
    sender: await compileC(source('sender.c')),
  };
}

function publish(name: string, done: readonly FanOutRun[]): void {
  const of = (pick: (run: FanOutRun) => number | null): number[] =>
    done.flatMap((run) => pick(run) ?? []);
  figure(name, 'cpu_pct_per_1000', { unit: '%', values: of((run) => run.cpuPctPer1000) });
  figure(name, 'client_cpu_pct', { unit: '%', values: of((run) => run.clientCpuPct) });
  figure(name, 'p50_ms', { unit: 'ms', values: of((run) => run.p50Ms) });
  figure(name, 'p99_ms', { unit: 'ms', values: of((run) => run.p99Ms) });
  figure(name, 'kb_per_link', { unit: 'KB', values: of((run) => run.kbPerLink) });
}

function figure(
  name: string,
  metric: string,
  { unit, values }: { unit: string; values: readonly number[] },
): void {
  if (values.length === 0) return;
  const bench = 'fanout';
  emit({ bench, case: name, metric, value: median(values), unit, runs: values.length });
}
