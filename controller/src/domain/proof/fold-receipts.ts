import { type CueId, MISSED_REASONS, type MissedReason } from '@loa/protocol/vocabulary';
import type { StoredReceipt } from './receipt.ts';

/** What a node's receipts say of one cue. */
export interface Heard {
  readonly startedAtUs: number | null;
  /** End of the last stretch; null while one is open or nothing sounded. */
  readonly endedAtUs: number | null;
  /** Frames of the bulletin that were heard, each counted once. */
  readonly heardFrames: number;
  /** A stretch has begun and not ended, as far as the receipts go. */
  readonly isOpen: boolean;
  /** The bulletin's own end was reached. */
  readonly hasFinished: boolean;
  /** The last reason the node gave for silence, and the cue that caused it. */
  readonly reason: MissedReason | null;
  readonly cutBy: CueId | null;
  /** The node's process ended within the cue. */
  readonly wasRestarted: boolean;
  /** Where the first stretch entered the bulletin; null when nothing sounded. */
  readonly enteredAtFrames: number | null;
}

export const NOTHING_HEARD: Heard = {
  startedAtUs: null,
  endedAtUs: null,
  heardFrames: 0,
  isOpen: false,
  hasFinished: false,
  reason: null,
  cutBy: null,
  wasRestarted: false,
  enteredAtFrames: null,
};

/**
 * [PRF1] Folds the receipts of one cue on one node, in any order and with repeats: positions heard
 * are a union of intervals, so a bulletin that restarts from its beginning is not heard twice over.
 */
export function foldReceipts(receipts: readonly StoredReceipt[]): Heard {
  const lines = [...receipts].sort((a, b) => a.sequence - b.sequence);
  const stretches: { from: number; to: number }[] = [];
  const heard = { ...NOTHING_HEARD } as { -readonly [Key in keyof Heard]: Heard[Key] };
  let openAt: number | null = null;
  for (const line of lines) {
    if (line.kind === 'started') {
      openAt = line.positionFrames;
      heard.startedAtUs ??= line.atUs;
      heard.enteredAtFrames ??= line.positionFrames;
      heard.endedAtUs = null;
    } else if (line.kind === 'ended') {
      if (openAt !== null) stretches.push({ from: openAt, to: line.positionFrames });
      openAt = null;
      heard.endedAtUs = line.atUs;
      heard.hasFinished ||= line.why === 'finished';
      heard.wasRestarted ||= line.why === 'restarted';
    }
    const reason = reasonOf(line);
    if (reason !== null) {
      heard.reason = reason;
      heard.cutBy = line.cutBy;
    }
  }
  heard.isOpen = openAt !== null;
  heard.heardFrames = unionLength(stretches);
  return heard;
}

function reasonOf(line: StoredReceipt): MissedReason | null {
  return MISSED_REASONS.find((reason) => reason === line.why) ?? null;
}

function unionLength(stretches: readonly { from: number; to: number }[]): number {
  let length = 0;
  let through = 0;
  for (const { from, to } of [...stretches].sort((a, b) => a.from - b.from)) {
    length += Math.max(0, to - Math.max(from, through));
    through = Math.max(through, to);
  }
  return length;
}
