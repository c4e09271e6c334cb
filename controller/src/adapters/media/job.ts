/** One upload on its way to sound: probe, measure, encode, check. */
import { symlinkSync, writeFileSync } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { LIMITS } from '@loa/protocol/vocabulary';
import type { Confinement } from '@loa/runtime/node';
import type { Timers } from '@loa/runtime/pure';
import type { Measured } from '../../domain/library/loudness.ts';
import {
  type cpuSecondsFor,
  MEDIA_RULES,
  type MediaClaims,
  type Refusal,
  refusal,
} from '../../domain/library/media-rules.ts';
import {
  isOgg,
  oggEndsInsidePage,
  refuseByContent,
  SNIFF_BYTES,
  TAIL_BYTES,
  wavEndsEarly,
} from '../../domain/library/sniff.ts';
import type { MediaStep, PrepareOptions } from '../../engine/media-port.ts';
import { inputName, writeMediaCage } from './confinement.ts';
import { type FfmpegArguments, probeArguments } from './ffmpeg-arguments.ts';
import { parseMeter, parseProbe, tellsOfMissingEnd } from './ffmpeg-output.ts';
import { type FfmpegRun, runFfmpeg } from './run-ffmpeg.ts';

export interface JobWorld {
  /** Absolute path. */
  readonly ffmpeg: string;
  readonly confinement: Confinement;
  readonly timers: Timers;
  /** CPU limit of a run, by the seconds the upload claims to last. */
  readonly cpuSeconds: typeof cpuSecondsFor;
}

export interface Job extends PrepareOptions {
  readonly world: JobWorld;
  /** The job's own folder; what is in it goes with it. */
  readonly folder: string;
  /** The upload under a neutral name. */
  readonly upload: string;
}

function tooCostly(): Refusal {
  return refusal('media-too-costly', 'The file takes too much work to decode.');
}

/** Places the upload under a name of ours. */
export async function createJob(
  world: JobWorld,
  folder: string,
  options: PrepareOptions & { readonly file: string },
): Promise<Job> {
  const upload = join(folder, 'in');
  symlinkSync(await realpath(options.file), upload);
  return {
    world,
    folder,
    upload,
    signal: options.signal,
    onProgress: (step, fraction) => options.onProgress(step, fraction),
  };
}

/** Size, first bytes and, for Ogg, last bytes: what needs no decoder. */
export async function inspectFile(file: string): Promise<Refusal | null> {
  await using handle = await open(file, 'r');
  const { size } = await handle.stat();
  if (size > LIMITS.uploadBytes) {
    return refusal(
      'media-too-large',
      `At most ${LIMITS.uploadBytes / 1024 / 1024} MB can be used.`,
    );
  }
  const read = async (length: number, at: number): Promise<Uint8Array> => {
    const part = await handle.read(new Uint8Array(length), 0, length, at);
    return part.buffer.subarray(0, part.bytesRead);
  };
  const head = await read(Math.min(size, SNIFF_BYTES), 0);
  const refused = refuseByContent(head);
  if (refused !== null) return refused;
  if (wavEndsEarly(head, size)) return endsEarly();
  if (!isOgg(head)) return null;
  const tailBytes = Math.min(size, TAIL_BYTES);
  return oggEndsInsidePage(await read(tailBytes, size - tailBytes)) ? endsEarly() : null;
}

function endsEarly(): Refusal {
  return refusal('media-truncated', 'The file ends early: its last part is missing.');
}

export async function probeUpload(job: Job): Promise<MediaClaims | Refusal> {
  const cpuSeconds = MEDIA_RULES.probeCpuSeconds;
  const run = await cagedRun(job, {
    input: job.upload,
    cpuSeconds,
    step: 'probe',
    seconds: null,
    words: probeArguments,
  });
  if (run.outcome === 'too-costly') return tooCostly();
  // A file without sound makes the run fail after the streams were listed.
  return parseProbe(run.lines) ?? refuseUnread(run.lines);
}

function refuseUnread(lines: readonly string[]): Refusal {
  if (tellsOfMissingEnd(lines)) return endsEarly();
  return refusal(
    'media-unsupported',
    'The file is damaged or of another kind: WAV, MP3, M4A, AAC, Ogg, Opus, WebM, FLAC and AMR can be used.',
  );
}

export interface JobRun {
  readonly input: string;
  /** The wall limit follows from it: a run shares the machine. */
  readonly cpuSeconds: number;
  readonly step: MediaStep;
  /** Seconds of sound that make the step whole. */
  readonly seconds: number | null;
  words(input: string): FfmpegArguments;
}

export type RunResult = Extract<FfmpegRun, { outcome: 'done' }> | Refusal;

export async function runStep(job: Job, run: JobRun): Promise<RunResult> {
  const result = await cagedRun(job, run);
  if (result.outcome === 'too-costly') return tooCostly();
  if (result.outcome === 'failed') return refuseUnread(result.lines);
  return result;
}

async function cagedRun(job: Job, run: JobRun): Promise<FfmpegRun> {
  const { timers, confinement, ffmpeg } = job.world;
  const cage = join(job.folder, 'cage');
  const { cpuSeconds } = run;
  await writeMediaCage(cage, { confinement, program: ffmpeg, input: run.input, cpuSeconds });
  return runFfmpeg(run.words(inputName({ confinement, input: run.input })), {
    cage,
    signal: job.signal,
    timers,
    wallMs: cpuSeconds * MEDIA_RULES.wallPerCpu * 1000,
    onSeconds: (seconds) => {
      if (run.seconds) job.onProgress(run.step, Math.min(1, seconds / run.seconds));
    },
  });
}

/** What a run gave, as the input of another. */
export function writeResult(job: Job, bytes: Uint8Array, name: 'out' | 'excerpt'): string {
  const path = join(job.folder, name);
  writeFileSync(path, bytes);
  return path;
}

export function meterOf(run: Extract<FfmpegRun, { outcome: 'done' }>): Measured {
  return parseMeter(run.lines);
}
