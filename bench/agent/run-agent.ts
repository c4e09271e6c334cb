import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { soundingFrames } from '@loa/testing';
import { isOver, soundsAt } from '../rig/broadcasts.ts';
import { type NoiseCity, openNoiseCity } from '../rig/noise-city.ts';
import type { BenchOptions } from '../src/args.ts';
import { hasPrograms } from '../src/peers.ts';
import { cpuSeconds, rssMb } from '../src/process-meter.ts';
import { attempt, emit, say } from '../src/report.ts';
import { median } from '../src/statistics.ts';

const FULL = { settleMs: 10_000, watchS: 30 } as const;
const SHORT = { settleMs: 2_000, watchS: 6 } as const;
type Lengths = { readonly settleMs: number; readonly watchS: number };
/** Time for a start, and for the end of what is played. */
const SPARE_S = 12;
const LOOK_EVERY_MS = 500;

interface Figures {
  readonly cpu_pct: number;
  readonly rss_mb: number;
  readonly first_sample_ms?: number;
}

/** One agent from its bundle on a rig of one channel. */
export async function runAgent({ cases, isShort, runs }: BenchOptions): Promise<void> {
  if (!hasPrograms('agent', ['pulseaudio', 'parec', 'ffmpeg'])) return;
  const lengths = isShort ? SHORT : FULL;
  const results = new Map<string, Figures[]>();
  for (let run = 1; run <= runs; run++) {
    await attempt(`agent, run ${run}`, async () => {
      await using world = await openNoiseCity(1);
      await sleep(lengths.settleMs);
      for (const name of cases) {
        const figures = name === 'idle' ? await watch(world, lengths) : await play(world, lengths);
        say(`agent ${name}: run ${run} of ${runs}: ${JSON.stringify(figures)}`);
        results.set(name, [...(results.get(name) ?? []), figures]);
      }
    });
  }
  for (const [name, done] of results) publish(name, done);
}

/** What the process takes while it does what it does. */
async function watch({ city, nodeIds }: NoiseCity, { watchS }: Lengths): Promise<Figures> {
  const { pid } = city.agent(nodeIds[0] as string);
  const before = cpuSeconds(pid);
  const beganAtMs = performance.now();
  let peakMb = 0;
  while (performance.now() - beganAtMs < watchS * 1000) {
    peakMb = Math.max(peakMb, rssMb(pid));
    await sleep(LOOK_EVERY_MS);
  }
  const seconds = (performance.now() - beganAtMs) / 1000;
  return { cpu_pct: ((cpuSeconds(pid) - before) / seconds) * 100, rss_mb: peakMb };
}

/** Then kills it and starts it again: its bulletin is due, and it holds the sound. */
async function play(world: NoiseCity, lengths: Lengths): Promise<Figures> {
  const { city, rig, folder, nodeIds } = world;
  const bulletinId = await world.addNoise(lengths.watchS + SPARE_S);
  const { cueId } = await city.office.send(bulletinId, nodeIds);
  await soundsAt(city, cueId, 1);
  const figures = await watch(world, lengths);
  await using recording = await rig.startCapture(join(folder, 'start.raw'));
  await city.agent(nodeIds[0] as string).kill('SIGKILL');
  await sleep(LOOK_EVERY_MS);
  // The capture is behind by its buffer, never ahead: what is measured is rather more than less.
  const startedAtFrame = await recording.frames();
  world.start(0);
  await isOver(city, cueId);
  const [channel] = await recording.stop();
  const heard = channel && soundingFrames(channel.subarray(startedAtFrame));
  if (!heard) throw new Error('nothing was heard after the start');
  return { ...figures, first_sample_ms: heard[0] / 48 };
}

function publish(name: string, runs: readonly Figures[]): void {
  const figure = (metric: keyof Figures, unit: string): void => {
    const values = runs.flatMap((run) => run[metric] ?? []);
    if (values.length === 0) return;
    emit({ bench: 'agent', case: name, metric, value: median(values), unit, runs: values.length });
  };
  figure('cpu_pct', '%');
  figure('rss_mb', 'MB');
  figure('first_sample_ms', 'ms');
}
