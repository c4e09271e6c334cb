import { type Cue, isStream, type Layout, type Segment, slotEndUs } from '@loa/protocol/playout';
import { type CueId, framesOfUs, type MissedReason, usOfFrames } from '@loa/protocol/vocabulary';

/**
 * A stretch is what of a segment this node sounds: the segment itself, or its rest when the node
 * joins late. Two segments are the same stretch when the sound lies equally on the timeline.
 */
export function originUs(segment: Pick<Segment, 'fromUs' | 'fromFrames'>): number {
  return segment.fromUs - usOfFrames(segment.fromFrames);
}

/** Rounding of frames to microseconds moves an origin by at most this. */
const ORIGIN_ROUNDING_US = 42;

export function sameOrigin(a: number, b: number): boolean {
  return Math.abs(a - b) <= ORIGIN_ROUNDING_US;
}

/** Frame of the bulletin that is due at an instant of a segment, never beyond its end. */
export function positionAt(segment: Segment, atUs: number): number {
  const frames = segment.fromFrames + framesOfUs(Math.max(0, atUs - segment.fromUs));
  return Math.min(frames, segment.cue.durationFrames);
}

export interface StretchEnd {
  readonly why: 'finished' | MissedReason;
  readonly cutBy: CueId | null;
}

/** Why the sound ends where its segment ends. */
export function endOf(layout: Layout, segment: Segment): StretchEnd {
  const { cue, toUs } = segment;
  if (segment.isMutedAfter) return { why: 'muted', cutBy: null };
  if (isWhole(segment)) return { why: 'finished', cutBy: null };
  const next = layout.segments.find((other) => other.fromUs === toUs);
  if (next && next.cue.cueId !== cue.cueId) return { why: 'preempted', cutBy: next.cue.cueId };
  if (toUs >= cue.validUntilUs) return { why: 'expired', cutBy: null };
  return { why: 'stopped', cutBy: null };
}

function isWhole(segment: Segment): boolean {
  if (isStream(segment.cue)) return segment.toUs >= slotEndUs(segment.cue);
  return positionAt(segment, segment.toUs) >= segment.cue.durationFrames;
}

/** Why a stretch that was sounding is no longer in the plan at this instant. */
export function endOfLost(layout: Layout, cue: Cue, atUs: number): StretchEnd {
  const fate = layout.fates.get(cue.cueId);
  if (!fate) return { why: 'withdrawn', cutBy: null };
  const now = layout.segments.find((s) => s.fromUs <= atUs && atUs < s.toUs);
  if (now && now.cue.cueId !== cue.cueId) return { why: 'preempted', cutBy: now.cue.cueId };
  return { why: fate.reason ?? 'stopped', cutBy: null };
}
