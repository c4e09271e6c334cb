/** Bulletins: what the library holds, and what may be changed and removed. */
import type { BulletinId } from '@loa/protocol/vocabulary';
import type { Clock, Logger, Random } from '@loa/runtime/pure';
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
import type { BulletinSearch, Library, NewBulletin, Refused } from './facades.ts';
import type { MediaIngest, PreparedAsset } from './media-port.ts';
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
import { type Brought, createUploadJobs } from './upload-jobs.ts';

const LIBRARY_LIMITS = {
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

export function createLibrary(deps: LibraryDeps): LibraryEngine {
  const jobs = createUploadJobs(deps, (job, asset) => keep(deps, job, asset));
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

/** Writes the bulletin whose sound has just been stored. */
function keep(
  deps: LibraryDeps,
  { owner, bulletin: told }: Brought,
  asset: PreparedAsset,
): Bulletin {
  const { templateId = null, ...brought } = told;
  const sound: Bulletin = {
    ...AS_BROUGHT_IN,
    ...brought,
    review: { ...NOT_REVIEWED, templateId },
    bulletinId: newBulletinId(told.title, deps.random.bytes(6)),
    revision: 1,
    author: owner,
    createdAtMs: deps.clock.nowMs(),
    assetId: asset.assetId,
    durationFrames: asset.durationFrames,
    loudnessLufs: asset.loudnessLufs,
    truePeakDbtp: asset.truePeakDbtp,
  };
  const bulletin = broughtIn(groundOf(deps), sound);
  deps.transactions.run(() => {
    deps.store.put(bulletin);
    note(deps, { actor: owner, action: 'bulletin.add', bulletin });
  });
  return bulletin;
}
