import { BENCH_NAMES, type BenchName, entryOf } from './catalogue.ts';
import type { Figure } from './report.ts';

/** What is aimed at, as `docs/PERFORMANCE.md` prints it beside the figure. */
const GOALS: Readonly<Record<string, string>> = {
  'sync lan-kill pair_p99_ms': '< 0.1, and a third of snapcast-lan-kill',
  'sync lan-kill rejoin_s': '≤ 1.5',
  'sync wifi-leader pair_p99_ms': '< 1',
  'sync 4g-leader pair_p99_ms': '< 1',
  'fanout signed-ack-200 cpu_pct_per_1000': '≤ 1.3 × icecast-200, ≤ 1.5 × c-200',
  'fanout prepared cpu_pct_per_1000': '≤ 1.0 × icecast-200',
  'fanout signed-ack-200 kb_per_link': '≤ 20',
  'fanout signed-ack-200 max_nodes_p99_50ms': '≥ 10000',
  'plan cold-10000 seconds': '< 8',
  'plan edit-one-ward seconds': '< 0.1',
  'plan edit-city seconds': '< 2',
  'ingest system-ffmpeg x_realtime_per_core': '≥ 25',
  'ingest bundled-ffmpeg x_realtime_per_core': '≥ 25',
  'agent playing cpu_pct': '< 8',
  'agent idle rss_mb': '< 90',
  'agent playing rss_mb': '< 90',
  'latency live-lan median_ms': '≤ 250',
  'latency send-now-held p99_ms': '≤ 1000',
  'latency send-now-cold p99_ms': '≤ 2000',
};

/** Figures as Markdown, a table a benchmark with a line a case; of several figures of one name the last counts. */
export function tablesOf(figures: readonly Figure[]): string {
  const values = new Map(figures.map((one) => [`${one.bench} ${one.case} ${one.metric}`, one]));
  return BENCH_NAMES.flatMap((bench) => tableOf(bench, values)).join('\n');
}

function tableOf(bench: BenchName, values: ReadonlyMap<string, Figure>): string[] {
  const { cases, metrics } = entryOf(bench);
  const names = Object.keys(metrics);
  const rows = cases.flatMap((name) => {
    const figures = names.map((metric) => values.get(`${bench} ${name} ${metric}`));
    if (figures.every((figure) => figure === undefined)) return [];
    const cells = figures.map((figure, index) => {
      if (figure === undefined) return '';
      const goal = GOALS[`${bench} ${name} ${names[index]}`];
      return goal === undefined ? `${figure.value}` : `${figure.value} (${goal})`;
    });
    const runs = Math.max(...figures.map((figure) => figure?.runs ?? 0));
    return [`| \`${name}\` | ${cells.join(' | ')} | ${runs} |`];
  });
  if (rows.length === 0) return [];
  const head = `| \`${bench}\` | ${names.join(' | ')} | runs |`;
  return [head, `| --- |${' --- |'.repeat(names.length + 1)}`, ...rows, ''];
}
