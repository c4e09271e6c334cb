import { type CueId, framesOfUs } from '../vocabulary/index.ts';
import type { Fate, Layout, Segment } from './layout.ts';
import type { Muting } from './levels.ts';

interface Span {
  readonly fromUs: number;
  readonly toUs: number;
}

/**
 * [PLY92] What is heard of a layout on a node that is silenced at times. The plan goes on beneath: what
 * still sounds when a silence ends is where it sounds elsewhere. Emergencies are never silenced.
 */
export function silenced(layout: Layout, mutes: readonly Muting[]): Layout {
  const silences = silencesOf(mutes);
  if (silences.length === 0) return layout;
  const lost = new Map<CueId, LostSound>();
  const segments = layout.segments.flatMap((segment) => {
    if (segment.cue.class === 'emergency') return [segment];
    const pieces = audible(segment, silences);
    note(lost, segment, pieces);
    return pieces;
  });
  if ([...lost.values()].every(({ lostFrames }) => lostFrames === 0)) return layout;
  const fates = new Map(
    [...layout.fates].map(([cueId, fate]) => [cueId, fateAfter(fate, lost.get(cueId))]),
  );
  return { segments, fates };
}

interface LostSound {
  heardFrames: number;
  lostFrames: number;
  /** It was begun anew and then heard from the front to its end. */
  isLastWhole: boolean;
}

function note(lost: Map<CueId, LostSound>, segment: Segment, pieces: readonly Segment[]): void {
  const { cueId } = segment.cue;
  const before = lost.get(cueId) ?? { heardFrames: 0, lostFrames: 0, isLastWhole: false };
  const heard = pieces.reduce((sum, piece) => sum + framesOf(piece), 0);
  const missing = Math.max(0, framesOf(segment) - heard);
  lost.set(cueId, {
    heardFrames: before.heardFrames + heard,
    lostFrames: before.lostFrames + missing,
    isLastWhole: segment.fromFrames === 0 && missing === 0,
  });
}

function fateAfter(fate: Fate, sound: LostSound | undefined): Fate {
  if (!sound || sound.lostFrames === 0) return fate;
  if (fate.outcome === 'full' && sound.isLastWhole) return fate;
  const plannedFrames = Math.min(fate.plannedFrames, sound.heardFrames);
  const outcome = plannedFrames === 0 ? 'missed' : 'part';
  return { ...fate, outcome, plannedFrames, reason: 'muted', cutBy: null };
}

/** The pieces of a segment outside the silences. */
function audible(segment: Segment, silences: readonly Span[]): Segment[] {
  const pieces: Segment[] = [];
  let fromUs = segment.fromUs;
  const add = (toUs: number, isMutedAfter: boolean): void => {
    if (toUs <= fromUs) return;
    const fromFrames = segment.fromFrames + framesOfUs(fromUs - segment.fromUs);
    if (fromFrames >= segment.cue.durationFrames) return;
    pieces.push({
      cue: segment.cue,
      fromUs,
      toUs,
      fromFrames,
      ...(isMutedAfter && { isMutedAfter }),
    });
  };
  for (const silence of silences) {
    if (silence.toUs <= fromUs) continue;
    if (silence.fromUs >= segment.toUs) break;
    add(silence.fromUs, true);
    fromUs = Math.max(fromUs, silence.toUs);
  }
  if (pieces.length === 0 && fromUs === segment.fromUs) return [segment];
  add(segment.toUs, false);
  return pieces;
}

function framesOf({ cue, fromUs, toUs, fromFrames }: Segment): number {
  return Math.min(framesOfUs(toUs - fromUs), cue.durationFrames - fromFrames);
}

/** Without overlaps, in order. */
function silencesOf(mutes: readonly Muting[]): Span[] {
  const spans: Span[] = [];
  const silent = mutes.filter(({ gainDb }) => gainDb === null);
  for (const { fromUs, untilUs } of [...silent].sort((a, b) => a.fromUs - b.fromUs)) {
    const last = spans.at(-1);
    if (last && fromUs <= last.toUs) {
      spans[spans.length - 1] = { ...last, toUs: Math.max(last.toUs, untilUs) };
    } else if (untilUs > fromUs) spans.push({ fromUs, toUs: untilUs });
  }
  return spans;
}
