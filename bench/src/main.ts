import { type BenchOptions, parseBenchArgs, USAGE } from './args.ts';
import type { BenchName } from './catalogue.ts';
import { say } from './report.ts';

/** Loaded when asked for: a benchmark does not weigh on the memory of another. */
const RUNNERS: Readonly<
  Record<BenchName, () => Promise<(options: BenchOptions) => Promise<void>>>
> = {
  sync: async () => (await import('../sync/run-sync.ts')).runSync,
  fanout: async () => (await import('../fanout/run-fanout.ts')).runFanout,
  plan: async () => (await import('../plan/run-plan.ts')).runPlan,
  ingest: async () => (await import('../ingest/run-ingest.ts')).runIngest,
  agent: async () => (await import('../agent/run-agent.ts')).runAgent,
  latency: async () => (await import('../latency/run-latency.ts')).runLatency,
};

async function main(words: readonly string[]): Promise<void> {
  for (const { bench, ...options } of parseBenchArgs(words)) {
    say(`${bench}: ${options.cases.join(', ')}${options.isShort ? ', short' : ''}`);
    const run = await RUNNERS[bench]();
    await run(options);
  }
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (error instanceof RangeError) say(`bench: ${error.message}\n${USAGE}`);
  else say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exitCode = 1;
}
