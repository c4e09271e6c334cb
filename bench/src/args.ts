import { parseArgs } from 'node:util';
import { BENCH_NAMES, type BenchName, entryOf } from './catalogue.ts';

/** What a benchmark is told. */
export interface BenchOptions {
  /** The cases to run, in this order. */
  readonly cases: readonly string[];
  /** Under a minute, to see that it works; its figures are not to be trusted. */
  readonly isShort: boolean;
  /** Runs of each case; figures are medians. */
  readonly runs: number;
}

export interface BenchOrder extends BenchOptions {
  readonly bench: BenchName;
}

export const USAGE = `npm run --silent bench -- [${BENCH_NAMES.join('|')}]… [--case NAME]… [--runs N] [--short]`;

const FULL_RUNS = 3;
const MOST_RUNS = 100;

/** @throws RangeError that says what is wrong and what may stand there */
export function parseBenchArgs(words: readonly string[]): BenchOrder[] {
  const { values, positionals } = read(words);
  const benches = positionals.length === 0 ? BENCH_NAMES : positionals.map(benchOf);
  const wanted = (values.case ?? []).flatMap((text) => text.split(','));
  const known = new Set(benches.flatMap((bench) => entryOf(bench).cases));
  for (const name of wanted) {
    if (known.has(name)) continue;
    throw new RangeError(`--case: "${name}" is not one of ${[...known].join(', ')}`);
  }
  const isShort = values.short === true;
  const runs = values.runs === undefined ? (isShort ? 1 : FULL_RUNS) : runsOf(values.runs);
  return benches
    .map((bench) => ({ bench, cases: chosen(entryOf(bench).cases, wanted), isShort, runs }))
    .filter(({ cases }) => cases.length > 0);
}

function read(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        case: { type: 'string', multiple: true },
        runs: { type: 'string' },
        short: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new RangeError(error instanceof Error ? error.message : String(error));
  }
}

function benchOf(word: string): BenchName {
  const bench = BENCH_NAMES.find((name) => name === word);
  if (bench === undefined) {
    throw new RangeError(`"${word}" is not one of ${BENCH_NAMES.join(', ')}`);
  }
  return bench;
}

function chosen(cases: readonly string[], wanted: readonly string[]): readonly string[] {
  return wanted.length === 0 ? cases : cases.filter((name) => wanted.includes(name));
}

function runsOf(text: string): number {
  const runs = Number(text);
  if (!Number.isInteger(runs) || runs < 1 || runs > MOST_RUNS) {
    throw new RangeError(`--runs: "${text}" is not a whole number from 1 to ${MOST_RUNS}`);
  }
  return runs;
}
