import { SAMPLE_RATE_HZ } from '@loa/protocol/vocabulary';
import { FEWEST_REPORTS, type PositionReport } from '../domain/clock/index.ts';

/** [SYN70] An open output that has reported nothing usable for so long is placed by reckoning. */
export const UNREPORTED_US = 3e6;
/** Reckoning begins anew when the output took so much more or less than the clock has it. */
const SLIP_FRAMES = SAMPLE_RATE_HZ / 10;
/** What an output is taken to hold that does not say so itself: 200 ms. */
const NOMINAL_FRAMES = SAMPLE_RATE_HZ / 5;
const FRAMES_PER_US = SAMPLE_RATE_HZ / 1e6;
const POINT_EVERY_US = 40_000;
/** Of no weight against anything measured. */
const RECKONED_UNCERTAINTY_US = 100_000;

/** The output as it stands when it is asked. */
export interface AskedOutput {
  readonly nowUs: number;
  readonly isOpen: boolean;
  readonly writtenFrames: number;
  /** Written and not yet heard, as far as the output knows; null when it does not. */
  readonly bufferFrames: number | null;
}

/** What to believe: `afresh` throws away what was believed before. */
export interface Belief {
  readonly reports: readonly PositionReport[];
  readonly afresh: boolean;
}

/**
 * Where an output stands that cannot say it: what is written less what it is taken to hold, on by
 * the clock. Sound goes on, tenths of a second beside its instant at worst. Real reports take over
 * once there are enough of them to be believed, so that nothing falls silent in between.
 *
 * Invariant: `line` is set exactly while sound is placed by reckoning.
 */
export class Reckoning {
  private sinceUs: number | null = null;
  private line: Line | null = null;
  private real: PositionReport[] = [];

  /** The output begins at frame 0 again. */
  restart(): void {
    this.sinceUs = null;
    this.line = null;
    this.real = [];
  }

  isReckoned(): boolean {
    return this.line !== null;
  }

  /** Takes the answer of an output that was asked; null is none. */
  step(report: PositionReport | null, output: AskedOutput): Belief {
    if (!output.isOpen) {
      this.restart();
      return { reports: [], afresh: false };
    }
    this.sinceUs ??= output.nowUs;
    if (report) return this.reported(report, output);
    const isUnreported = output.nowUs - this.sinceUs > UNREPORTED_US;
    if (isUnreported) this.real = [];
    return this.line || isUnreported ? this.reckoned(output) : { reports: [], afresh: false };
  }

  private reported(report: PositionReport, output: AskedOutput): Belief {
    this.sinceUs = output.nowUs;
    if (!this.line) return { reports: [report], afresh: false };
    this.real.push(report);
    if (this.real.length < FEWEST_REPORTS) return this.reckoned(output);
    const reports = this.real;
    this.real = [];
    this.line = null;
    return { reports, afresh: true };
  }

  private reckoned({ nowUs, writtenFrames, bufferFrames }: AskedOutput): Belief {
    const heardFrames = writtenFrames - (bufferFrames ?? NOMINAL_FRAMES);
    const { line } = this;
    if (line && Math.abs(framesAt(line, nowUs) - heardFrames) <= SLIP_FRAMES) {
      return { reports: [pointAt(line, nowUs)], afresh: false };
    }
    const made = { atUs: nowUs, frames: heardFrames };
    this.line = made;
    const reports = Array.from({ length: FEWEST_REPORTS }, (_, index) =>
      pointAt(made, nowUs - (FEWEST_REPORTS - 1 - index) * POINT_EVERY_US),
    );
    return { reports, afresh: true };
  }
}

type Line = { readonly atUs: number; readonly frames: number };

function framesAt(line: Line, atUs: number): number {
  return line.frames + (atUs - line.atUs) * FRAMES_PER_US;
}

function pointAt(line: Line, localUs: number): PositionReport {
  const playedFrames = framesAt(line, localUs);
  return { localUs, playedFrames, uncertaintyUs: RECKONED_UNCERTAINTY_US };
}
