import { CHROMIUM } from '@loa/testing';
import { openNoiseCity } from '../rig/noise-city.ts';
import type { BenchOptions } from '../src/args.ts';
import { hasPrograms } from '../src/peers.ts';
import { attempt, emit, say } from '../src/report.ts';
import { median, quantile } from '../src/statistics.ts';
import { liveLan } from './live-lan.ts';
import { sendNow } from './send-now.ts';

/** As many as the demo city has. */
const NODES = 13;
const SHORT_NODES = 4;
const SENDS = 30;
const SHORT_SENDS = 2;
const TALK_NODES = 2;
const WORDS = 40;
const SHORT_WORDS = 6;

/** Runs are taken together: a 99th percentile wants all the values there are. */
export async function runLatency({ cases, isShort, runs }: BenchOptions): Promise<void> {
  if (!hasPrograms('latency', ['pulseaudio', 'parec', 'ffmpeg'])) return;
  const values = new Map<string, number[]>();
  const sending = cases.filter((name) => name.startsWith('send-now'));
  for (let run = 1; run <= runs && sending.length > 0; run++) {
    await attempt(`latency, run ${run}`, async () => {
      const nodes = isShort ? SHORT_NODES : NODES;
      say(`latency: run ${run} of ${runs}, ${nodes} nodes`);
      await using world = await openNoiseCity(nodes);
      for (const name of sending) {
        const sends = isShort ? SHORT_SENDS : SENDS;
        const added = await sendNow(world, { held: name === 'send-now-held', sends });
        values.set(name, [...(values.get(name) ?? []), ...added]);
      }
    });
  }
  if (cases.includes('live-lan') && canTalk()) {
    const heard: number[] = [];
    for (let run = 1; run <= runs; run++) {
      const done = await attempt(`latency live-lan, run ${run}`, () => talk(isShort));
      heard.push(...(done ?? []));
    }
    if (heard.length > 0) values.set('live-lan', heard);
  }
  for (const [name, all] of values) publish(name, all, runs);
}

function canTalk(): boolean {
  return hasPrograms('latency live-lan', [CHROMIUM, 'espeak-ng', 'pacat']);
}

async function talk(isShort: boolean): Promise<readonly number[]> {
  await using world = await openNoiseCity(TALK_NODES, { microphone: true });
  const { mouthToHornMs, leadMs, words } = await liveLan(world, isShort ? SHORT_WORDS : WORDS);
  if (mouthToHornMs.length === 0) throw new Error('no word was recognised at a horn');
  const wholeMs = median(mouthToHornMs);
  say(
    `latency live-lan: ${mouthToHornMs.length} of ${words * TALK_NODES} words recognised; ` +
      `mouth to horn ${wholeMs.toFixed(0)} ms, of which the lead ${leadMs.toFixed(0)} ms, ` +
      `and microphone, browser and way to the controller ${(wholeMs - leadMs).toFixed(0)} ms`,
  );
  return mouthToHornMs;
}

function publish(name: string, values: readonly number[], runs: number): void {
  const of = { bench: 'latency', case: name, unit: 'ms', runs } as const;
  emit({ ...of, metric: 'median_ms', value: median(values) });
  emit({ ...of, metric: 'p99_ms', value: quantile(values, 0.99) });
}
