import { type Confinement, diskError, TurnQueue } from '@loa/runtime/node';
import type { Logger, Timers } from '@loa/runtime/pure';
import { LoaError } from '@loa/runtime/pure';
import { cpuSecondsFor, MEDIA_RULES, refusal } from '../../domain/library/media-rules.ts';
import type { MediaIngest, Preparation, PrepareOptions } from '../../engine/media-port.ts';
import { detectConfinement } from './confinement.ts';
import { findFfmpeg } from './find-ffmpeg.ts';
import { createJob, type JobWorld } from './job.ts';
import { prepareUpload } from './prepare.ts';
import { openWorkFolder, sweepWorkFolders } from './work-folder.ts';

export { packRecording } from './pack-recording.ts';
export { readPrepared } from './read-prepared.ts';

export interface MediaIngestDeps {
  /** A directory of its own; what is left there from a crash is removed at start. */
  readonly workDir: string;
  readonly timers: Timers;
  readonly logger: Logger;
  /** `FFMPEG_PATH`; null searches PATH, then the npm package. */
  readonly ffmpegPath: string | null;
  /** Forces a confinement; the default is the strictest that works here. */
  readonly confinement?: Confinement;
  /** CPU limit of one run, by the seconds of sound. */
  readonly cpuSeconds?: (seconds: number | null) => number;
}

export interface OpenMediaIngest extends MediaIngest, AsyncDisposable {
  readonly confinement: Confinement;
  readonly ffmpeg: string;
}

/**
 * Finds ffmpeg, tries the cage and sweeps the work directory. Disposing aborts what runs and waits
 * until nothing of it is left.
 */
export async function createMediaIngest(deps: MediaIngestDeps): Promise<OpenMediaIngest> {
  const { timers, logger, workDir } = deps;
  const swept = sweepWorkFolders(workDir);
  const ffmpeg = findFfmpeg(deps.ffmpegPath);
  const confinement = deps.confinement ?? (await tryCage(workDir, ffmpeg));
  logger.info({ ffmpeg, confinement, swept }, 'media ready');
  if (confinement === 'limits') {
    logger.warn({}, 'bubblewrap does not run here: ffmpeg has resource limits but no sandbox');
  }
  const cpuSeconds = deps.cpuSeconds ?? cpuSecondsFor;
  const world: JobWorld = { ffmpeg, confinement, timers, cpuSeconds };
  return openIngest(world, workDir);
}

async function tryCage(workDir: string, ffmpeg: string): Promise<Confinement> {
  using folder = openWorkFolder(workDir);
  return await detectConfinement(ffmpeg, folder.path);
}

function openIngest(world: JobWorld, workDir: string): OpenMediaIngest {
  const queue = new TurnQueue(MEDIA_RULES.queue);
  const closing = new AbortController();
  const running = new Set<Promise<Preparation>>();

  async function prepare(file: string, options: PrepareOptions): Promise<Preparation> {
    const signal = AbortSignal.any([options.signal, closing.signal]);
    const waiting = queue.take(signal);
    if (waiting === null) {
      return refusal('media-queue-full', `${MEDIA_RULES.queue} uploads are waiting already.`);
    }
    using _turn = await waiting;
    try {
      using folder = openWorkFolder(workDir);
      const onProgress: PrepareOptions['onProgress'] = (step, part) =>
        options.onProgress(step, part);
      const job = await createJob(world, folder.path, { file, signal, onProgress });
      return await prepareUpload(job);
    } catch (error) {
      throw asOperatingError(error);
    }
  }

  return {
    confinement: world.confinement,
    ffmpeg: world.ffmpeg,
    prepare: (file, options) => {
      const work = prepare(file, options);
      running.add(work);
      const done = (): void => {
        running.delete(work);
      };
      work.then(done, done);
      return work;
    },
    [Symbol.asyncDispose]: async () => {
      closing.abort(new LoaError('unavailable', 'The controller is closing.'));
      await Promise.allSettled(running);
    },
  };
}

function asOperatingError(error: unknown): unknown {
  const operating = diskError(error, 'There is no room to prepare the sound.');
  return operating.code === 'storage-full' ? operating : error;
}
