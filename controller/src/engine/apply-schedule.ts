/** What a city file says becomes the city: all of it or nothing. */
import type { BulletinId, ProblemCode } from '@loa/protocol/vocabulary';
import type { Clock, Logger } from '@loa/runtime/pure';
import type { Bulletin } from '../domain/library/bulletin.ts';
import { SCHEDULE_AUTHOR } from '../domain/playout/authorise.ts';
import type { CityMap, CityNode } from '../domain/zoning/city-map.ts';
import type { AssetStore } from './asset-store-port.ts';
import { keepDeclaredPapers } from './declared-papers.ts';
import { declaredSounds, type SoundProblem } from './declared-sounds.ts';
import type { EventBus } from './events.ts';
import type { MediaIngest, PreparedAsset } from './media-port.ts';
import type { PaperFiles } from './paper-files-port.ts';
import type { Planner } from './planning.ts';
import type { Stores, Timeline } from './ports.ts';
import { type CityState, differenceOf } from './schedule-difference.ts';
import {
  documentConflicts,
  everyDocument,
  fileDocuments,
  heldOfFile,
  storeDocuments,
} from './schedule-documents.ts';
import type { DeclaredBulletin, DeclaredNodes, ReadPrepared, Schedule } from './schedule-port.ts';

export interface ApplyDeps {
  readonly stores: Pick<
    Stores,
    'city' | 'library' | 'calendar' | 'documents' | 'audit' | 'transactions'
  >;
  readonly media: MediaIngest;
  readonly readPrepared: ReadPrepared;
  readonly assets: AssetStore;
  readonly papers: PaperFiles;
  readonly planner: Planner;
  readonly declared: DeclaredNodes;
  readonly timeline: Timeline;
  readonly clock: Clock;
  readonly events: EventBus;
  readonly logger: Logger;
}

export type Applied =
  /** `changes` is empty where the city already was as the file says. */
  | { readonly outcome: 'applied'; readonly changes: readonly string[] }
  | { readonly outcome: 'refused'; readonly problems: readonly SoundProblem[] };

/** How a file is applied. */
export interface ApplyOptions {
  readonly signal: AbortSignal;
  /**
   * [DOC26] As at every start: documents are left alone while the file's are those that it brought last
   * time, so that what people changed since on the console stands.
   */
  readonly isRepeat?: boolean;
}

export async function applySchedule(
  deps: ApplyDeps,
  file: Schedule,
  { signal, isRepeat = false }: ApplyOptions,
): Promise<Applied> {
  const isAsBefore = isRepeat && deps.stores.city.appliedDocuments() === file.documentsDigest;
  const schedule = isAsBefore ? { ...file, documents: heldOfFile(deps.stores) } : file;
  const { stores, events, planner, declared } = deps;
  const before = stateOf(deps, schedule);
  const conflicts = conflictsOf(before, schedule);
  if (conflicts.length > 0) return { outcome: 'refused', problems: conflicts };
  const sounds = await declaredSounds(deps, schedule.bulletins, signal);
  if (sounds.outcome === 'refused') return sounds;
  const after = targetState(deps, schedule, sounds.assets);
  const dangling = documentConflicts(stores, { before, after });
  if (dangling.length > 0) return { outcome: 'refused', problems: dangling };
  for (const asset of sounds.assets.values()) await deps.assets.put(asset);
  const lostPapers = await keepDeclaredPapers(deps.papers, schedule.bulletins);
  if (lostPapers.length > 0) return { outcome: 'refused', problems: lostPapers };
  signal.throwIfAborted();

  const changes = differenceOf(before, after);
  const fresh = schedule.bulletins.filter((one) => isFresh(deps, one));
  if (changes.length > 0 || fresh.length > 0) {
    stores.transactions.run(() => store(deps, { before, after, changes, fresh }));
    events.emit({ kind: 'city-changed' });
    events.emit({ kind: 'library-changed' });
    const documentKinds = [...new Set([...before.documents, ...after.documents].map(kindOf))];
    events.emit({ kind: 'documents-changed', documentKinds });
    // The city has changed whatever becomes of the file: it is planned even where that fails.
    planner.request();
    declared.save([...schedule.map.nodes.keys()]);
  }
  if (stores.city.appliedDocuments() !== file.documentsDigest) {
    stores.city.putAppliedDocuments(file.documentsDigest);
  }
  planner.republish();
  await planner.settled();
  return { outcome: 'applied', changes };
}

/** [DOC23] What applying it would change. Sound that is not prepared yet counts as different. */
export async function compareSchedule(deps: ApplyDeps, schedule: Schedule): Promise<Applied> {
  const before = stateOf(deps, schedule);
  const conflicts = conflictsOf(before, schedule);
  if (conflicts.length > 0) return { outcome: 'refused', problems: conflicts };
  const sounds = await declaredSounds(deps, schedule.bulletins, 'compare');
  if (sounds.outcome === 'refused') return sounds;
  const after = targetState(deps, schedule, sounds.assets);
  const dangling = documentConflicts(deps.stores, { before, after });
  if (dangling.length > 0) return { outcome: 'refused', problems: dangling };
  return { outcome: 'applied', changes: differenceOf(before, after) };
}

function kindOf<K>({ kind }: { readonly kind: K }): K {
  return kind;
}

function stateOf({ stores }: ApplyDeps, schedule: Schedule): CityState {
  return {
    map: stores.city.load(),
    settings: stores.city.settings(),
    bulletins: stores.library.list(),
    documents: fileDocuments(stores, schedule.documents),
  };
}

