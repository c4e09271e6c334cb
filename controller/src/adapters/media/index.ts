import { type Confinement, fullDiskError, openTurns } from '@loa/runtime/node';
import type { Logger, Timers } from '@loa/runtime/pure';
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
  const turns = openTurns(MEDIA_RULES.queue);

  async function prepare(file: string, options: PrepareOptions): Promise<Preparation> {
    try {
      using folder = openWorkFolder(workDir);
      const onProgress: PrepareOptions['onProgress'] = (step, part) =>
        options.onProgress(step, part);
      const job = await createJob(world, folder.path, {
        file,
        signal: options.signal,
        onProgress,
      });
      return await prepareUpload(job);
    } catch (error) {
      throw fullDiskError(error, 'There is no room to prepare the sound.');
    }
  }

  return {
    confinement: world.confinement,
    ffmpeg: world.ffmpeg,
    prepare: async (file, options) => {
      const turn = turns.take(options.signal, (signal) => prepare(file, { ...options, signal }));
      if (turn !== null) return await turn;
      return refusal('media-queue-full', `${MEDIA_RULES.queue} uploads are waiting already.`);
    },
    [Symbol.asyncDispose]: () => turns[Symbol.asyncDispose](),
  };
}
