/** A place to prepare uploads in: a folder of its own, a real ffmpeg and what to feed it. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { silentLogger, systemTimers } from '@loa/runtime/node';
import { findFfmpeg } from '../../src/adapters/media/find-ffmpeg.ts';
import { createMediaIngest, type MediaIngestDeps } from '../../src/adapters/media/index.ts';
import type { MediaStep, Preparation, PreparedAsset } from '../../src/engine/media-port.ts';

export const SYSTEM_FFMPEG: string = findFfmpeg(null);
export const BUNDLED_FFMPEG: string = (
  createRequire(import.meta.url)('@ffmpeg-installer/ffmpeg') as { path: string }
).path;

/** Spoken Vietnamese, 13 s. */
export const SPEECH: string = fileURLToPath(
  new URL('../../../audio-samples/cat-dien.opus', import.meta.url),
);
export const FIXTURES: string = fileURLToPath(new URL('../fixtures/', import.meta.url));

export interface MediaBench extends AsyncDisposable {
  readonly folder: string;
  readonly workDir: string;
  /** Makes a file with ffmpeg from the words before its name. */
  make(name: string, words: readonly string[]): string;
  write(name: string, bytes: Uint8Array | string): string;
  /** The beginning of a file, `part` of it, as a file of its own. */
  cut(file: string, part: number): string;
  prepare(file: string, signal?: AbortSignal): Promise<Preparation>;
  prepared(file: string): Promise<PreparedAsset>;
  readonly progress: [MediaStep, number][];
  /** What is left of the work. */
  leftovers(): string[];
}

export async function openBench(deps: Partial<MediaIngestDeps> = {}): Promise<MediaBench> {
  const folder = mkdtempSync(join(tmpdir(), 'loa-media-'));
  const workDir = deps.workDir ?? join(folder, 'work');
  const ingest = await createMediaIngest({
    workDir,
    timers: systemTimers,
    logger: silentLogger,
    ffmpegPath: null,
    ...deps,
  });
  const progress: [MediaStep, number][] = [];
  const write = (name: string, bytes: Uint8Array | string): string => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return path;
  };
  const prepare = (file: string, signal = new AbortController().signal): Promise<Preparation> =>
    ingest.prepare(file, {
      signal,
      onProgress: (step, fraction) => progress.push([step, fraction]),
    });
  return {
    folder,
    workDir,
    progress,
    write,
    prepare,
    make: (name, words) => {
      const path = join(folder, name);
      execFileSync(SYSTEM_FFMPEG, ['-nostdin', '-v', 'error', '-y', ...words, path]);
      return path;
    },
    cut: (file, part) => {
      const bytes = readFileSync(file);
      return write(
        `cut-${file.slice(file.lastIndexOf('/') + 1)}`,
        bytes.subarray(0, bytes.length * part),
      );
    },
    prepared: async (file) => {
      const result = await prepare(file);
      if (result.outcome !== 'ready') throw new Error(`${result.reason}: ${result.detail}`);
      return result.asset;
    },
    leftovers: () => readdirSync(workDir),
    [Symbol.asyncDispose]: async () => {
      await ingest[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
