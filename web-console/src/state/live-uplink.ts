/** How a talk's sound gets to the controller without falling behind: rate, and what to leave out. */
import { LIVE_FRAME_MS, type LiveRateHz } from './live-frames.ts';

/** Sound that may wait in this browser; what comes on top is left out, so that speech stays live. */
export const LIVE_QUEUE_MS = 1_000;

/**
 * 48 kHz are 768 kbit/s, 16 kHz a third of it: telephone quality, but it gets through. Taken where
 * the browser's own estimate is below 4G, or where the talk before had to leave sound out.
 */
export function liveRateHz(link: {
  readonly effectiveType: string | null;
  readonly hasDropped: boolean;
}): LiveRateHz {
  const isPoor = link.effectiveType !== null && link.effectiveType !== '4g';
  return isPoor || link.hasDropped ? 16_000 : 48_000;
}

export interface Uplink {
  /** Sound given to the socket so far, ms. */
  readonly sentMs: number;
  /** Sound left out so far, ms. */
  readonly droppedMs: number;
  /** Still to be left out, for the queue to empty, ms. */
  readonly debtMs: number;
}

export const FRESH_UPLINK: Uplink = { sentMs: 0, droppedMs: 0, debtMs: 0 };

/** @param waitingMs sound that the socket has not given to the network yet */
export function planFrame(
  uplink: Uplink,
  waitingMs: number,
): { readonly outcome: 'send' | 'drop'; readonly uplink: Uplink } {
  if (uplink.debtMs > 0 || waitingMs >= LIVE_QUEUE_MS) {
    const droppedMs = uplink.droppedMs + LIVE_FRAME_MS;
    const debtMs = Math.max(0, uplink.debtMs - LIVE_FRAME_MS);
    return { outcome: 'drop', uplink: { ...uplink, droppedMs, debtMs } };
  }
  return { outcome: 'send', uplink: { ...uplink, sentMs: uplink.sentMs + LIVE_FRAME_MS } };
}

/**
 * The network takes in more than it delivers: what the controller says it has is the truth. A talk
 * more than the limit behind leaves out what lies between.
 */
export function acknowledged(uplink: Uplink, heardMs: number): Uplink {
  const behindMs = uplink.sentMs - heardMs;
  return behindMs > LIVE_QUEUE_MS ? { ...uplink, debtMs: behindMs } : uplink;
}
