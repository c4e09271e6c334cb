import { BENCH_NAMES, type BenchName, entryOf } from './catalogue.ts';

/** One figure, as it is published. */
export interface Figure {
  readonly bench: BenchName;
  readonly case: string;
  readonly metric: string;
  readonly value: number;
  readonly unit: string;
  /** How many runs the value is the median of. */
  readonly runs: number;
}

const DIGITS = 4;

/** Prints a figure as one line of JSON on standard output. @throws RangeError on an unknown name */
export function emit(figure: Figure): void {
  process.stdout.write(`${lineOf(figure)}\n`);
}

/** @throws RangeError when the catalogue does not know the name, or the value is no number */
export function lineOf({ bench, case: name, metric, value, unit, runs }: Figure): string {
  const entry = BENCH_NAMES.includes(bench) ? entryOf(bench) : null;
  if (!entry?.cases.includes(name)) throw new RangeError(`${bench} has no case "${name}"`);
  const known = entry.metrics[metric];
  if (known === undefined) throw new RangeError(`${bench} has no metric "${metric}"`);
  if (known !== unit) throw new RangeError(`${metric} is in ${known}, not in ${unit}`);
  if (!Number.isFinite(value)) throw new RangeError(`${name}, ${metric}: ${value} is no figure`);
  return JSON.stringify({ bench, case: name, metric, value: rounded(value), unit, runs });
}

/** Progress and everything else for people: standard error. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** One run that fails is said and spoils the exit code, but not the runs of others. */
export async function attempt<T>(what: string, run: () => Promise<T>): Promise<T | null> {
  try {
    return await run();
  } catch (error) {
    say(`${what}: failed: ${error instanceof Error ? (error.stack ?? error.message) : error}`);
    process.exitCode = 1;
    return null;
  }
}

function rounded(value: number): number {
  return Number(value.toPrecision(DIGITS));
}
