import { decide } from '../domain/policy/permissions.ts';
import type { Reform } from '../domain/zoning/reform.ts';
import { applyReform, type ReformApplied } from './apply-reform.ts';
import {
  type Applied,
  type ApplyDeps,
  type ApplyOptions,
  applySchedule,
  compareSchedule,
  wholeState,
} from './apply-schedule.ts';
import type { City } from './facades.ts';
import type { CityState } from './schedule-difference.ts';
import type { Schedule } from './schedule-port.ts';

export type CityDeps = ApplyDeps;

export interface CityEngine extends City {
  /**
   * Makes the city what the schedule says, or changes nothing. Applying the same schedule again
   * changes nothing either. One at a time: a second call waits for the first.
   */
  applySchedule(schedule: Schedule, options: ApplyOptions): Promise<Applied>;
  /** What applying it would change; nothing is changed. */
  compareSchedule(schedule: Schedule): Promise<Applied>;
  /** Moves its units, once. */
  applyReform(reform: Reform): Promise<ReformApplied>;
  /** Everything that a city file can say, as it stands. */
  state(): CityState;
}

export function createCity(deps: CityDeps): CityEngine {
  let last: Promise<unknown> = Promise.resolve();
  return {
    map: () => deps.stores.city.load(),
    addNode: (actor, node) => addNode(deps, actor, node),
    tuneNode: (actor, nodeId, change) => tuneNode(deps, actor, nodeId, change),
    applySchedule: (schedule, options) => {
      const mine = last.then(() => applySchedule(deps, schedule, options));
      last = mine.catch(() => undefined);
      return mine;
    },
    compareSchedule: (schedule) => compareSchedule(deps, schedule),
    applyReform: (reform) => {
      const mine = last.then(() => applyReform(deps, reform));
      last = mine.catch(() => undefined);
      return mine;
    },
    state: () => wholeState(deps),
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
