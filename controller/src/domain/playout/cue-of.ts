import { type Cue, slotEndUs } from '@loa/protocol/playout';
import type { Occurrence } from './occurrence.ts';

/** What a cue may lose to preemption and still finish afterwards: 15 min. */
export const RESUME_ALLOWANCE_US = 15 * 60e6;

/** No cue is valid for longer than this after its planned start. */
export const LONGEST_VALIDITY_US = 24 * 3600e6;

/**
 * [CAL9] Until when a cue may sound: its slot's end, later by the lateness it is allowed and by the
 * allowance for resuming, and never more than a day after its start.
 */
export function validUntilOf(
  occurrence: Pick<Occurrence, 'startAtUs' | 'durationFrames' | 'lateUs'>,
): number {
  const endUs = slotEndUs(occurrence) + occurrence.lateUs + RESUME_ALLOWANCE_US;
  return Math.min(endUs, occurrence.startAtUs + LONGEST_VALIDITY_US);
}

/** The cue that carries an occurrence out. Field order is that of the day page. */
export function cueOf(occurrence: Occurrence): Cue {
  return {
    cueId: occurrence.cueId,
    authorisationId: occurrence.authorisationId,
    assetId: occurrence.assetId,
    source: occurrence.source,
    class: occurrence.class,
    priority: occurrence.priority,
    startAtUs: occurrence.startAtUs,
    durationFrames: occurrence.durationFrames,
    gainDb: occurrence.gainDb,
    whenPreempted: occurrence.whenPreempted,
    late:
      occurrence.lateUs === 0
        ? { kind: 'skip' }
        : { kind: 'play-within', withinUs: occurrence.lateUs },
    validUntilUs: occurrence.validUntilUs,
  };
}
