import type { BenchOptions } from '../src/args.ts';
import { say } from '../src/report.ts';

export async function runAgent({ cases }: BenchOptions): Promise<void> {
  say(`agent: not there yet: ${cases.join(', ')}`);
}
