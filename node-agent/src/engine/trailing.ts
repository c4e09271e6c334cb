import type { PlannedStretch } from '../ports.ts';

/** The ramp with which a stretch ends, and a little more. */
const RAMP_US = 50_000;

/**
 * What has ended on the timeline and is still to be heard, where a node sounds later than the
 * timeline by its trim. It is on record as ended; the speaker has it to its last sample.
 */
export class Trailing {
  private held: readonly { readonly stretch: PlannedStretch; readonly untilUs: number }[] = [];

  keep(stretch: PlannedStretch, trimUs: number): void {
    if (trimUs <= 0) return;
    this.held = [...this.held, { stretch, untilUs: stretch.toUs + trimUs + RAMP_US }];
  }

  /** What is still to be heard at an instant; null is that nobody knows the time. */
  at(nowUs: number | null): readonly PlannedStretch[] {
    this.held = this.held.filter(({ untilUs }) => nowUs !== null && nowUs < untilUs);
    return this.held.map(({ stretch }) => stretch);
  }

  /** When the next of them is over. */
  nextUs(): number | null {
    return this.held.reduce<number | null>(
      (next, { untilUs }) => Math.min(next ?? untilUs, untilUs),
      null,
    );
  }

  /** Falls silent at once. */
  drop(): void {
    this.held = [];
  }
}
