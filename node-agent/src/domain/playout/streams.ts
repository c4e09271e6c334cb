import { type Cancellation, type Cue, isStream, slotEndUs } from '@loa/protocol/playout';
import { type AssetId, type CueId, framesOfUs } from '@loa/protocol/vocabulary';

/**
 * A stream that has brought nothing for so long has left the air, so that what it holds back goes
 * on. It is taken up again when it comes.
 */
export const STREAM_SILENT_US = 5e6;

/** What came of a stream: from when to when its sound lies, and where it said that it ends. */
export interface StreamSpan {
  readonly fromUs: number;
  readonly untilUs: number;
  readonly endUs: number | null;
}

export interface StreamInput {
  readonly nowUs: number;
  /** Null when nothing came. */
  readonly spanOf: (streamId: AssetId) => StreamSpan | null;
  readonly heldSinceUs: (cueId: CueId) => number | undefined;
  /** How much later than its chunks say this node sounds it. */
  readonly shiftUs: number;
}

/** How live cues really go, as far as the node can tell. */
export interface LiveCourse {
  readonly cues: readonly Cue[];
  readonly cancellations: readonly Cancellation[];
  /** Streams that are silent, and where their sound ended; null when there was none. */
  readonly silent: ReadonlyMap<CueId, number | null>;
  /** When another may turn out to be silent; null when none can. */
  readonly nextUs: number | null;
}

/** Whether its sound comes as it is spoken or relayed. */
export function isLive(cue: Cue): boolean {
  return isStream(cue);
}

/**
 * [PLY47] A live cue ends where its stream said that it ends, which its key has signed, and leaves
 * the air while its stream brings nothing.
 */
export function liveCourse(cues: readonly Cue[], input: StreamInput): LiveCourse {
  const cancellations: Cancellation[] = [];
  const silent = new Map<CueId, number | null>();
  let nextUs: number | null = null;
  const settled = cues.map((cue) => {
    if (!isLive(cue)) return cue;
    const span = shifted(input.spanOf(cue.assetId), input.shiftUs);
    if (span?.endUs != null) return endedAt(cue, span.endUs);
    const silentUs = silentFromUs(cue, span, input);
    if (silentUs > input.nowUs) {
      if (silentUs < slotEndUs(cue)) nextUs = Math.min(nextUs ?? silentUs, silentUs);
    } else if (silentUs < slotEndUs(cue)) {
      cancellations.push({ atUs: silentUs, what: { kind: 'cues', cueIds: [cue.cueId] } });
      silent.set(cue.cueId, span?.untilUs ?? null);
    }
    return cue;
  });
  return { cues: settled, cancellations, silent, nextUs };
}

function shifted(span: StreamSpan | null, byUs: number): StreamSpan | null {
  if (span === null) return null;
  const endUs = span.endUs === null ? null : span.endUs + byUs;
  return { fromUs: span.fromUs + byUs, untilUs: span.untilUs + byUs, endUs };
}

function endedAt(cue: Cue, endUs: number): Cue {
  const durationFrames = Math.max(1, framesOfUs(endUs - cue.startAtUs));
  return durationFrames < cue.durationFrames ? { ...cue, durationFrames } : cue;
}

function silentFromUs(cue: Cue, span: StreamSpan | null, input: StreamInput): number {
  const heldUs = input.heldSinceUs(cue.cueId) ?? cue.startAtUs;
  return Math.max(cue.startAtUs, heldUs, span?.untilUs ?? 0) + STREAM_SILENT_US;
}
