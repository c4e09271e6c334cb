import { type Cue, type Layout, slotEndUs } from '@loa/protocol/playout';
import type { CueId, MissedReason } from '@loa/protocol/vocabulary';
import type { RefusedCue } from './plan.ts';

/** What the node remembers that explains why something due was not heard. */
export interface NodeHistory {
  /** What ended before was never this node's: it was not enrolled. */
  readonly enrolledAtUs: number;
  /** The process started, on the timeline. */
  readonly bootAtUs: number;
  /** Since when this process has known the time. */
  readonly trustedSinceUs: number;
  /** When a cue came into the plan of this process; undefined for one held at its start. */
  readonly firstHeldAtUs: (cueId: CueId) => number | undefined;
  /** What last stood in the way of a cue that was due. */
  readonly hindrance: (cueId: CueId) => MissedReason | undefined;
  /** It was heard, or its end is already on record. */
  readonly isSettled: (cueId: CueId) => boolean;
}

export interface Missed {
  readonly cueId: CueId;
  readonly why: MissedReason;
  readonly cutBy: CueId | null;
  /** The instant at which it was certain. */
  readonly atUs: number;
}

export interface MissedSurvey {
  readonly missed: readonly Missed[];
  /** The next instant at which another may be certain; null when none is left. */
  readonly nextUs: number | null;
}

/** [PLY24] Cues that can no longer be heard and are not on record, each with one reason. */
export function surveyMissed(
  plan: {
    readonly layout: Layout;
    readonly cues: readonly Cue[];
    readonly refused: readonly RefusedCue[];
    /** Streams that may still come: nothing is certain of them before their slot ends. */
    readonly awaited: ReadonlyMap<CueId, unknown>;
  },
  history: NodeHistory,
  nowUs: number,
): MissedSurvey {
  const missed: Missed[] = [];
  let nextUs: number | null = null;
  const consider = (candidate: Missed): void => {
    if (candidate.atUs <= history.enrolledAtUs || history.isSettled(candidate.cueId)) return;
    if (candidate.atUs <= nowUs) missed.push(candidate);
    else nextUs = Math.min(nextUs ?? candidate.atUs, candidate.atUs);
  };
  const lastEnds = lastEndsUs(plan);
  for (const cue of plan.cues) consider(fromLayout(cue, { ...plan, lastEnds, nowUs }, history));
  for (const { cue, why } of plan.refused) {
    // An authorisation that is still to come may yet let it sound, as late as the cue allows.
    const hopeUs = why === 'no-authorisation' ? cue.startAtUs + waitUs(cue) : 0;
    const atUs = Math.min(Math.max(slotEndUs(cue), hopeUs), cue.validUntilUs);
    consider({ cueId: cue.cueId, why: 'not-authorised', cutBy: null, atUs });
  }
  return { missed, nextUs };
}

/** How long after its start a cue may still begin. */
function waitUs({ late }: Cue): number {
  return late.kind === 'play-within' ? late.withinUs : 0;
}

interface AwaitedPlan {
  readonly layout: Layout;
  readonly awaited: ReadonlyMap<CueId, unknown>;
}

function lastEndsUs({ layout, awaited }: AwaitedPlan): Map<CueId, number> {
  return new Map(
    layout.segments.map(({ cue, toUs }) => [
      cue.cueId,
      awaited.has(cue.cueId) ? Math.min(slotEndUs(cue), cue.validUntilUs) : toUs,
    ]),
  );
}

function fromLayout(
  cue: Cue,
  plan: { readonly layout: Layout; readonly lastEnds: Map<CueId, number>; readonly nowUs: number },
  history: NodeHistory,
): Missed {
  const { cueId } = cue;
  const endUs = plan.lastEnds.get(cueId);
  if (endUs !== undefined) {
    return { cueId, why: neverHeard(cue, endUs, history), cutBy: null, atUs: endUs };
  }
  const fate = plan.layout.fates.get(cueId);
  const why = fate?.reason ?? 'expired';
  // A node may be unmuted in mid-play: then the rest of it is heard.
  const lateUs = why === 'muted' ? slotEndUs(cue) : cue.startAtUs + waitUs(cue);
  const atUs = Math.min(lateUs, cue.validUntilUs);
  // A stop is final at once: nothing brings the cue back.
  return {
    cueId,
    why,
    cutBy: fate?.cutBy ?? null,
    atUs: why === 'stopped' ? Math.min(atUs, plan.nowUs) : atUs,
  };
}

/** It held the air by the plan, and the node was silent. */
function neverHeard(cue: Cue, endUs: number, history: NodeHistory): MissedReason {
  const heldSinceUs = history.firstHeldAtUs(cue.cueId);
  if (endUs <= history.bootAtUs) return 'node-offline';
  const hindrance = history.hindrance(cue.cueId);
  if (hindrance !== undefined) return hindrance;
  if (endUs <= history.trustedSinceUs) return 'clock-untrusted';
  if (heldSinceUs !== undefined && heldSinceUs >= cue.startAtUs) return 'joined-late';
  if (history.bootAtUs >= cue.startAtUs) return 'node-offline';
  return 'joined-late';
}
