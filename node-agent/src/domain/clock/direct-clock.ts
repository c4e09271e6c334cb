import { type Exchange, type Line, OffsetFit, offsetAtUs, type SkewPrior } from './offset-fit.ts';

/** A crystal does not change by more from one timeline to the next. */
const NEXT_SKEW_DEVIATION = 5e-6;

/**
 * The node's clock against the controller's timeline, exchanged with the controller itself. A new
 * timeline (the controller restarted) is fitted aside and adopted once it can be read.
 *
 * Invariants: `fit` belongs to `timelineId`; `next` is being fitted and belongs to `nextId`.
 */
export class DirectClock {
  private readonly prior: SkewPrior;
  private fit: OffsetFit | null = null;
  private id: string | null = null;
  private next: OffsetFit | null = null;
  private nextId: string | null = null;

  constructor(prior: SkewPrior) {
    this.prior = prior;
  }

  /** @returns `adopted` when another timeline counts from now on */
  add(timelineId: string, exchange: Exchange): 'taken' | 'adopted' {
    if (this.fit && this.id === timelineId) {
      this.fit.add(exchange);
      return 'taken';
    }
    if (this.nextId !== timelineId || !this.next) {
      this.next = new OffsetFit(this.nextPrior());
      this.nextId = timelineId;
    }
    this.next.add(exchange);
    if (!this.next.current()) return 'taken';
    this.fit = this.next;
    this.id = timelineId;
    this.next = null;
    this.nextId = null;
    return 'adopted';
  }

  timelineId(): string | null {
    return this.id;
  }

  line(): Line | null {
    return this.fit?.current() ?? null;
  }

  atUs(localUs: number): number | null {
    const line = this.line();
    return line && localUs + offsetAtUs(line, localUs);
  }

  lastSampleAtUs(): number | null {
    return this.fit?.lastSampleAtUs() ?? null;
  }

  shortestRoundTripUs(): number | null {
    return this.fit?.shortestRoundTripUs() ?? null;
  }

  private nextPrior(): SkewPrior {
    const line = this.line();
    return line ? { mean: line.skew, deviation: NEXT_SKEW_DEVIATION } : this.prior;
  }
}
