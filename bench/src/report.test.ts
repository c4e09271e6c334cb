import { describe, expect, it } from 'vitest';
import { CATALOGUE } from './catalogue.ts';
import { lineOf } from './report.ts';

const FIGURE = {
  bench: 'sync',
  case: 'lan',
  metric: 'pair_p99_ms',
  value: 0.087_654_3,
  unit: 'ms',
  runs: 3,
} as const;

describe('a figure', () => {
  it('[BEN2] is one JSON object on one line', () => {
    expect(lineOf(FIGURE)).toBe(
      '{"bench":"sync","case":"lan","metric":"pair_p99_ms","value":0.08765,"unit":"ms","runs":3}',
    );
  });

  it.each([
    [{ case: 'LAN' }, 'sync has no case "LAN"'],
    [{ metric: 'p99' }, 'sync has no metric "p99"'],
    [{ unit: 's' }, 'pair_p99_ms is in ms, not in s'],
    [{ value: Number.NaN }, 'lan, pair_p99_ms: NaN is no figure'],
  ])('[BEN2] %j is not published', (change, message) => {
    expect(() => lineOf({ ...FIGURE, ...change })).toThrow(message);
  });
});

describe('the names of figures', () => {
  it('[BEN3] are those that were published', () => {
    const names = Object.entries(CATALOGUE).map(
      ([bench, { cases, metrics }]) =>
        `${bench}: ${cases.join(' ')}: ${Object.keys(metrics).join(' ')}`,
    );
    expect(names).toEqual([
      'sync: lan lan-kill stress wifi-leader 4g-leader 4g-alone snapcast-lan-kill: pair_p50_ms pair_p99_ms dropped_windows_pct underruns rejoin_s',
      'fanout: plain-200 signed-200 signed-ack-200 signed-ack-100 prepared tls-200 icecast-200 c-200: cpu_pct_per_1000 p50_ms p99_ms kb_per_link max_nodes_p99_50ms client_cpu_pct',
      'plan: cold-10000 edit-one-ward edit-city one-node: seconds nodes_changed rss_mb',
      'ingest: system-ffmpeg bundled-ffmpeg: x_realtime_per_core rss_mb',
      'agent: idle playing: cpu_pct rss_mb first_sample_ms',
      'latency: live-lan send-now-held send-now-cold: median_ms p99_ms',
    ]);
  });
});
