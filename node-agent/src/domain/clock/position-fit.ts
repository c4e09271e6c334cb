import { SAMPLE_RATE_HZ } from '@loa/protocol/vocabulary';
import { fitWeightedLine } from './weighted-line.ts';

/**
 * Which frame of its output is heard when: a line through the positions a sound card reports. The
 * best report of each quarter second counts, 30 s of them; the slope stays near the nominal rate,
 * as crystals of sound cards are within ±200 ppm.
 *
 * A rate is not constant: a crystal warms up, and a sound server's own clock changes its pace with
 * what is played. So a report is worth less the older it is, by how far such a change may have
 * carried the card since; where reports are noisy their number counts for more than their age.
 */
const WINDOW_US = 30e6;
const BUCKET_US = 250_000;
const FRAMES_PER_US = SAMPLE_RATE_HZ / 1e6;
/** Of the surplus: frames a microsecond. */
const SLOPE_PRIOR = { mean: 0, deviation: 200e-6 * FRAMES_PER_US };
/** Reports before positions are believed. */
export const FEWEST_REPORTS = 12;
/** A report off by more is an outlier: 3 ms. */
const OUTLIER_FRAMES = 144;
/** So many outliers in a row mean that the card has jumped. */
const OUTLIERS_OF_A_JUMP = 6;
/** Of the best report, frames, unless the last line shows that they are worse. */
const BASE_DEVIATION = 2;
/** What a change of rate by 5 ppm carries the card away in a microsecond, frames. */
const WANDER = 5e-6 * FRAMES_PER_US;
/** From the median of absolute residuals to a standard deviation, for a normal distribution. */
const MEDIAN_TO_DEVIATION = 1.48;

/** A sound card's word: at `localUs` frame `playedFrames` was heard, known to `uncertaintyUs`. */
export interface PositionReport {
  readonly localUs: number;
  readonly playedFrames: number;
  readonly uncertaintyUs: number;
}

interface Point {
  readonly atUs: number;
  /** Frames ahead of a card of nominal rate. */
  readonly surplus: number;
  readonly uncertaintyUs: number;
}

export class PositionFit {
  private points: Point[] = [];
  private reports = 0;
  private outliers = 0;
  private line: { atUs: number; surplus: number; slope: number } | null = null;

  /** @returns `jumped` when the fit was thrown away because the card had moved. */
  add(report: PositionReport): 'taken' | 'outlier' | 'jumped' {
    const { localUs, uncertaintyUs } = report;
    const point = { atUs: localUs, surplus: report.playedFrames - localUs * FRAMES_PER_US };
    if (this.line && this.reports >= FEWEST_REPORTS) {
      if (Math.abs(point.surplus - this.surplusAt(localUs)) > OUTLIER_FRAMES) {
        if (++this.outliers < OUTLIERS_OF_A_JUMP) return 'outlier';
        this.reset();
        return 'jumped';
      }
      this.outliers = 0;
    }
    this.insert({ ...point, uncertaintyUs });
    this.reports++;
    this.refit(localUs);
    return 'taken';
  }

  reset(): void {
    this.points = [];
    this.reports = 0;
    this.outliers = 0;
    this.line = null;
  }

  isReady(): boolean {
    return this.line !== null && this.reports >= FEWEST_REPORTS;
  }

  /** Local instant at which an output frame is heard. */
  timeOfUs(frame: number): number {
    const { atUs, surplus, slope } = this.line ?? { atUs: 0, surplus: 0, slope: 0 };
    return (frame - surplus + slope * atUs) / (FRAMES_PER_US + slope);
  }

  /** Output frame that is heard at a local instant. */
  frameAt(localUs: number): number {
    return localUs * FRAMES_PER_US + this.surplusAt(localUs);
  }

  /** Rate of the card against the local clock. */
  skewPpm(): number | null {
    return this.line ? (this.line.slope / FRAMES_PER_US) * 1e6 : null;
  }

  private surplusAt(localUs: number): number {
    const { atUs, surplus, slope } = this.line ?? { atUs: 0, surplus: 0, slope: 0 };
    return surplus + slope * (localUs - atUs);
  }

  private insert(point: Point): void {
    const last = this.points.at(-1);
    const sameBucket =
      last && Math.floor(last.atUs / BUCKET_US) === Math.floor(point.atUs / BUCKET_US);
    // Until the fit is ready each report counts, so that a node sounds soon after its start.
    if (sameBucket && this.reports >= FEWEST_REPORTS) {
      if (point.uncertaintyUs < last.uncertaintyUs) this.points[this.points.length - 1] = point;
    } else this.points.push(point);
    const oldest = point.atUs - WINDOW_US;
    const kept = this.points.findIndex((p) => p.atUs >= oldest);
    if (kept > 0) this.points.splice(0, kept);
  }

  /** How far reports lie from the present line, as a standard deviation, frames. */
  private noise(): number {
    if (!this.line) return 0;
    const off = this.points.map(({ atUs, surplus }) => Math.abs(surplus - this.surplusAt(atUs)));
    return MEDIAN_TO_DEVIATION * (off.sort((a, b) => a - b)[off.length >> 1] ?? 0);
  }

  private refit(atUs: number): void {
    const least = this.points.reduce((m, p) => Math.min(m, p.uncertaintyUs), Infinity);
    const anchor = this.points.at(-1)?.surplus ?? 0;
    const noise = Math.max(BASE_DEVIATION, this.noise());
    const points = this.points.map(({ atUs: pointUs, surplus, uncertaintyUs }) => ({
      x: pointUs - atUs,
      y: surplus - anchor,
      deviation: Math.hypot(
        noise + ((uncertaintyUs - least) / 2) * FRAMES_PER_US,
        WANDER * (atUs - pointUs),
      ),
    }));
    const { slope, intercept } = fitWeightedLine(points, SLOPE_PRIOR);
    this.line = { atUs, slope, surplus: intercept + anchor };
  }
}
