import { describe, expect, it } from 'vitest';
import { parseBenchArgs } from './args.ts';
import { BENCH_NAMES, CATALOGUE } from './catalogue.ts';

describe('what a benchmark is told', () => {
  it('[BEN1] nothing runs everything, three runs a case', () => {
    const orders = parseBenchArgs([]);
    expect(orders.map(({ bench }) => bench)).toEqual([...BENCH_NAMES]);
    expect(orders.map(({ cases }) => cases)).toEqual(
      BENCH_NAMES.map((name) => CATALOGUE[name].cases),
    );
    expect(orders.every(({ runs, isShort }) => runs === 3 && !isShort)).toBe(true);
  });

  it('[BEN1] names choose benchmarks and cases; short is one run', () => {
    expect(parseBenchArgs(['sync', '--case', 'stress', '--case', 'lan', '--short'])).toEqual([
      { bench: 'sync', cases: ['lan', 'stress'], isShort: true, runs: 1 },
    ]);
    expect(parseBenchArgs(['--case', 'idle,one-node', '--runs', '5'])).toEqual([
      { bench: 'plan', cases: ['one-node'], isShort: false, runs: 5 },
      { bench: 'agent', cases: ['idle'], isShort: false, runs: 5 },
    ]);
  });

  it.each([
    [['sinc'], '"sinc" is not one of sync, fanout, plan, ingest, agent, latency'],
    [['agent', '--case', 'lan'], '--case: "lan" is not one of idle, playing'],
    [['--runs', '0'], '--runs: "0" is not a whole number from 1 to 100'],
    [['--fast'], "Unknown option '--fast'"],
  ])('[BEN1] %j is refused with what may stand there', (words, message) => {
    expect(() => parseBenchArgs(words)).toThrow(message);
  });
});
