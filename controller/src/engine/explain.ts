import { addresses } from '@loa/protocol/playout';
import type { CueId, NodeId } from '@loa/protocol/vocabulary';
import { civilDayOf } from '../domain/calendar/civil-time.ts';
import type { Occurrence } from '../domain/playout/occurrence.ts';
import { type Caution, explain, type Verdict } from '../domain/proof/explain.ts';
import { foldReceipts } from '../domain/proof/fold-receipts.ts';
import { keptFrom, layOutOn, type PlannedSpan } from '../domain/proof/node-layout.ts';
import { silencedBy } from '../domain/proof/silenced-by.ts';
import { type CityMap, lineageOf, placementOf } from '../domain/zoning/city-map.ts';
import type { Fleet } from './facades.ts';
import type { ExplainedPlay, Outlook } from './outlook-facade.ts';
import type { DocumentStore, Stores, Timeline } from './ports.ts';

/** A cue sounds for at most an hour and may be resumed: what touches it lies within these hours. */
const AROUND_US = 6 * 3_600_000_000;

export interface ExplainDeps {
  readonly stores: Pick<Stores, 'calendar' | 'plan' | 'receipts' | 'documents'>;
  readonly timeline: Timeline;
  readonly fleet: Pick<Fleet, 'node'>;
  readonly map: () => CityMap | null;
}

export function createExplain(deps: ExplainDeps): Outlook['explain'] {
  const { stores, timeline } = deps;
  const { calendar } = stores;
  return (cueId, nodeId) => {
    const map = deps.map();
    const node = map?.nodes.get(nodeId);
    const occurrence = calendar.get(cueId);
    if (!map || !node || !occurrence) return null;
    const laid = layOutOn(map, nodeId, spanAround(stores, occurrence));
    if (!laid) return null;
    const placement = placementOf(map, node);
    const plannedAtUs = laid.plannedAtUs(occurrence);
    const mutes = stores.documents.list('mute').map(({ body }) => body);
    const day = civilDayOf(plannedAtUs, map.timeZone);
    const receipts = stores.receipts.ofCueOn(cueId, nodeId);
    const explained = explain(
      {
        occurrence,
        isAimed: addresses(occurrence.targets, placement),
        kept: keptFrom(occurrence, lineageOf(map, node.unitId)),
        mutedBy: silencedBy(mutes, nodeId, { class: occurrence.class, day }),
        ...{ layout: laid.layout, plannedAtUs },
        heard: foldReceipts(receipts),
        ...conditionOf(deps.fleet, nodeId),
      },
      timeline.nowUs(),
    );
    const { title, durationFrames } = occurrence;
    const titleOf = (other: CueId) => calendar.get(other)?.title ?? null;
    const rule = ruleOf(stores.documents, explained.verdict);
    return { ...explained, cueId, nodeId, title, durationFrames, titleOf, rule };
  };
}

/** The document of a verdict, where it is still there. */
function ruleOf(documents: Pick<DocumentStore, 'get'>, verdict: Verdict): ExplainedPlay['rule'] {
  if (verdict.kind === 'muted') {
    const mute = documents.get('mute', verdict.document)?.body;
    return mute ? { title: mute.reason } : null;
  }
  if (verdict.kind !== 'withheld' || verdict.document === null) return null;
  switch (verdict.why) {
    case 'quiet-hours':
    case 'air-time':
      return documents.get('air-rule', verdict.document)?.body ?? null;
    case 'suspended':
      return documents.get('suspension', verdict.document)?.body ?? null;
    case 'session-full':
      return documents.get('session', verdict.document)?.body ?? null;
    default:
      return null;
  }
}

function spanAround(
  { calendar, plan }: Pick<Stores, 'calendar' | 'plan'>,
  { startAtUs }: Occurrence,
): PlannedSpan {
  const fromUs = startAtUs - AROUND_US;
  return {
    occurrences: calendar.between(fromUs, startAtUs + AROUND_US),
    withdrawals: plan
      .validOrders(fromUs)
      .flatMap(({ targets, effectiveAtUs: atUs, cancel: what }) =>
        what === null ? [] : [{ targets, atUs, what }],
      ),
  };
}

/** [EXP6] */
function conditionOf(
  fleet: Pick<Fleet, 'node'>,
  nodeId: NodeId,
): { readonly isOnline: boolean; readonly cautions: readonly Caution[] } {
  const view = fleet.node(nodeId);
  if (!view || view.state === 'not-enrolled') {
    return { isOnline: false, cautions: ['not-enrolled'] };
  }
  const cautions: Caution[] = [];
  const isOnline = view.state !== 'offline';
  if (!isOnline) cautions.push('node-offline');
  if (view.planPublished > view.planApplied) cautions.push('plan-not-held');
  if (view.faults.includes('assets-missing')) cautions.push('sound-not-held');
  if (view.faults.includes('clock-untrusted')) cautions.push('clock-untrusted');
  return { isOnline, cautions };
}
