import { openNoiseCity } from '../rig/noise-city.ts';
import type { BenchOptions } from '../src/args.ts';
import { hasPrograms } from '../src/peers.ts';
import { attempt, emit, say } from '../src/report.ts';
import { median, quantile } from '../src/statistics.ts';
import { sendNow } from './send-now.ts';

/** As many as the demo city has. */
const NODES = 13;
const SENDS = 30;
const SHORT_SENDS = 2;

/** Runs are taken together: a 99th percentile wants all the values there are. */
export async function runLatency({ cases, isShort, runs }: BenchOptions): Promise<void> {
  if (!hasPrograms('latency', ['pulseaudio', 'parec', 'ffmpeg'])) return;
  const values = new Map<string, number[]>();
  const sending = cases.filter((name) => name.startsWith('send-now'));
  for (let run = 1; run <= runs && sending.length > 0; run++) {
    await attempt(`latency, run ${run}`, async () => {
      say(`latency: run ${run} of ${runs}, ${NODES} nodes`);
      await using world = await openNoiseCity(NODES);
      for (const name of sending) {
        const sends = isShort ? SHORT_SENDS : SENDS;
        const added = await sendNow(world, { held: name === 'send-now-held', sends });
        values.set(name, [...(values.get(name) ?? []), ...added]);
      }
    });
  }
  for (const [name, all] of values) publish(name, all, runs);
}

function publish(name: string, values: readonly number[], runs: number): void {
  const of = { bench: 'latency', case: name, unit: 'ms', runs } as const;
  emit({ ...of, metric: 'median_ms', value: median(values) });
  emit({ ...of, metric: 'p99_ms', value: quantile(values, 0.99) });
}
