/**
 * Bulletins, and the work that makes an upload one: one file at a time, in the order of arrival.
 * Jobs live in memory; a restart forgets them and sweeps their files.
 */
import type { BulletinId, ProblemCode } from '@loa/protocol/vocabulary';
import { type Clock, encodeBase64Url, LoaError, type Logger, type Random } from '@loa/runtime/pure';
import { usesOfBulletin } from '../domain/documents/in-use.ts';
import {
  AS_BROUGHT_IN,
  type Bulletin,
  NOT_REVIEWED,
  type Review,
} from '../domain/library/bulletin.ts';
import { newBulletinId } from '../domain/library/bulletin-id.ts';
import { type BulletinAmendment, stateOn } from '../domain/library/review.ts';
import { searchWords } from '../domain/library/search-words.ts';
import type { Actor } from '../domain/policy/actor.ts';
import { decide } from '../domain/policy/permissions.ts';
import { type CityMap, isWithin } from '../domain/zoning/city-map.ts';
import { broughtIn, changed, type RightsGround, today } from './approval-rights.ts';
import type { AssetStore } from './asset-store-port.ts';
import { allDocuments } from './document-desk.ts';
import type { EventBus } from './events.ts';
import type {
  BulletinSearch,
  Library,
  MadeSound,
  NewBulletin,
  Refused,
  SoundMaker,
  UploadJob,
} from './facades.ts';
import type { MediaIngest, MediaStep, PreparedAsset } from './media-port.ts';
import { withPaper } from './papers.ts';
import type { Planner } from './planning.ts';
import type {
  AuditStore,
  CalendarStore,
  DocumentStore,
  LibraryStore,
  Timeline,
  Transactions,
} from './ports.ts';
import type { UploadFiles } from './upload-files-port.ts';

export const LIBRARY_LIMITS = {
  /** Uploads that wait or are prepared; one more is `media-queue-full`. */
  queue: 20,
  /** How long a finished job can be asked for. */
  jobKeptMs: 3_600_000,
  /** Finished jobs kept at a time. */
  jobsKept: 200,
  /** A sending may be planned this far ahead: what to look through before a bulletin goes. */
  plannedAheadUs: 400 * 86_400_000_000,
} as const;

