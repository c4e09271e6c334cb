import {
  addresses,
  type Cancellation,
  LONGEST_TURN_US,
  staggeredPlan,
  type Targets,
} from '@loa/protocol/playout';
import { type CueId, LIMITS, type NodeId, type UnitId } from '@loa/protocol/vocabulary';
import { exceptionFor } from '../domain/campaign/withheld.ts';
import { cueOf, LONGEST_VALIDITY_US } from '../domain/playout/cue-of.ts';
import { SHORT_NOTICE_US } from '../domain/playout/materialise.ts';
import { nodesMeant } from '../domain/playout/meant.ts';
import type { Occurrence } from '../domain/playout/occurrence.ts';
import { isOnPages } from '../domain/playout/page-text.ts';
import { remainingCues } from '../domain/playout/remaining.ts';
import type { Actor } from '../domain/policy/actor.ts';
import { decide } from '../domain/policy/permissions.ts';
import { longestStaggerUs, staggerOf } from '../domain/zoning/acoustic.ts';
import { type CityMap, lineageOf, placementOf, resolveTargets } from '../domain/zoning/city-map.ts';
import type { Sending } from './facades.ts';
import {
  audit,
  issue,
  notAllowed,
  orderBody,
  refused,
  replan,
  type SendingDeps,
} from './ordering.ts';

/** A stop takes effect this much later, so that nodes fall silent together. */
const STOP_LEAD_US = 0.2e6;

export function stop(deps: SendingDeps, actor: Actor, cueId: CueId): ReturnType<Sending['stop']> {
  const { stores, timeline } = deps;
  const map = stores.city.load();
  const occurrence = stores.calendar.get(cueId);
  if (!map || !occurrence) return refused('not-found', `no broadcast ${cueId}`);
  const nodeIds = nodesMeant(map, occurrence);
  const resource = { kind: 'broadcast', nodeIds } as const;
  const decision = decide({ actor, action: 'broadcast.stop', resource, map });
  if (decision !== 'allowed') return notAllowed(decision.refused);
  const nowUs = timeline.nowUs();
  if (
    occurrence.stoppedAtUs !== null ||
    !remaining(deps, map, { nodeIds, nowUs, throughUs: occurrence.validUntilUs }).has(cueId)
  ) {
    return refused('already-over', 'it is over');
  }
  const isPlanned =
    occurrence.carriedBy === 'page' && occurrence.startAtUs >= nowUs + SHORT_NOTICE_US;
  const atUs = isPlanned ? nowUs : nowUs + STOP_LEAD_US;
  const cancel = { kind: 'cues', cueIds: [cueId] } as const;
  const issued = stores.transactions.run(() => {
    stores.calendar.markStopped(cueId, atUs);
    audit(deps, actor, { action: 'broadcast.stopped', subject: cueId, detail: { atUs } });
    if (isPlanned) return null;
    const order = orderBody(deps, map, {
      targets: occurrence.targets,
      effectiveAtUs: atUs,
      expiresAtUs: occurrence.validUntilUs,
      add: [],
      cancel,
    });
    return issue(deps, actor, order);
  });
  if (issued) deps.events.emit({ kind: 'order-issued', sequence: issued.sequence });
  else replan(deps);
  deps.events.emit({ kind: 'broadcasts-changed', cueIds: [cueId] });
  return { outcome: 'stopped' };
}

/**
 * [CAL17] Everything that has begun or waits in the unit, and what was sent there by hand and has
 * not begun yet. What the programme has for later is left alone.
 */
