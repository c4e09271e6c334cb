import type { BenchOptions } from '../src/args.ts';
import { say } from '../src/report.ts';

export async function runLatency({ cases }: BenchOptions): Promise<void> {
  say(`latency: not there yet: ${cases.join(', ')}`);
}
