import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BenchOptions } from '../src/args.ts';
import { emit, say } from '../src/report.ts';
import { median } from '../src/statistics.ts';
import type { PlanFigures, PlanOrder } from './plan-worker.ts';

const NODES = 10_000;
const WORKER = join(import.meta.dirname, 'plan-worker.ts');

export async function runPlan({ cases, runs }: BenchOptions): Promise<void> {
  const figures = new Map<string, PlanFigures[]>();
  for (let run = 1; run <= runs; run++) {
    for (const one of await planned(cases)) {
      const { name, seconds, cpuSeconds, nodesChanged, rssMb, worstDelayMs } = one;
      say(
        `plan ${name}: run ${run} of ${runs}: ${seconds.toFixed(3)} s (${cpuSeconds.toFixed(3)} s of CPU), ` +
          `${nodesChanged} nodes, ${rssMb.toFixed(0)} MB, others waited ${worstDelayMs.toFixed(0)} ms at most`,
      );
      figures.set(name, [...(figures.get(name) ?? []), one]);
    }
  }
  for (const [name, all] of figures) publish(name, all);
}

function publish(name: string, all: readonly PlanFigures[]): void {
  const tell = (metric: string, unit: string, pick: (one: PlanFigures) => number): void =>
    emit({
      bench: 'plan',
      case: name,
      metric,
      value: median(all.map(pick)),
      unit,
      runs: all.length,
    });
  tell('seconds', 's', ({ seconds }) => seconds);
  tell('nodes_changed', 'nodes', ({ nodesChanged }) => nodesChanged);
  tell('rss_mb', 'MB', ({ rssMb }) => rssMb);
}

/** One process, one data folder. */
async function planned(cases: readonly string[]): Promise<PlanFigures[]> {
  const folder = await mkdtemp(join(tmpdir(), 'loa-bench-plan-'));
  try {
    const worker = fork(WORKER, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const figures: PlanFigures[] = [];
    worker.on('message', (one: PlanFigures) => figures.push(one));
    worker.send({ folder, nodes: NODES, cases } satisfies PlanOrder);
    const [code] = await once(worker, 'exit');
    if (code !== 0) throw new Error(`the planning process ended with ${code}`);
    return figures;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
