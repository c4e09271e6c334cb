import type { Fate } from '@loa/protocol/playout';
import {
  type CueId,
  type CueSource,
  type MissedReason,
  PACKET_FRAMES,
  usOfFrames,
  type WithheldReason,
} from '@loa/protocol/vocabulary';
import type { Heard } from './fold-receipts.ts';

/** What may be lacking of a bulletin heard in full: one packet, where a decoder's end is rounded. */
export const FULL_TOLERANCE_FRAMES: number = PACKET_FRAMES;

/**
 * What may be lacking of a stream heard in full: it begins with its first chunk, wherever the output
 * stands by then, and its end is known only while it sounds.
 */
const STREAM_TOLERANCE_FRAMES: number = 10 * PACKET_FRAMES;

/** How long after its end a cue waits for the node's last word before it counts as unknown. */
export const REPORT_GRACE_US = 15_000_000;

export type PlayOutcome = 'planned' | 'sounding' | 'full' | 'part' | 'missed' | 'unknown';

export interface Play {
  readonly outcome: PlayOutcome;
  readonly reason: MissedReason | WithheldReason | null;
  readonly cutBy: CueId | null;
}

/**
 * What the plan foresees of the cue on a node: `startsAtUs` is its start there, set off as the node
 * is, `endsAtUs` the end of its last stretch.
 */
export interface Foreseen extends Pick<Fate, 'outcome' | 'reason' | 'cutBy'> {
  readonly startsAtUs: number;
  readonly endsAtUs: number;
}

export interface Judged {
  readonly heard: Heard;
  readonly source: CueSource;
  readonly durationFrames: number;
  readonly stoppedAtUs: number | null;
  readonly foreseen: Foreseen;
  readonly isOnline: boolean;
  /** A rule keeps it from that node; nothing unless given. */
  readonly withheld?: WithheldReason | null;
}

/** When nothing more is to come of the cue on that node, its reports included. */
export function settledAtUs(cue: Pick<Judged, 'durationFrames' | 'foreseen'>): number {
  const slotEndUs = cue.foreseen.startsAtUs + usOfFrames(cue.durationFrames);
  return Math.max(slotEndUs, cue.foreseen.endsAtUs) + REPORT_GRACE_US;
}

/** [PRF2] What is known of one cue on one node at an instant: what was heard goes before any plan. */
export function judgePlay(cue: Judged, nowUs: number): Play {
  const { heard } = cue;
  const isOver = nowUs >= settledAtUs(cue);
  if (heard.heardFrames >= cue.durationFrames - toleranceFrames(cue)) return settled('full');
  if (heard.isOpen) return settled(cue.isOnline && !isOver ? 'sounding' : 'unknown');
  if (heard.startedAtUs !== null) return afterSound(cue, nowUs);
  if (heard.reason !== null) return settled('missed', heard.reason, heard.cutBy);
  return withoutWord(cue, nowUs, isOver);
}

/** Of a stream never more than half: of the shortest call too, something must have been heard. */
function toleranceFrames({ source, durationFrames }: Judged): number {
  if (source === 'scheduled') return FULL_TOLERANCE_FRAMES;
  return Math.min(STREAM_TOLERANCE_FRAMES, Math.floor(durationFrames / 2));
}

function afterSound(cue: Judged, nowUs: number): Play {
  const { heard } = cue;
  if (heard.hasFinished || nowUs >= cue.foreseen.endsAtUs || heard.reason === 'stopped') {
    return settled('part', whyInPart(heard), heard.cutBy);
  }
  // Cut, and the plan foresees that it goes on.
  return settled('planned', heard.reason, heard.cutBy);
}

function whyInPart(heard: Heard): MissedReason {
  if (heard.reason !== null) return heard.reason;
  if (!heard.wasRestarted && (heard.enteredAtFrames ?? 0) > FULL_TOLERANCE_FRAMES) {
    return 'joined-late';
  }
  return 'node-offline';
}

function withoutWord(cue: Judged, nowUs: number, isOver: boolean): Play {
  const { stoppedAtUs, withheld = null } = cue;
  const { startsAtUs: startAtUs } = cue.foreseen;
  // [CAL97]
  if (withheld !== null) return settled('missed', withheld);
  if (isOver) return settled('unknown');
  if (stoppedAtUs !== null && stoppedAtUs <= startAtUs && (cue.isOnline || nowUs < startAtUs)) {
    return settled('missed', 'stopped');
  }
  return settled(nowUs >= startAtUs && !cue.isOnline ? 'unknown' : 'planned');
}

function settled(
  outcome: PlayOutcome,
  reason: Play['reason'] = null,
  cutBy: CueId | null = null,
): Play {
  return { outcome, reason, cutBy };
}
