import type { Clock, Timers } from '@loa/runtime/pure';

/** A clock and timers that move when the test says so. */
export class MovingClock implements Clock, Timers {
  private wallMs: number;
  private elapsedUs = 0;
  private readonly waiting = new Set<{ atUs: number; everyMs: number | null; run: () => void }>();

  constructor(startMs: number) {
    this.wallMs = startMs;
  }

  nowMs(): number {
    return this.wallMs;
  }

  monotonicUs(): number {
    return this.elapsedUs;
  }

  after(delayMs: number, run: () => void): Disposable {
    return this.add({ atUs: this.elapsedUs + delayMs * 1000, everyMs: null, run });
  }

  every(periodMs: number, run: () => void): Disposable {
    return this.add({ atUs: this.elapsedUs + periodMs * 1000, everyMs: periodMs, run });
  }

  /** Lets time pass; timers run at their instants. */
  advance(ms: number): void {
    const endUs = this.elapsedUs + ms * 1000;
    for (;;) {
      const due = [...this.waiting].filter(({ atUs }) => atUs <= endUs);
      const next = due.sort((a, b) => a.atUs - b.atUs)[0];
      if (!next) break;
      this.moveTo(next.atUs);
      if (next.everyMs === null) this.waiting.delete(next);
      else next.atUs += next.everyMs * 1000;
      next.run();
    }
    this.moveTo(endUs);
  }

  /** Time passes while the program does not run: timers are late by it. */
  freeze(ms: number): void {
    this.moveTo(this.elapsedUs + ms * 1000);
    for (const timer of this.waiting) timer.atUs = Math.max(timer.atUs, this.elapsedUs);
  }

  /** The wall clock is set, as NTP or a person does. */
  jumpWall(ms: number): void {
    this.wallMs += ms;
  }

  private moveTo(atUs: number): void {
    this.wallMs += (atUs - this.elapsedUs) / 1000;
    this.elapsedUs = atUs;
  }

  private add(timer: { atUs: number; everyMs: number | null; run: () => void }): Disposable {
    this.waiting.add(timer);
    return { [Symbol.dispose]: () => void this.waiting.delete(timer) };
  }
}
