/**
 * A talk's lead while it lasts: raised when nodes are late twice running, never lowered (sound that
 * is under way cannot be called back). A node that would need more than the most is left behind.
 */
import type { HearingState, NodeId } from '@loa/protocol/vocabulary';
import { LEAD } from './lead.ts';

export const RAISE = {
  /** Reports running in which a node was late before the lead is raised for it. */
  lateReports: 2,
  /** Between two raises: chunks with the longer lead must have been reported on. */
  everyUs: 3_000_000,
  /** In one talk. */
  most: 4,
} as const;

export interface LeadState {
  readonly leadUs: number;
  readonly mostUs: number;
  readonly raises: number;
  readonly raisedAtUs: number;
  /** Late reports running, by node. */
  readonly late: ReadonlyMap<NodeId, number>;
  readonly behind: ReadonlySet<NodeId>;
}

export function initialLeadState(lead: {
  readonly leadUs: number;
  readonly mostUs: number;
  readonly behind: readonly NodeId[];
}): LeadState {
  return {
    leadUs: lead.leadUs,
    mostUs: lead.mostUs,
    raises: 0,
    raisedAtUs: Number.NEGATIVE_INFINITY,
    late: new Map(),
    behind: new Set(lead.behind),
  };
}

export interface Hearing {
  readonly nodeId: NodeId;
  readonly state: HearingState;
  readonly leastMarginUs: number | null;
}

export function stepLead(
  state: LeadState,
  report: { readonly nowUs: number; readonly heard: readonly Hearing[] },
): LeadState {
  const late = new Map(state.late);
  const behind = new Set(state.behind);
  let wantedUs = state.leadUs;
  for (const { nodeId, state: hearing, leastMarginUs } of report.heard) {
    // Who is behind for want of bandwidth would be late with any lead.
    if (hearing !== 'hearing' || leastMarginUs === null) continue;
    const needUs = state.leadUs - leastMarginUs + LEAD.lanSpareUs;
    const times = leastMarginUs < 0 ? (late.get(nodeId) ?? 0) + 1 : 0;
    late.set(nodeId, times);
    if (times > 0 && needUs > state.mostUs) behind.add(nodeId);
    if (times === 0) behind.delete(nodeId);
    if (times >= RAISE.lateReports && !behind.has(nodeId)) wantedUs = Math.max(wantedUs, needUs);
  }
  return raised({ ...state, late, behind }, { wantedUs, nowUs: report.nowUs });
}

function raised(state: LeadState, to: { wantedUs: number; nowUs: number }): LeadState {
  const isDue = state.raises < RAISE.most && to.nowUs - state.raisedAtUs >= RAISE.everyUs;
  if (to.wantedUs <= state.leadUs || !isDue) return state;
  return {
    ...state,
    leadUs: to.wantedUs,
    raises: state.raises + 1,
    raisedAtUs: to.nowUs,
    late: new Map(),
  };
}