export interface LibraryDeps {
  readonly store: LibraryStore;
  readonly calendar: CalendarStore;
  readonly documents: DocumentStore;
  readonly audit: AuditStore;
  readonly transactions: Transactions;
  readonly media: MediaIngest;
  readonly assets: AssetStore;
  readonly uploads: UploadFiles;
  readonly events: EventBus;
  readonly planner: Pick<Planner, 'request'>;
  /** Null before a city file was applied. */
  readonly map: () => CityMap | null;
  readonly timeline: Timeline;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

export interface LibraryEngine extends Library, AsyncDisposable {
  /** Before the first upload: removes what an earlier run left behind. */
  start(): Promise<void>;
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

export function createLibrary(deps: LibraryDeps): LibraryEngine {
  const jobs = createJobs(deps);
  const { store } = deps;
  return {
    start: () => deps.uploads.sweep(),
    list: () => store.list(),
    search: (actor, asked) => search(deps, actor, asked),
    get: (bulletinId) => store.get(bulletinId),
    soundFile: (bulletinId) => {
      const bulletin = store.get(bulletinId);
      return bulletin && deps.assets.oggPath(bulletin.assetId);
    },
    submit: (actor, bulletin, sound) =>
      validityFault(bulletin) ?? jobs.submit(actor.username, bulletin, sound),
    job: (jobId) => jobs.find(jobId),
    jobs: () => jobs.list(),
    change: (actor, bulletinId, change) => {
      const former = store.get(bulletinId);
      if (!former) return gone(bulletinId);
      const { paperNumber, ...fields } = change;
      const given = Object.entries(fields).filter(([, value]) => value !== undefined);
      const amendment: BulletinAmendment = Object.fromEntries(given);
      const fault = amendmentFault(store, former, amendment);
      if (fault) return fault;
      const said = changed(groundOf(deps), { former, amendment, by: actor.username });
      const bulletin =
        paperNumber === undefined ? said : withPaper(said, paperOf(said, paperNumber));
      deps.transactions.run(() => {
        store.put(bulletin);
        note(deps, { actor: actor.username, action: 'bulletin.change', bulletin });
      });
      deps.events.emit({ kind: 'library-changed' });
      deps.planner.request();
      return bulletin;
    },
    remove: (actor, bulletinId) => {
      const bulletin = store.get(bulletinId);
      if (!bulletin) return gone(bulletinId);
      if (isPlanned(deps, bulletinId)) {
        return {
          outcome: 'refused',
          code: 'bulletin-in-use',
          detail: 'the bulletin sounds or is planned: take it off the plan first',
        };
      }
      deps.transactions.run(() => {
        store.remove(bulletinId);
        note(deps, { actor: actor.username, action: 'bulletin.remove', bulletin });
      });
      deps.events.emit({ kind: 'library-changed' });
      // Its sound goes with housekeeping, when nothing of the last day cites it either.
      return { outcome: 'removed' };
    },
    [Symbol.asyncDispose]: () => jobs.close(),
  };
}

type Found = ReturnType<Library['search']>;

/** [APR40] */
function search(deps: LibraryDeps, actor: Actor, asked: BulletinSearch): Found {
  const map = deps.map();
  const day = today(groundOf(deps));
  const words = searchWords(asked.q);
  const matching = asked.q === '' ? null : deps.store.matching(words);
  const isAsked = (one: Bulletin): boolean =>
    (matching === null || matching.has(one.bulletinId)) &&
    (asked.class === undefined || one.class === asked.class) &&
    (asked.category === undefined || one.category === asked.category) &&
    (asked.state === undefined || stateOn(one, day) === asked.state) &&
    (asked.unit === undefined || (map !== null && isWithin(map, one.unitId, asked.unit)));
  const mayRead = ({ unitId }: Bulletin): boolean => {
    const resource = { kind: 'bulletin', unitId } as const;
    return decide({ actor, action: 'bulletin.read', resource, map }) === 'allowed';
  };
  const all = deps.store.list();
  const from = asked.after ? all.findIndex((one) => one.bulletinId === asked.after) + 1 : 0;
  const rest = all.slice(from).filter((one) => isAsked(one) && mayRead(one));
  const bulletins = rest.slice(0, asked.limit);
  const next = rest.length > asked.limit ? (bulletins.at(-1)?.bulletinId ?? null) : null;
  return { bulletins, next };
}

function groundOf({ documents, map, clock }: LibraryDeps): RightsGround {
  return { documents, map: map(), nowMs: clock.nowMs() };
}

/** The file stays beside another number; without a number there is no paper. */
function paperOf({ review }: Bulletin, number: string | null): Review['paper'] {
  return number === null ? null : { number, file: review.paper?.file ?? null };
}

/** [APR13] Another language's version is of a bulletin that is no version itself; days are in order. */
function amendmentFault(
  store: LibraryStore,
  former: Bulletin,
  { versionOf, ...amendment }: BulletinAmendment,
): Refused | null {
  const fault = validityFault({ ...former, ...amendment });
  if (fault) return fault;
  if (versionOf === undefined || versionOf === null) return null;
  const original = store.get(versionOf);
  if (original === null) return faulty('versionOf', `there is no bulletin "${versionOf}"`);
  if (store.list().some((one) => one.versionOf === former.bulletinId)) {
    return faulty('versionOf', 'it has versions itself; make those versions of the other first');
  }
  const isOriginal = original.versionOf === null && versionOf !== former.bulletinId;
  return isOriginal
    ? null
    : faulty('versionOf', `"${versionOf}" is a version itself; name the bulletin it is of`);
}

function validityFault({
  validFrom = null,
  validThrough = null,
}: Pick<NewBulletin, 'validFrom' | 'validThrough'>): Refused | null {
  if (validFrom === null || validThrough === null || validThrough >= validFrom) return null;
  return faulty('validThrough', `it ends before it begins; ${validFrom} at the earliest`);
}

function faulty(field: string, detail: string): Refused {
  return { outcome: 'refused', code: 'bad-request', detail: `${field}: ${detail}`, field };
}

function gone(bulletinId: BulletinId): Refused {
  return { outcome: 'refused', code: 'not-found', detail: `there is no bulletin "${bulletinId}"` };
}

function isPlanned(deps: LibraryDeps, bulletinId: BulletinId): boolean {
  const { calendar, documents, timeline } = deps;
  const nowUs = timeline.nowUs();
  return (
    // [DOC17]
    usesOfBulletin(bulletinId, allDocuments(documents)).length > 0 ||
    calendar
      .between(nowUs, nowUs + LIBRARY_LIMITS.plannedAheadUs)
      .some(({ bulletinId: played, stoppedAtUs }) => played === bulletinId && stoppedAtUs === null)
  );
}

function note(
  deps: LibraryDeps,
  { actor, action, bulletin }: { actor: string; action: string; bulletin: Bulletin },
): void {
  const { bulletinId, title, assetId, revision, state, review } = bulletin;
  const detail = { title, assetId, revision, state, paper: review.paper?.number ?? null };
  deps.audit.append({ atMs: deps.clock.nowMs(), actor, action, subject: bulletinId, detail });
}

function createJobs(deps: LibraryDeps) {
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
    const bulletin = keep(deps, job, prepared.asset);
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
    const oldestMs = deps.clock.nowMs() - LIBRARY_LIMITS.jobKeptMs;
    for (const [index, job] of ended.entries()) {
      const isTooMany = ended.length - index > LIBRARY_LIMITS.jobsKept;
      if (isTooMany || (job.endedAtMs ?? 0) < oldestMs) jobs.delete(job.view.jobId);
    }
  }

