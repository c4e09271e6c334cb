/**
 * Prepares one file by the product's own ingest, in a process of its own, so that its CPU and memory
 * are all there is. Answers by message.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger, systemTimers } from '@loa/runtime/node';
import { createMediaIngest } from '../../controller/src/adapters/media/index.ts';

export interface IngestResult {
  readonly outcome: string;
  readonly wallS: number;
  readonly soundS: number;
}

const [file, ffmpegPath] = process.argv.slice(2) as [string, string];
const workDir = await mkdtemp(join(tmpdir(), 'loa-ingest-'));
try {
  await using ingest = await createMediaIngest({
    workDir,
    timers: systemTimers,
    logger: silentLogger,
    ffmpegPath,
  });
  const beganAtMs = performance.now();
  const signal = new AbortController().signal;
  const prepared = await ingest.prepare(file, { signal, onProgress: () => {} });
  const result: IngestResult = {
    outcome: prepared.outcome === 'ready' ? 'ready' : prepared.detail,
    wallS: (performance.now() - beganAtMs) / 1000,
    soundS: prepared.outcome === 'ready' ? prepared.asset.durationFrames / 48_000 : 0,
  };
  process.send?.(result);
} finally {
  await rm(workDir, { recursive: true, force: true });
}
process.disconnect?.();
