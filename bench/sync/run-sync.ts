import type { BenchOptions } from '../src/args.ts';
import { say } from '../src/report.ts';

export async function runSync({ cases }: BenchOptions): Promise<void> {
  say(`sync: not there yet: ${cases.join(', ')}`);
}
