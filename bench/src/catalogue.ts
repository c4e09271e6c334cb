/**
 * What can be measured, by the names under which figures are published. They stay: a figure of
 * today must find its predecessor by name.
 */
export const CATALOGUE = {
  sync: {
    cases: [
      'lan',
      'lan-kill',
      'stress',
      'wifi-leader',
      '4g-leader',
      '4g-alone',
      'snapcast-lan-kill',
    ],
    metrics: {
      pair_p50_ms: 'ms',
      pair_p99_ms: 'ms',
      dropped_windows_pct: '%',
      underruns: 'count',
      rejoin_s: 's',
    },
  },
  fanout: {
    cases: [
      'plain-200',
      'signed-200',
      'signed-ack-200',
      'signed-ack-100',
      'prepared',
      'tls-200',
      'icecast-200',
      'c-200',
    ],
    metrics: {
      cpu_pct_per_1000: '%',
      p50_ms: 'ms',
      p99_ms: 'ms',
      kb_per_link: 'KB',
      max_nodes_p99_50ms: 'nodes',
      client_cpu_pct: '%',
    },
  },
  plan: {
    cases: ['cold-10000', 'edit-one-ward', 'edit-city', 'one-node'],
    metrics: { seconds: 's', nodes_changed: 'nodes', rss_mb: 'MB' },
  },
  ingest: {
    cases: ['system-ffmpeg', 'bundled-ffmpeg'],
    metrics: { x_realtime_per_core: 'x', rss_mb: 'MB' },
  },
  agent: {
    cases: ['idle', 'playing'],
    metrics: { cpu_pct: '%', rss_mb: 'MB', first_sample_ms: 'ms' },
  },
  latency: {
    cases: ['live-lan', 'send-now-held', 'send-now-cold'],
    metrics: { median_ms: 'ms', p99_ms: 'ms' },
  },
} as const satisfies Record<string, Entry>;

interface Entry {
  readonly cases: readonly string[];
  /** Unit by metric. */
  readonly metrics: Readonly<Record<string, string>>;
}

export type BenchName = keyof typeof CATALOGUE;
export const BENCH_NAMES: readonly BenchName[] = Object.keys(CATALOGUE) as BenchName[];

/** The entry with its names as plain text, for those who take names from outside. */
export function entryOf(bench: BenchName): Entry {
  return CATALOGUE[bench];
}
