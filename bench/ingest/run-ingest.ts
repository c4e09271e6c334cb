import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundledFfmpeg } from '../../controller/src/adapters/media/find-ffmpeg.ts';
import type { BenchOptions } from '../src/args.ts';
import { findProgram, hasPrograms } from '../src/peers.ts';
import { TreeMeter } from '../src/process-meter.ts';
import { attempt, emit, say } from '../src/report.ts';
import { median } from '../src/statistics.ts';
import type { IngestResult } from './ingest-worker.ts';
import { writeSpeech } from './speech.ts';

/** The longest upload there is, less the rounding of an MP3 file's end. */
const FULL_SECONDS = 3_590;
const SHORT_SECONDS = 240;

interface IngestRun extends IngestResult {
  readonly cpuS: number;
  readonly peakRssMb: number;
}

export async function runIngest({ cases, isShort, runs }: BenchOptions): Promise<void> {
  if (!hasPrograms('ingest', ['ffmpeg', 'espeak-ng'])) return;
  const folder = await mkdtemp(join(tmpdir(), 'loa-bench-ingest-'));
  try {
    const seconds = isShort ? SHORT_SECONDS : FULL_SECONDS;
    say(`ingest: speaking ${seconds} s`);
    const file = await writeSpeech(folder, seconds);
    const results = new Map<string, IngestRun[]>();
    for (let run = 1; run <= runs; run++) {
      for (const name of cases) {
        const done = await attempt(`ingest ${name}`, () => ingest(file, ffmpegOf(name)));
        if (!done) continue;
        say(`ingest ${name}: run ${run} of ${runs}: ${told(done)}`);
        results.set(name, [...(results.get(name) ?? []), done]);
      }
    }
    for (const [name, done] of results) publish(name, done);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function ffmpegOf(name: string): string {
  const path = name === 'system-ffmpeg' ? findProgram('ffmpeg') : bundledFfmpeg();
  if (path === null) throw new Error('there is none for this machine');
  return path;
}

async function ingest(file: string, ffmpeg: string): Promise<IngestRun> {
  const worker = fork(join(import.meta.dirname, 'ingest-worker.ts'), [file, ffmpeg]);
  using meter = new TreeMeter(worker.pid ?? 0);
  const gone = once(worker, 'exit');
  const [answer] = await Promise.race([once(worker, 'message'), gone.then(() => [null])]);
  const cpuS = meter.cpuSeconds();
  await gone;
  const result = answer as IngestResult | null;
  if (result?.outcome !== 'ready') throw new Error(result?.outcome ?? 'the worker ended');
  return { ...result, cpuS, peakRssMb: meter.peakRssMb() };
}

function told({ cpuS, wallS, peakRssMb }: IngestRun): string {
  return `${cpuS.toFixed(1)} s of CPU in ${wallS.toFixed(1)} s, at most ${peakRssMb.toFixed(0)} MB`;
}

function publish(name: string, runs: readonly IngestRun[]): void {
  const figure = (metric: string, unit: string, values: readonly number[]): void =>
    emit({ bench: 'ingest', case: name, metric, value: median(values), unit, runs: runs.length });
  figure(
    'x_realtime_per_core',
    'x',
    runs.map(({ soundS, cpuS }) => soundS / cpuS),
  );
  figure(
    'rss_mb',
    'MB',
    runs.map(({ peakRssMb }) => peakRssMb),
  );
}
