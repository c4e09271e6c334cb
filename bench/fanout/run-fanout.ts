import type { BenchOptions } from '../src/args.ts';
import { say } from '../src/report.ts';

export async function runFanout({ cases }: BenchOptions): Promise<void> {
  say(`fanout: not there yet: ${cases.join(', ')}`);
}
