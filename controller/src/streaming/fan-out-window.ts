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
  silentUs: 5e6,
  /** Chunks that may always be under way: without any there would be no word from it either. */
  leastChunks: 2,
  /** By so much the window opens again at a word that came in good time. */
  growth: 1.5,
} as const;

/**
 * [LNK43] How much of a stream may be under way to one node: what was sent and not acknowledged.
 * The socket's own count is of no use, because the system's buffers hide seconds of sound.
 *
 * The window is `windowUs` of sound. A word that comes later than half of that after its chunk was
 * sent narrows it in proportion (a full pipe delivers at the link's own rate, so delay and content
 * are proportional); words in good time open it again. Between the two a link that is too slow
 * settles at half a window of delay, and the rest is dropped before it is sent.
 */
export class AckWindow {
  private readonly windowUs: number;
  private readonly chunkUs: number;
  private allowedUs: number;
  /** Under way, oldest first. */
  private readonly sequences: number[] = [];
  private readonly sentAtUs: number[] = [];
  private spokeAtUs: number | null = null;
  private through = -1;
  /** Highest sequence that was not sent; null where the node has caught up since. */
  private droppedSequence: number | null = null;
  private isSilent = false;
  late = 0;
  missing = 0;
  private leastMarginUs: number | null = null;

  constructor(windowUs: number, chunkUs: number) {
    this.windowUs = windowUs;
    this.chunkUs = chunkUs;
    this.allowedUs = windowUs;
  }

  /** Whether a chunk may be sent now. */
  admits(nowUs: number): boolean {
    const underWay = this.sequences.length;
    if (underWay === 0) return !this.isSilent;
    const quietSinceUs = Math.max(this.sentAtUs[0] ?? 0, this.spokeAtUs ?? 0);
    if (nowUs - quietSinceUs > WINDOW_LIMITS.silentUs) this.isSilent = true;
    if (this.isSilent) return false;
    const allowed = Math.max(WINDOW_LIMITS.leastChunks, Math.floor(this.allowedUs / this.chunkUs));
    return underWay < allowed;
  }

  sent(sequence: number, nowUs: number): void {
    this.sequences.push(sequence);
    this.sentAtUs.push(nowUs);
  }

  dropped(sequence: number): void {
    this.droppedSequence = sequence;
  }

  heard(report: HeardReport, nowUs: number): void {
    this.spokeAtUs = nowUs;
    this.isSilent = false;
    this.late = report.late;
    this.missing = report.missing;
    if (report.leastMarginUs !== null) {
      this.leastMarginUs = Math.min(report.leastMarginUs, this.leastMarginUs ?? Infinity);
    }
    if (report.through <= this.through) return;
    this.through = report.through;
    let sentAtUs: number | undefined;
    while ((this.sequences[0] ?? Infinity) <= report.through) {
      this.sequences.shift();
      sentAtUs = this.sentAtUs.shift();
    }
    if (sentAtUs !== undefined) this.adapt(nowUs - sentAtUs);
  }

  state(): HearingState {
    if (this.isSilent || this.spokeAtUs === null) return 'silent';
    return this.droppedSequence === null ? 'hearing' : 'behind';
  }

  /** The least margin since this was asked last. */
  takeLeastMarginUs(): number | null {
    const least = this.leastMarginUs;
    this.leastMarginUs = null;
    return least;
  }

  private adapt(delayUs: number): void {
    const goodUs = this.windowUs / 2;
    if (delayUs > goodUs) {
      this.allowedUs = (this.allowedUs * goodUs) / delayUs;
      return;
    }
    this.allowedUs = Math.min(this.windowUs, this.allowedUs * WINDOW_LIMITS.growth + this.chunkUs);
    if (this.droppedSequence !== null && this.through > this.droppedSequence) {
      this.droppedSequence = null;
    }
  }
}
