import type { HearingState } from '@loa/protocol/vocabulary';

/** What `node/heard` says of a stream. */
export interface HeardReport {
  readonly through: number;
  readonly late: number;
  readonly missing: number;
  readonly leastMarginUs: number | null;
}

export const WINDOW_LIMITS = {
  /** No word about what was sent for so long: the node takes no part any more until it speaks. */
  silentMs: 5_000,
  /** Chunks that may always be under way: without any there would be no word from it either. */
  leastChunks: 2,
  /** By so much the window opens again at a word that came in good time. */
  growth: 1.5,
} as const;

const NONE = -1;

/**
 * [LNK53] How much of a stream may be under way to one node: what was sent and not acknowledged. The
 * socket's own count is of no use, because the system's buffers hide seconds of sound.
 *
 * The window is so many chunks. A word that comes later than half the window's sound after its chunk
 * was sent narrows it in proportion (a full pipe delivers at the link's own rate, so delay and content
 * are proportional); words in good time open it again. Between the two a link that is too slow settles
 * at half a window of delay, and the rest is dropped before it is sent.
 *
 * Invariants: `gaps` are the dropped chunks above `through`, ascending; `gapsBelow` of them are below
 * `lastSent`. Whole numbers throughout: ten thousand of these are gone through for every chunk.
 */
export class AckWindow {
  private readonly chunks: number;
  private readonly goodUs: number;
  private allowed: number;
  private lastSent = NONE;
  private through = NONE;
  private gaps: number[] | null = null;
  private gapsBelow = 0;
  /** Since when nothing was said while something was under way. */
  private quietSinceMs = 0;
  private lastDropped = NONE;
  private hasSpoken = false;
  private isSilent = false;
  private leastMarginUs: number | null = null;
  late = 0;
  missing = 0;

  constructor(windowUs: number, chunkUs: number) {
    this.chunks = Math.max(WINDOW_LIMITS.leastChunks, Math.floor(windowUs / chunkUs));
    this.goodUs = windowUs / 2;
    this.allowed = this.chunks;
  }

  /** Chunks sent and not acknowledged. */
  get underWay(): number {
    return this.lastSent - this.through - this.gapsBelow;
  }

  /** Whether a chunk may be sent now. */
  admits(nowMs: number): boolean {
    const { underWay } = this;
    if (underWay > 0 && nowMs - this.quietSinceMs > WINDOW_LIMITS.silentMs) this.isSilent = true;
    return !this.isSilent && underWay < this.allowed;
  }

  sent(sequence: number, nowMs: number): void {
    if (this.underWay === 0) this.quietSinceMs = nowMs;
    // What went out before this node was there is not under way to it.
    if (this.lastSent === NONE) this.through = sequence - 1;
    this.lastSent = sequence;
    if (this.gaps !== null) this.gapsBelow = this.gaps.length;
  }

  dropped(sequence: number): void {
    this.lastDropped = sequence;
    if (this.isSilent || this.lastSent === NONE) return;
    this.gaps ??= [];
    this.gaps.push(sequence);
  }

  /** @param delayUs how long ago the chunk that it heard last was due; null is not known */
  heard(report: HeardReport, nowMs: number, delayUs: number | null): void {
    this.hasSpoken = true;
    this.quietSinceMs = nowMs;
    this.late = report.late;
    this.missing = report.missing;
    if (report.leastMarginUs !== null) {
      this.leastMarginUs = Math.min(report.leastMarginUs, this.leastMarginUs ?? Infinity);
    }
    const through = Math.min(report.through, this.lastSent);
    if (this.isSilent) this.revive();
    if (through <= this.through) return;
    this.through = through;
    if (this.gaps !== null) this.forget(this.gaps);
    this.adapt(delayUs ?? Infinity);
  }

  state(): HearingState {
    if (this.isSilent || !this.hasSpoken) return 'silent';
    return this.lastDropped === NONE ? 'hearing' : 'behind';
  }

  /** The least margin since this was asked last. */
  takeLeastMarginUs(): number | null {
    const least = this.leastMarginUs;
    this.leastMarginUs = null;
    return least;
  }

  /** It speaks again: how much of what was sent long ago is still under way nobody knows. */
  private revive(): void {
    this.isSilent = false;
    this.through = this.lastSent;
    this.gaps = null;
    this.gapsBelow = 0;
    this.allowed = WINDOW_LIMITS.leastChunks;
  }

  private forget(gaps: number[]): void {
    while ((gaps[0] ?? Infinity) <= this.through) {
      gaps.shift();
      this.gapsBelow--;
    }
    if (gaps.length === 0) this.gaps = null;
  }

  private adapt(delayUs: number): void {
    if (delayUs > this.goodUs) {
      const narrowed = Math.floor((this.allowed * this.goodUs) / delayUs);
      this.allowed = Math.max(WINDOW_LIMITS.leastChunks, narrowed);
      return;
    }
    const widened = Math.floor(this.allowed * WINDOW_LIMITS.growth) + 1;
    this.allowed = Math.min(this.chunks, widened);
    if (this.through > this.lastDropped) this.lastDropped = NONE;
  }
}
