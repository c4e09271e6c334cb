import { framesOfUs } from '../vocabulary/index.ts';
import type { Layout, Segment } from './layout.ts';

/** What sounds at an instant: the segment and the frame of its sound that is due then. */
export interface Audible {
  readonly segment: Segment;
  readonly positionFrames: number;
}

/** [PLY2] What is audible at `atUs`, or null for silence. O(log n). */
export function audibleAt(layout: Layout, atUs: number): Audible | null {
  const segment = layout.segments[firstEndingAfter(layout.segments, atUs)];
  if (!segment || segment.fromUs > atUs) return null;
  const position = segment.fromFrames + framesOfUs(atUs - segment.fromUs);
  // The last microsecond of a segment rounds to the frame after the last.
  return { segment, positionFrames: Math.min(position, segment.cue.durationFrames - 1) };
}

/** The next instant after `atUs` at which something starts or ends; null when nothing follows. */
export function nextChangeAfter(layout: Layout, atUs: number): number | null {
  const segment = layout.segments[firstEndingAfter(layout.segments, atUs)];
  if (!segment) return null;
  return segment.fromUs > atUs ? segment.fromUs : segment.toUs;
}

/** The segments that touch `[fromUs, toUs)`, in order. */
export function segmentsBetween(layout: Layout, fromUs: number, toUs: number): readonly Segment[] {
  const first = firstEndingAfter(layout.segments, fromUs);
  let end = first;
  while (end < layout.segments.length && (layout.segments[end] as Segment).fromUs < toUs) end++;
  return layout.segments.slice(first, end);
}

function firstEndingAfter(segments: readonly Segment[], atUs: number): number {
  let low = 0;
  let high = segments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((segments[middle] as Segment).toUs > atUs) high = middle;
    else low = middle + 1;
  }
  return low;
}
