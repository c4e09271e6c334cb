/**
 * The work that makes an upload a bulletin: one file at a time, in the order of arrival. Jobs live in
 * memory; a restart forgets them and sweeps their files.
 */
import type { ProblemCode } from '@loa/protocol/vocabulary';
import { type Clock, encodeBase64Url, LoaError, type Logger, type Random } from '@loa/runtime/pure';
import type { Bulletin } from '../domain/library/bulletin.ts';
import type { AssetStore } from './asset-store-port.ts';
import type { EventBus } from './events.ts';
import type { MadeSound, NewBulletin, SoundMaker, UploadJob } from './facades.ts';
import type { MediaIngest, MediaStep, PreparedAsset } from './media-port.ts';
import type { UploadFiles } from './upload-files-port.ts';

export const UPLOAD_LIMITS = {
  /** Uploads that wait or are prepared; one more is `media-queue-full`. */
  queue: 20,
  /** How long a finished job can be asked for. */
  jobKeptMs: 3_600_000,
  /** Finished jobs kept at a time. */
  jobsKept: 200,
} as const;

export interface UploadJobsDeps {
  readonly media: MediaIngest;
  readonly assets: AssetStore;
  readonly uploads: UploadFiles;
  readonly events: EventBus;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

/** What was brought in, and by whom. */
export interface Brought {
  readonly owner: string;
  readonly bulletin: NewBulletin;
}

interface Job {
  view: UploadJob;
  /** Null until it is made, where it is not sent. */
  file: string | null;
  readonly make: SoundMaker | null;
  readonly bulletin: NewBulletin;
  endedAtMs: number | null;
}

/** How the steps share the bar a person sees. They take about so long each. */
const STEP_SHARE: Record<MediaStep, { readonly from: number; readonly share: number }> = {
  probe: { from: 0.02, share: 0.03 },
  measure: { from: 0.05, share: 0.3 },
  encode: { from: 0.35, share: 0.35 },
  check: { from: 0.7, share: 0.25 },
};
/** A change smaller than this is not worth telling. */
const PROGRESS_STEP = 0.02;

/** @param keep writes the bulletin whose sound has just been stored */
export function createUploadJobs(
  deps: UploadJobsDeps,
  keep: (brought: Brought, asset: PreparedAsset) => Bulletin,
) {
  const jobs = new Map<string, Job>();
  const waiting: Job[] = [];
  const stop = new AbortController();
  let turn: Promise<void> | null = null;

  function change(job: Job, change: Partial<UploadJob>): void {
    job.view = { ...job.view, ...change };
    if (job.view.state === 'done' || job.view.state === 'refused') {
      job.endedAtMs = deps.clock.nowMs();
    }
    deps.events.emit({ kind: 'job-changed', jobId: job.view.jobId });
  }

  function progress(job: Job, step: MediaStep, fraction: number): void {
    const { from, share } = STEP_SHARE[step];
    const reached = Math.max(job.view.progress, from + share * Math.min(1, Math.max(0, fraction)));
    const isNews = step !== job.view.step || reached - job.view.progress >= PROGRESS_STEP;
    if (isNews) change(job, { step, progress: reached });
  }

  function refuse(job: Job, code: ProblemCode, detail: string): void {
    change(job, { state: 'refused', refusal: { code, detail } });
  }

  async function run(job: Job): Promise<void> {
    change(job, { state: 'running' });
    const made = await soundOf(job, stop.signal);
    if (made.outcome === 'refused') return refuse(job, made.code, made.detail);
    change(job, { step: 'probe', progress: 0.02 });
    const prepared = await deps.media.prepare(made.file, {
      signal: stop.signal,
      onProgress: (step, fraction) => progress(job, step, fraction),
    });
    if (prepared.outcome === 'refused') return refuse(job, prepared.reason, prepared.detail);
    change(job, { step: 'store', progress: 0.95 });
    await deps.assets.put(prepared.asset);
    const bulletin = keep({ owner: job.view.owner, bulletin: job.bulletin }, prepared.asset);
    change(job, { state: 'done', progress: 1, bulletinId: bulletin.bulletinId });
    deps.events.emit({ kind: 'library-changed' });
  }

  async function runAll(): Promise<void> {
    for (let job = waiting.shift(); job && !stop.signal.aborted; job = waiting.shift()) {
      try {
        await run(job);
      } catch (error) {
        if (!stop.signal.aborted) {
          deps.logger.error({ err: error, jobId: job.view.jobId }, 'an upload was not prepared');
        }
        refuse(job, codeOf(error), 'the sound could not be prepared: try again');
      } finally {
        await removeUpload(deps, job);
      }
    }
    turn = null;
  }

  function forgetOld(): void {
    const ended = [...jobs.values()].filter((job) => job.endedAtMs !== null);
    const oldestMs = deps.clock.nowMs() - UPLOAD_LIMITS.jobKeptMs;
    for (const [index, job] of ended.entries()) {
      const isTooMany = ended.length - index > UPLOAD_LIMITS.jobsKept;
      if (isTooMany || (job.endedAtMs ?? 0) < oldestMs) jobs.delete(job.view.jobId);
    }
  }

  return {
    submit: (owner: string, bulletin: NewBulletin, sound: string | SoundMaker) => {
      const busy = waiting.length + (turn === null ? 0 : 1);
      if (busy >= UPLOAD_LIMITS.queue || stop.signal.aborted) {
        const detail = `${UPLOAD_LIMITS.queue} uploads are waiting: try again in a few minutes`;
        return { outcome: 'refused', code: 'media-queue-full', detail } as const;
      }
      forgetOld();
      const [file, make] = typeof sound === 'string' ? [sound, null] : [null, sound];
      const view = newView(deps, owner, bulletin);
      const job: Job = { view, file, make, bulletin, endedAtMs: null };
      jobs.set(job.view.jobId, job);
      waiting.push(job);
      deps.events.emit({ kind: 'job-changed', jobId: job.view.jobId });
      turn ??= runAll();
      return job.view;
    },
    find: (jobId: string) => jobs.get(jobId)?.view ?? null,
    list: () => {
      forgetOld();
      return [...jobs.values()].map((job) => job.view).reverse();
    },
    close: async () => {
      stop.abort(new LoaError('unavailable', 'the controller is stopping', { isRetryable: true }));
      const unstarted = waiting.splice(0);
      await Promise.all(unstarted.map((job) => removeUpload(deps, job)));
      await turn;
    },
  };
}

async function soundOf(job: Job, signal: AbortSignal): Promise<MadeSound> {
  if (job.file !== null) return { outcome: 'made', file: job.file };
  if (job.make === null) throw new Error(`job ${job.view.jobId} has no sound`);
  const making: Promise<MadeSound> = job.make(signal);
  const made = await making;
  if (made.outcome === 'made') job.file = made.file;
  return made;
}

/** What cannot be removed now is swept at the next start. */
async function removeUpload(
  { uploads, logger }: UploadJobsDeps,
  { file, view }: Job,
): Promise<void> {
  if (file === null) return;
  try {
    await uploads.remove(file);
  } catch (error) {
    logger.error({ err: error, jobId: view.jobId }, 'an upload was not removed');
  }
}

function newView({ random }: UploadJobsDeps, owner: string, bulletin: NewBulletin): UploadJob {
  return {
    jobId: encodeBase64Url(random.bytes(12)),
    owner,
    title: bulletin.title,
    state: 'waiting',
    step: 'receive',
    progress: 0,
    bulletinId: null,
    refusal: null,
  };
}

function codeOf(error: unknown): ProblemCode {
  if (error instanceof LoaError) {
    if (error.code === 'storage-full' || error.code === 'unavailable') return error.code;
  }
  return 'internal';
}
