import type { BenchOptions } from '../src/args.ts';
import { say } from '../src/report.ts';

export async function runPlan({ cases }: BenchOptions): Promise<void> {
  say(`plan: not there yet: ${cases.join(', ')}`);
}
