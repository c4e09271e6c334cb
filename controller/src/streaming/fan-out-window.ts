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
  /** Of the window, what may be under way before the first words; one of a busy node comes late. */
  firstShare: 0.85,
  /** Of the window, how long what is under way may take to arrive, by the link's own pace. */
  pipeShare: 0.75,
  /** Words that come closer together say nothing of the link's pace. */
  paceMs: 500,
  /** Beyond the quickest delivery: what comes later than that stood in a queue of the link. */
  standingUs: 250_000,
  /** By so much a word from a link without a queue opens the window. */
  growth: 1.3,
} as const;

const NONE = -1;

interface Told {
  /** Chunks that the link carries in most of the window's time. */
  readonly carried: number;
  readonly delayUs: number;
}

/**
 * [LNK43] How much of a stream may be under way to one node: what was sent and not acknowledged. The
 * socket's own count is of no use, because the system's buffers hide seconds of sound.
 *
 * The window is so many chunks. Where a queue stands on the link, as the delay of what was heard last
 * shows, no more may be under way than the link carries in most of the window's time; its pace is what
 * it acknowledged from one word to the next. Where none stands, the window opens until it is whole. So
 * a link that is too slow settles below a window of delay, and the rest is dropped before it is sent.
 *
 * Both are judged by the better of two words running: one that is late, or tells of little, may come
 * from a machine that was busy at either end of a good link.
 *
 * Invariants: `gaps` are the dropped chunks above `through`, ascending; `gapsBelow` of them are below
 * `lastSent`. Whole numbers throughout: ten thousand of these are gone through for every chunk.
 */
export class AckWindow {
  private readonly chunks: number;
  private readonly windowMs: number;
  private allowed: number;
  private lastSent = NONE;
  private through = NONE;
  private gaps: number[] | null = null;
  private gapsBelow = 0;
  /** Since when nothing was said while something was under way. */
  private quietSinceMs = 0;
  private lastDropped = NONE;
  /** Chunks acknowledged since `pacedAtMs`: a word, or before the first the first chunk. */
  private acknowledged = 0;
  private pacedAtMs: number | null = null;
  private leastDelayUs = Infinity;
  /** What the word before told of the link; null before the first. */
  private told: Told | null = null;
  private hasSpoken = false;
  private isSilent = false;
  private leastMarginUs: number | null = null;
  late = 0;
  missing = 0;

  constructor(windowUs: number, chunkUs: number) {
    this.chunks = Math.max(WINDOW_LIMITS.leastChunks, Math.floor(windowUs / chunkUs));
    this.windowMs = windowUs / 1000;
    this.allowed = this.atFirst();
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
    this.pacedAtMs ??= nowMs;
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
    if (this.isSilent) this.revive();
    const through = Math.min(report.through, this.lastSent);
    if (through <= this.through) return;
    const before = this.underWay;
    this.through = through;
    if (this.gaps !== null) this.forget(this.gaps);
    this.acknowledged += before - this.underWay;
    this.adapt(nowMs, delayUs);
    const isInTime = delayUs !== null && delayUs <= (this.windowMs * 1000) / 2;
    if (isInTime && through > this.lastDropped) this.lastDropped = NONE;
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
    this.allowed = this.atFirst();
    this.pacedAtMs = null;
    this.told = null;
    this.acknowledged = 0;
  }

  private forget(gaps: number[]): void {
    while ((gaps[0] ?? Infinity) <= this.through) {
      gaps.shift();
      this.gapsBelow--;
    }
    if (gaps.length === 0) this.gaps = null;
  }

  private atFirst(): number {
    const first = Math.floor(this.chunks * WINDOW_LIMITS.firstShare);
    return Math.max(WINDOW_LIMITS.leastChunks, first);
  }

  private adapt(nowMs: number, delayUs: number | null): void {
    const before = this.told;
    const sinceMs = nowMs - (this.pacedAtMs ?? nowMs);
    if (before !== null && sinceMs < WINDOW_LIMITS.paceMs) return;
    const pipeMs = this.windowMs * WINDOW_LIMITS.pipeShare;
    const told: Told = {
      carried: (this.acknowledged * pipeMs) / Math.max(1, sinceMs),
      delayUs: delayUs ?? Infinity,
    };
    this.told = told;
    this.pacedAtMs = nowMs;
    this.acknowledged = 0;
    this.leastDelayUs = Math.min(this.leastDelayUs, told.delayUs);
    // The first word's pace is too little by the way to and fro: it closes nothing.
    if (before !== null) this.judge(told, before);
  }

  private judge(told: Told, before: Told): void {
    const carried = Math.max(told.carried, before.carried);
    const leastUs = Math.min(told.delayUs, before.delayUs);
    const isStanding = leastUs - this.leastDelayUs > WINDOW_LIMITS.standingUs;
    // An empty pipe tells little: the window opens with what it was seen to carry.
    const next = isStanding
      ? carried
      : Math.min(this.allowed * WINDOW_LIMITS.growth + 1, carried * WINDOW_LIMITS.growth);
    const whole = Math.floor(Math.min(this.chunks, next));
    this.allowed = Math.max(WINDOW_LIMITS.leastChunks, whole);
  }
}
