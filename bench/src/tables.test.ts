import { expect, it } from 'vitest';
import { tablesOf } from './tables.ts';

it('[BEN2] figures become a table with their goals; cases without figures are left out', () => {
  const of = { bench: 'latency', unit: 'ms', runs: 3 } as const;
  const text = tablesOf([
    { ...of, case: 'send-now-held', metric: 'median_ms', value: 700 },
    { ...of, case: 'send-now-held', metric: 'p99_ms', value: 800 },
    { ...of, case: 'send-now-held', metric: 'median_ms', value: 710 },
    { bench: 'agent', case: 'idle', metric: 'cpu_pct', value: 1.5, unit: '%', runs: 1 },
  ]);
  expect(text.split('\n')).toEqual([
    '| `agent` | cpu_pct | rss_mb | first_sample_ms | runs |',
    '| --- | --- | --- | --- | --- |',
    '| `idle` | 1.5 |  |  | 1 |',
    '',
    '| `latency` | median_ms | p99_ms | runs |',
    '| --- | --- | --- | --- |',
    '| `send-now-held` | 710 | 800 (≤ 1000) | 3 |',
    '',
  ]);
});
