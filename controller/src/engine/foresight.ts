import {
  addresses,
  type Cancellation,
  type Layout,
  layOut,
  slotEndUs,
  staggered,
  staggeredPlan,
} from '@loa/protocol/playout';
import type { NodeId } from '@loa/protocol/vocabulary';
import { cueOf } from '../domain/playout/cue-of.ts';
import type { Occurrence } from '../domain/playout/occurrence.ts';
import type { Foreseen } from '../domain/proof/judge-play.ts';
import { longestStaggerUs, staggerOf } from '../domain/zoning/acoustic.ts';
import { type CityMap, type CityNode, placementOf } from '../domain/zoning/city-map.ts';
import type { EventBus } from './events.ts';
import type { CalendarStore, PlanStore } from './ports.ts';

const DAY_US = 86_400_000_000;
/**
 * What is laid out beyond a day's edges: a cue sounds for at most an hour and may be resumed after
 * its preempters, so whatever can touch the day's cues begins within these hours.
 */
const MARGIN_US = 6 * 3_600_000_000;
/** Layouts kept: the days a console shows, for the nodes of a city. */
const KEPT_LAYOUTS = 2_000;

export interface Foresight extends Disposable {
  /** What the plan foresees for an occurrence on a node. */
  of(occurrence: Occurrence, nodeId: NodeId): Foreseen;
}

/**
 * [PRF5] Lays out each node's plan with the function the nodes play by. Layouts are kept a node and
 * day (UTC) until the plan changes.
 */
export function createForesight(deps: {
  readonly calendar: CalendarStore;
  readonly plan: PlanStore;
  readonly events: EventBus;
  readonly map: () => CityMap | null;
}): Foresight {
  const kept = new Map<string, Layout>();
  const days = new Map<number, DayPlan>();
  const subscription = deps.events.on((event) => {
    if (event.kind === 'broadcasts-changed' && !changesPlan(event.cueIds)) return;
    if (!PLAN_EVENTS.includes(event.kind)) return;
    kept.clear();
    days.clear();
  });

  /** Receipts change broadcasts too; only an occurrence that is new, gone or different counts. */
  function changesPlan(cueIds: readonly Occurrence['cueId'][]): boolean {
    return cueIds.some((cueId) => {
      const now = deps.calendar.get(cueId);
      const day = days.get(Math.floor((now?.startAtUs ?? 0) / DAY_US));
      if (!now || !day) return now === null;
      const before = day.occurrences.find((occurrence) => occurrence.cueId === cueId);
      return JSON.stringify(before) !== JSON.stringify(now);
    });
  }

  function dayPlan(map: CityMap, day: number): DayPlan {
    const known = days.get(day);
    if (known) return known;
    const marginUs = MARGIN_US + longestStaggerUs(map);
    const fromUs = day * DAY_US - marginUs;
    const toUs = (day + 1) * DAY_US + marginUs;
    const orders = deps.plan.validOrders(fromUs).filter((order) => order.effectiveAtUs < toUs);
    const made = {
      occurrences: deps.calendar.between(fromUs, toUs),
      cancellations: orders.flatMap(({ targets, effectiveAtUs: atUs, cancel: what }) =>
        what ? [{ targets, cancellation: { atUs, what } }] : [],
      ),
    };
    days.set(day, made);
    return made;
  }

  function layoutOf(map: CityMap, node: CityNode, day: number): Layout {
    const key = `${node.nodeId} ${day}`;
    const known = kept.get(key);
    if (known) return known;
    if (kept.size >= KEPT_LAYOUTS) kept.clear();
    const placement = placementOf(map, node);
    const { occurrences, cancellations } = dayPlan(map, day);
    const own = occurrences.filter(({ targets }) => addresses(targets, placement));
    const withdrawn = cancellations
      .filter(({ targets }) => addresses(targets, placement))
      .map(({ cancellation }) => cancellation);
    const plan = staggeredPlan(
      { cues: own.map(cueOf), cancellations: [...withdrawn, ...own.flatMap(stopOf)] },
      staggerOf(map, node.nodeId),
    );
    const layout = layOut(plan.cues, plan.cancellations);
    kept.set(key, layout);
    return layout;
  }

  return {
    of: (occurrence, nodeId) => {
      const map = deps.map();
      const node = map?.nodes.get(nodeId);
      if (!map || !node) return notAimedAt(occurrence);
      const layout = layoutOf(map, node, Math.floor(occurrence.startAtUs / DAY_US));
      const fate = layout.fates.get(occurrence.cueId);
      if (!fate) return notAimedAt(occurrence);
      const last = layout.segments.findLast(({ cue }) => cue.cueId === occurrence.cueId);
      const { outcome, reason, cutBy } = fate;
      const { startAtUs } = staggered(cueOf(occurrence), staggerOf(map, nodeId));
      return { outcome, reason, cutBy, startsAtUs: startAtUs, endsAtUs: last?.toUs ?? startAtUs };
    },
    [Symbol.dispose]: () => subscription[Symbol.dispose](),
  };
}

const PLAN_EVENTS: readonly string[] = [
  'city-changed',
  'heads-published',
  'order-issued',
  'broadcasts-changed',
];

interface DayPlan {
  readonly occurrences: readonly Occurrence[];
  readonly cancellations: readonly {
    readonly targets: Occurrence['targets'];
    readonly cancellation: Cancellation;
  }[];
}

/** A broadcast stopped as a whole, as the nodes learn it. */
function stopOf({ cueId, stoppedAtUs }: Occurrence): Cancellation[] {
  if (stoppedAtUs === null) return [];
  return [{ atUs: stoppedAtUs, what: { kind: 'cues', cueIds: [cueId] } }];
}

/** A node that is no longer meant, or no longer there. */
function notAimedAt(occurrence: Occurrence): Foreseen {
  const { startAtUs: startsAtUs } = occurrence;
  const endsAtUs = slotEndUs(cueOf(occurrence));
  return { outcome: 'missed', reason: 'withdrawn', cutBy: null, startsAtUs, endsAtUs };
}