/** All of the city, whoever made it. */
export function wholeState({ stores }: Pick<ApplyDeps, 'stores'>): CityState {
  return {
    map: stores.city.load(),
    settings: stores.city.settings(),
    bulletins: stores.library.list(),
    documents: everyDocument(stores),
  };
}

function conflictsOf(before: CityState, schedule: Schedule): SoundProblem[] {
  const code: ProblemCode = 'schedule-invalid';
  if (!before.map) return [];
  if (before.map.cityId === schedule.map.cityId) {
    // [DOC32]
    const lost = before.settings.reforms.filter((id) => !schedule.settings.reforms.includes(id));
    return lost.map((id) => ({
      code,
      detail: `city.reforms: the units of this city have moved by ${id}, which the file has not in it; export the city and go on from that file`,
    }));
  }
  const detail = `this data folder belongs to ${before.map.cityId}, the file is for ${schedule.map.cityId}; use a data folder of its own`;
  return [{ code, detail }];
}

/** What was made on the console stays the console's, where the file only repeats it. */
function isFresh({ stores }: ApplyDeps, { bulletinId, sourceHash }: DeclaredBulletin): boolean {
  const source = stores.library.sourceOf(bulletinId);
  if (source === null && stores.library.get(bulletinId) !== null) return false;
  return source !== sourceHash;
}

function targetState(
  deps: ApplyDeps,
  schedule: Schedule,
  prepared: ReadonlyMap<BulletinId, PreparedAsset>,
): CityState {
  const { stores, clock, timeline } = deps;
  const declaredIds = new Set(schedule.bulletins.map(({ bulletinId }) => bulletinId));
  const needed = new Set(
    stores.calendar
      .between(timeline.nowUs(), Number.MAX_SAFE_INTEGER)
      .filter(({ origin }) => origin === 'sent')
      .map(({ bulletinId }) => bulletinId),
  );
  const kept = stores.library
    .list()
    .filter(({ bulletinId }) => !declaredIds.has(bulletinId))
    .filter(
      ({ bulletinId }) => stores.library.sourceOf(bulletinId) === null || needed.has(bulletinId),
    );
  const bulletins = schedule.bulletins.map((one) =>
    bulletinOf(one, {
      held: stores.library.get(one.bulletinId),
      asset: prepared.get(one.bulletinId) ?? null,
      nowMs: clock.nowMs(),
    }),
  );
  return {
    map: withAddedNodes(deps, schedule.map),
    settings: schedule.settings,
    bulletins: [...kept, ...bulletins],
    documents: schedule.documents,
  };
}

function bulletinOf(
  declared: DeclaredBulletin,
  sound: {
    readonly held: Bulletin | null;
    readonly asset: PreparedAsset | null;
    readonly nowMs: number;
  },
): Bulletin {
  const { bulletinId, title, category, language, unitId } = declared;
  const { held, asset, nowMs } = sound;
  const content = asset ?? held;
  if (content === null) throw new Error(`${bulletinId} has neither prepared nor held sound`);
  const isNewSound = held !== null && held.assetId !== content.assetId;
  const revision = Math.max(declared.revision ?? 1, held?.revision ?? 1);
  return {
    bulletinId,
    revision: isNewSound ? Math.max(revision, held.revision + 1) : revision,
    title,
    class: declared.class,
    category,
    language,
    unitId,
    author: declared.author ?? SCHEDULE_AUTHOR,
    createdAtMs: held?.createdAtMs ?? declared.createdAtMs ?? nowMs,
    assetId: content.assetId,
    durationFrames: content.durationFrames,
    loudnessLufs: content.loudnessLufs,
    truePeakDbtp: content.truePeakDbtp,
    ...declared.way,
  };
}

/**
 * Nodes that were added from the console stay while their unit does, and so does what was set on the
 * spot.
 */
function withAddedNodes({ stores, declared }: ApplyDeps, map: CityMap): CityMap {
  const former = new Set(declared.load());
  const present = stores.city.load()?.nodes;
  const added = [...(present?.values() ?? [])].filter(
    ({ nodeId, unitId }) => !map.nodes.has(nodeId) && !former.has(nodeId) && map.units.has(unitId),
  );
  return {
    ...map,
    nodes: new Map(
      [...map.nodes.values(), ...added].map((node: CityNode) => [
        node.nodeId,
        { ...node, tuning: present?.get(node.nodeId)?.tuning ?? node.tuning },
      ]),
    ),
  };
}

function store(
  { stores, clock }: ApplyDeps,
  change: {
    readonly before: CityState;
    readonly after: CityState;
    readonly changes: readonly string[];
    readonly fresh: readonly DeclaredBulletin[];
  },
): void {
  const { before, after, changes, fresh } = change;
  if (after.map) stores.city.replace(after.map);
  stores.city.putSettings(after.settings);
  const held = new Map(before.bulletins.map((one) => [one.bulletinId, JSON.stringify(one)]));
  for (const one of after.bulletins) {
    if (held.get(one.bulletinId) !== JSON.stringify(one)) stores.library.put(one);
    held.delete(one.bulletinId);
  }
  for (const bulletinId of held.keys()) stores.library.remove(bulletinId);
  for (const one of fresh) stores.library.setSource(one.bulletinId, one.sourceHash);
  storeDocuments(stores, { before: before.documents, after: after.documents }, clock.nowMs());
  stores.audit.append({
    atMs: clock.nowMs(),
    actor: SCHEDULE_AUTHOR,
    action: 'schedule.applied',
    subject: after.map?.cityId ?? '',
    detail: { changes: changes.slice(0, AUDITED_CHANGES), count: changes.length },
  });
}

/** Lines of the difference that the audit entry keeps. */
const AUDITED_CHANGES = 200;
