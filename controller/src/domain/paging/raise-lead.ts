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
  for (const hearing of report.heard) {
    const { nodeId, leastMarginUs } = hearing;
    // Who is behind for want of bandwidth would be late with any lead.
    if (hearing.state !== 'hearing' || leastMarginUs === null) continue;
    const times = leastMarginUs < 0 ? (late.get(nodeId) ?? 0) + 1 : 0;
    late.set(nodeId, times);
    const needUs = state.leadUs - leastMarginUs + LEAD.lanSpareUs;
    if (times === 0) behind.delete(nodeId);
    else if (needUs > state.mostUs) behind.add(nodeId);
    else if (times >= RAISE.lateReports && !behind.has(nodeId)) {
      wantedUs = Math.max(wantedUs, needUs);
    }
  }
  const mayRaise = state.raises < RAISE.most && report.nowUs - state.raisedAtUs >= RAISE.everyUs;
  if (wantedUs <= state.leadUs || !mayRaise) return { ...state, late, behind };
  return {
    ...state,
    leadUs: wantedUs,
    raises: state.raises + 1,
    raisedAtUs: report.nowUs,
    late: new Map(),
    behind,
  };
}
