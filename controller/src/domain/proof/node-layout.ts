import {
  addresses,
  type Cancellation,
  type Layout,
  layOut,
  staggeredPlan,
  type Targets,
} from '@loa/protocol/playout';
import type { NodeId, UnitId } from '@loa/protocol/vocabulary';
import { exceptionFor, type Withheld } from '../campaign/withheld.ts';
import { cueOf } from '../playout/cue-of.ts';
import type { Occurrence } from '../playout/occurrence.ts';
import { staggerOf } from '../zoning/acoustic.ts';
import { type CityMap, lineageOf, placementOf } from '../zoning/city-map.ts';

/** A cancellation and whom it means. */
export interface Withdrawal extends Cancellation {
  readonly targets: Targets;
}

/** A stretch of time of the plan, as it is signed. */
export interface PlannedSpan {
  readonly occurrences: readonly Occurrence[];
  readonly withdrawals: readonly Withdrawal[];
}

export interface NodeLayout {
  readonly layout: Layout;
  /** When the node is to begin it, set off against its neighbours. */
  plannedAtUs(occurrence: Occurrence): number;
}

/** [EXP2] What one node sounds of a span, laid out by the function that the node plays by. */
export function layOutOn(map: CityMap, nodeId: NodeId, span: PlannedSpan): NodeLayout | null {
  const node = map.nodes.get(nodeId);
  if (!node) return null;
  const placement = placementOf(map, node);
  const lineage = lineageOf(map, node.unitId);
  const own = span.occurrences.filter(
    (one) => addresses(one.targets, placement) && keptFrom(one, lineage) === null,
  );
  const stagger = staggerOf(map, nodeId);
  const plan = staggeredPlan(
    {
      cues: own.map(cueOf),
      cancellations: [
        ...span.withdrawals.filter(({ targets }) => addresses(targets, placement)),
        ...own.flatMap(stopOf),
      ],
    },
    stagger,
  );
  const startsAtUs = new Map(plan.cues.map(({ cueId, startAtUs }) => [cueId, startAtUs]));
  return {
    layout: layOut(plan.cues, plan.cancellations),
    plannedAtUs: ({ cueId, startAtUs }) => startsAtUs.get(cueId) ?? startAtUs,
  };
}

/**
 * The rule that keeps an occurrence from a node which its targets mean; null where none does.
 *
 * @param lineage the node's unit and all above it
 */
export function keptFrom(occurrence: Occurrence, lineage: readonly UnitId[]): Withheld | null {
  return occurrence.withheld ?? exceptionFor(occurrence.exceptions, lineage);
}

/** Stopped for everybody. */
function stopOf({ cueId, stoppedAtUs }: Occurrence): Cancellation[] {
  if (stoppedAtUs === null) return [];
  return [{ atUs: stoppedAtUs, what: { kind: 'cues', cueIds: [cueId] } }];
}