export function stopUnit(
  deps: SendingDeps,
  actor: Actor,
  unitId: UnitId,
): ReturnType<Sending['stopUnit']> {
  const { stores, timeline } = deps;
  const map = stores.city.load();
  if (!map?.units.has(unitId)) return refused('unknown-target', `no unit ${unitId}`, 'unitId');
  const resource = { kind: 'unit', unitId } as const;
  const decision = decide({ actor, action: 'unit.stop', resource, map });
  if (decision !== 'allowed') return notAllowed(decision.refused, 'unitId');
  const nowUs = timeline.nowUs();
  const atUs = nowUs + STOP_LEAD_US;
  const targets: Targets = { units: [unitId], zones: [], nodes: [] };
  const within = new Set(resolveTargets(map, targets));
  const left = remaining(deps, map, {
    nodeIds: [...within],
    nowUs,
    throughUs: atUs + SHORT_NOTICE_US,
  });
  const begun = (one: Occurrence) => one.startAtUs <= atUs;
  const hit = stores.calendar
    .between(nowUs - longestStaggerUs(map), atUs + SHORT_NOTICE_US)
    .filter((one) => left.has(one.cueId) && one.stoppedAtUs === null)
    .filter((one) => begun(one) || one.carriedBy === 'order');
  const issued = stores.transactions.run(() => {
    for (const one of hit) {
      const isWhole = nodesMeant(map, one).every((nodeId) => within.has(nodeId));
      if (isWhole) stores.calendar.markStopped(one.cueId, atUs);
    }
    const cueIds = hit.map(({ cueId }) => cueId);
    audit(deps, actor, { action: 'unit.stopped', subject: unitId, detail: { atUs, cueIds } });
    const pending = hit.filter((one) => !begun(one)).map(({ cueId }) => cueId);
    return cancellationsOf(pending).map((cancel) =>
      issue(
        deps,
        actor,
        orderBody(deps, map, {
          targets,
          effectiveAtUs: atUs,
          expiresAtUs: atUs + LONGEST_VALIDITY_US,
          add: [],
          cancel,
        }),
      ),
    );
  });
  for (const { sequence } of issued) deps.events.emit({ kind: 'order-issued', sequence });
  const cueIds = hit.map(({ cueId }) => cueId);
  deps.events.emit({ kind: 'broadcasts-changed', cueIds });
  return { outcome: 'stopped', cueIds };
}

function cancellationsOf(pending: readonly CueId[]): Cancellation['what'][] {
  const cancels: Cancellation['what'][] = [{ kind: 'everything' }];
  for (let at = 0; at < pending.length; at += LIMITS.orderCancels) {
    cancels.push({ kind: 'cues', cueIds: pending.slice(at, at + LIMITS.orderCancels) });
  }
  return cancels;
}

/** The cues that still have sound to come on at least one of the nodes. */
function remaining(
  { stores }: SendingDeps,
  map: CityMap,
  scope: {
    readonly nodeIds: readonly NodeId[];
    readonly nowUs: number;
    /** Cues that start later are not looked at. */
    readonly throughUs: number;
  },
): Set<CueId> {
  const { nowUs, throughUs } = scope;
  // Whatever may hold or have held the air of something still valid began within its validity; what
  // comes later in a playing says how long the other groups wait for it.
  const occurrences = stores.calendar
    .between(nowUs - LONGEST_VALIDITY_US, throughUs + LONGEST_TURN_US)
    .filter((one) => one.carriedBy === 'order' || isOnPages(one));
  const placements = scope.nodeIds.flatMap((nodeId) => {
    const node = map.nodes.get(nodeId);
    if (!node) return [];
    const lineage = lineageOf(map, node.unitId);
    return [{ placement: placementOf(map, node), lineage, stagger: staggerOf(map, nodeId) }];
  });
  const orders = stores.plan.validOrders(nowUs);
  const left = new Set<CueId>();
  const seen = new Set<string>();
  for (const { placement, lineage, stagger } of placements) {
    const mine = occurrences.filter(
      ({ targets, exceptions }) =>
        addresses(targets, placement) && !exceptionFor(exceptions, lineage),
    );
    const cancels = orders.flatMap(({ cancel, effectiveAtUs, targets }) =>
      cancel && addresses(targets, placement) ? [{ atUs: effectiveAtUs, what: cancel }] : [],
    );
    const key = `${mine.map(({ cueId }) => cueId).join()} ${JSON.stringify([cancels, stagger])}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const plan = staggeredPlan({ cues: mine.map(cueOf), cancellations: cancels }, stagger);
    for (const cueId of remainingCues(plan, nowUs)) left.add(cueId);
  }
  return left;
}