  return {
    submit: (owner: string, bulletin: NewBulletin, sound: string | SoundMaker) => {
      const busy = waiting.length + (turn === null ? 0 : 1);
      if (busy >= LIBRARY_LIMITS.queue || stop.signal.aborted) {
        const detail = `${LIBRARY_LIMITS.queue} uploads are waiting: try again in a few minutes`;
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
async function removeUpload({ uploads, logger }: LibraryDeps, { file, view }: Job): Promise<void> {
  if (file === null) return;
  try {
    await uploads.remove(file);
  } catch (error) {
    logger.error({ err: error, jobId: view.jobId }, 'an upload was not removed');
  }
}

function newView({ random }: LibraryDeps, owner: string, bulletin: NewBulletin): UploadJob {
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

/** Writes the bulletin whose sound has just been stored. */
function keep(deps: LibraryDeps, job: Job, asset: PreparedAsset): Bulletin {
  const { templateId = null, ...brought } = job.bulletin;
  const sound: Bulletin = {
    ...AS_BROUGHT_IN,
    ...brought,
    review: { ...NOT_REVIEWED, templateId },
    bulletinId: newBulletinId(job.bulletin.title, deps.random.bytes(6)),
    revision: 1,
    author: job.view.owner,
    createdAtMs: deps.clock.nowMs(),
    assetId: asset.assetId,
    durationFrames: asset.durationFrames,
    loudnessLufs: asset.loudnessLufs,
    truePeakDbtp: asset.truePeakDbtp,
  };
  const bulletin = broughtIn(groundOf(deps), sound);
  deps.transactions.run(() => {
    deps.store.put(bulletin);
    note(deps, { actor: job.view.owner, action: 'bulletin.add', bulletin });
  });
  return bulletin;
}

function codeOf(error: unknown): ProblemCode {
  if (error instanceof LoaError) {
    if (error.code === 'storage-full' || error.code === 'unavailable') return error.code;
  }
  return 'internal';
}
