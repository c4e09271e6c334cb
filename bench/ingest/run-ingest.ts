import type { BenchOptions } from '../src/args.ts';
import { say } from '../src/report.ts';

export async function runIngest({ cases }: BenchOptions): Promise<void> {
  say(`ingest: not there yet: ${cases.join(', ')}`);
}
