import type { BulletinId, ProblemCode } from '@loa/protocol/vocabulary';
import type { Clock, Logger } from '@loa/runtime/pure';
import { AS_BROUGHT_IN, type Bulletin } from '../domain/library/bulletin.ts';
import { SCHEDULE_AUTHOR } from '../domain/playout/authorise.ts';
import { decide } from '../domain/policy/permissions.ts';
import type { CityMap, CityNode } from '../domain/zoning/city-map.ts';
import type { AssetStore } from './asset-store-port.ts';
import type { EventBus } from './events.ts';
import type { City } from './facades.ts';
import type { MediaIngest, PreparedAsset } from './media-port.ts';
import type { Planner } from './planning.ts';
import type { Stores, Timeline } from './ports.ts';
import { type CityState, differenceOf } from './schedule-difference.ts';
import { documentConflicts, fileDocuments, storeDocuments } from './schedule-documents.ts';
import type { DeclaredBulletin, DeclaredNodes, Schedule } from './schedule-port.ts';

export interface CityDeps {
  readonly stores: Pick<
    Stores,
    'city' | 'library' | 'calendar' | 'documents' | 'audit' | 'transactions'
  >;
  readonly media: MediaIngest;
  readonly assets: AssetStore;
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
  | {
      readonly outcome: 'refused';
      readonly problems: readonly { readonly code: ProblemCode; readonly detail: string }[];
    };

export interface CityEngine extends City {
  /**
   * Makes the city what the schedule says, or changes nothing. Applying the same schedule again
   * changes nothing either. One at a time: a second call waits for the first.
   */
  applySchedule(schedule: Schedule, signal: AbortSignal): Promise<Applied>;
}

export function createCity(deps: CityDeps): CityEngine {
  let last: Promise<unknown> = Promise.resolve();
  return {
    map: () => deps.stores.city.load(),
    addNode: (actor, node) => addNode(deps, actor, node),
    tuneNode: (actor, nodeId, change) => tuneNode(deps, actor, nodeId, change),
    applySchedule: (schedule, signal) => {
      const mine = last.then(() => apply(deps, schedule, signal));
      last = mine.catch(() => undefined);
      return mine;
    },
  };
}

function addNode(deps: CityDeps, ...[actor, node]: Parameters<City['addNode']>) {
  const { stores, clock, events, planner } = deps;
  const map = stores.city.load();
  const resource = { kind: 'unit', unitId: node.unitId } as const;
  if (map && !map.units.has(node.unitId)) {
    const detail = `no unit ${node.unitId}`;
    return { outcome: 'refused', code: 'unknown-target', detail, field: 'unitId' } as const;
  }
  const decision = decide({ actor, action: 'node.add', resource, map });
  if (decision !== 'allowed') {
    const detail = 'outside the unit you answer for';
    return { outcome: 'refused', code: decision.refused, detail, field: 'unitId' } as const;
  }
  if (map?.nodes.has(node.nodeId)) {
    const detail = `${node.nodeId} exists; choose another id`;
    return { outcome: 'refused', code: 'node-exists', detail, field: 'nodeId' } as const;
  }
  stores.transactions.run(() => {
    stores.city.putNode(node);
    stores.audit.append({
      atMs: clock.nowMs(),
      actor: actor.username,
      action: 'node.added',
      subject: node.nodeId,
      detail: { unitId: node.unitId },
    });
  });
  events.emit({ kind: 'city-changed' });
  planner.request();
  return { outcome: 'added' } as const;
}

/** [PLY79] */
function tuneNode(deps: CityDeps, ...[actor, nodeId, change]: Parameters<City['tuneNode']>) {
  const { stores, clock, events, planner } = deps;
  const map = stores.city.load();
  const node = map?.nodes.get(nodeId);
  if (!map || !node) {
    return { outcome: 'refused', code: 'not-found', detail: `there is no node ${nodeId}` } as const;
  }
  const resource = { kind: 'unit', unitId: node.unitId } as const;
  const decision = decide({ actor, action: 'node.tune', resource, map });
  if (decision !== 'allowed') {
    const detail = 'outside the unit you answer for';
    return { outcome: 'refused', code: decision.refused, detail } as const;
  }
  const tuning = { ...node.tuning, ...change };
  stores.transactions.run(() => {
    stores.city.putNode({ ...node, tuning });
    stores.audit.append({
      atMs: clock.nowMs(),
      actor: actor.username,
      action: 'node.tuned',
      subject: nodeId,
      detail: { before: node.tuning, after: tuning },
    });
  });
  events.emit({ kind: 'city-changed' });
  planner.request();
  return { outcome: 'tuned' } as const;
}

async function apply(deps: CityDeps, schedule: Schedule, signal: AbortSignal): Promise<Applied> {
  const { stores, events, planner, declared } = deps;
  const before = stateOf(deps);
  const conflicts = conflictsOf(deps, before, schedule);
  if (conflicts.length > 0) return { outcome: 'refused', problems: conflicts };
  const prepared = await prepareSounds(deps, schedule.bulletins, signal);
  if (prepared.outcome === 'refused') return prepared;
  for (const asset of prepared.assets.values()) await deps.assets.put(asset);
  signal.throwIfAborted();

  const after = targetState(deps, schedule, prepared.assets);
  const changes = differenceOf(before, after);
  const fresh = schedule.bulletins.filter(
    ({ bulletinId, sourceHash }) => stores.library.sourceOf(bulletinId) !== sourceHash,
  );
  if (changes.length > 0 || fresh.length > 0) {
    stores.transactions.run(() => store(deps, { before, after, changes, fresh }));
    events.emit({ kind: 'city-changed' });
    events.emit({ kind: 'library-changed' });
    // The city has changed whatever becomes of the file: it is planned even where that fails.
    planner.request();
    declared.save([...schedule.map.nodes.keys()]);
  }
  planner.republish();
  await planner.settled();
  return { outcome: 'applied', changes };
}

function stateOf({ stores }: CityDeps): CityState {
  return {
    map: stores.city.load(),
    bulletins: stores.library.list(),
    documents: fileDocuments(stores),
  };
}

function conflictsOf({ stores }: CityDeps, before: CityState, schedule: Schedule) {
  const problems: { code: ProblemCode; detail: string }[] = [];
  if (before.map && before.map.cityId !== schedule.map.cityId) {
    problems.push({
      code: 'schedule-invalid',
      detail: `this data folder belongs to ${before.map.cityId}, the file is for ${schedule.map.cityId}; use a data folder of its own`,
    });
  }
  for (const { bulletinId } of schedule.bulletins) {
    if (stores.library.get(bulletinId) && stores.library.sourceOf(bulletinId) === null) {
      problems.push({
        code: 'schedule-invalid',
        detail: `bulletin ${bulletinId}: the library has an uploaded bulletin of this id; choose another`,
      });
    }
  }
  return [...problems, ...documentConflicts(stores, schedule.documents)];
}

type Sounds =
  | { readonly outcome: 'prepared'; readonly assets: ReadonlyMap<BulletinId, PreparedAsset> }
  | Extract<Applied, { outcome: 'refused' }>;

/** Prepares only sound that is new, differs from what was prepared, or is not held any more. */
async function prepareSounds(
  { stores, assets, media, logger }: CityDeps,
  bulletins: readonly DeclaredBulletin[],
  signal: AbortSignal,
): Promise<Sounds> {
  const prepared = new Map<BulletinId, PreparedAsset>();
  const problems: { code: ProblemCode; detail: string }[] = [];
  for (const { bulletinId, soundFile, sourceHash } of bulletins) {
    const held = stores.library.get(bulletinId);
    const isCurrent = stores.library.sourceOf(bulletinId) === sourceHash;
    if (held && isCurrent && assets.has(held.assetId)) continue;
    logger.info({ bulletinId }, 'preparing the sound of a bulletin');
    const result = await media.prepare(soundFile, { signal, onProgress: () => {} });
    if (result.outcome === 'ready') prepared.set(bulletinId, result.asset);
    else {
      const detail = `bulletin ${bulletinId}: ${result.detail} (${soundFile})`;
      problems.push({ code: result.reason, detail });
    }
  }
  if (problems.length > 0) return { outcome: 'refused', problems };
  return { outcome: 'prepared', assets: prepared };
}

function targetState(
  deps: CityDeps,
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
  return {
    bulletinId,
    revision: (held?.revision ?? 1) + (isNewSound ? 1 : 0),
    title,
    class: declared.class,
    category,
    language,
    unitId,
    author: SCHEDULE_AUTHOR,
    createdAtMs: held?.createdAtMs ?? nowMs,
    assetId: content.assetId,
    durationFrames: content.durationFrames,
    loudnessLufs: content.loudnessLufs,
    truePeakDbtp: content.truePeakDbtp,
    ...AS_BROUGHT_IN,
    origin: 'file',
  };
}

/**
 * Nodes that were added from the console stay while their unit does, and so does what was set on the
 * spot.
 */
function withAddedNodes({ stores, declared }: CityDeps, map: CityMap): CityMap {
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
  { stores, clock }: CityDeps,
  change: {
    readonly before: CityState;
    readonly after: CityState;
    readonly changes: readonly string[];
    readonly fresh: readonly DeclaredBulletin[];
  },
): void {
  const { before, after, changes, fresh } = change;
  if (after.map) stores.city.replace(after.map);
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
