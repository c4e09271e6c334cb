import { fitWeightedLine } from './weighted-line.ts';

/**
 * Offset of one clock against another from round-trip exchanges (NTP's four timestamps, RFC 5905
 * section 8). A straight line (offset and skew) through the 5 % of samples with the shortest round
 * trip of the last 120 s: an asymmetric or jittery link delays, it never hurries, so the quickest
 * exchanges are the least wrong. The line is fitted anew from the window each time; a filter that
 * remembers an early lucky sample locks on to it.
 */
const WINDOW_US = 120e6;
const BEST_FRACTION = 0.05;
const FEWEST_BEST = 6;
/** While the window is young each sample refits; later four times a second are enough. */
const REFIT_EVERY_US = 250_000;
const YOUNG_SAMPLES = 20;
/** Samples without which there is no estimate. */
const FEWEST_SAMPLES = 8;
/** Samples of 120 s at 10 Hz, and a margin. */
const MOST_SAMPLES = 1_300;
/** Standard deviation of a sample with the window's shortest round trip, µs. */
const BASE_DEVIATION_US = 20;

export interface SkewPrior {
  /** Expected rate difference, µs per µs. */
  readonly mean: number;
  readonly deviation: number;
}

/** Crystals of boards are within ±50 ppm of each other. */
export const UNKNOWN_SKEW: SkewPrior = { mean: 0, deviation: 50e-6 };

/** A skew this node measured before: crystals move with temperature by a few ppm. */
export function knownSkew(skewPpm: number): SkewPrior {
  return { mean: skewPpm * 1e-6, deviation: 5e-6 };
}

interface Sample {
  readonly atUs: number;
  readonly offsetUs: number;
  readonly roundTripUs: number;
}

/** `offset(t) = offsetUs + skew·(t − atUs)`. */
export interface Line {
  readonly atUs: number;
  readonly offsetUs: number;
  readonly skew: number;
  readonly skewDeviation: number;
}

export interface Exchange {
  readonly t1Us: number;
  readonly t2Us: number;
  readonly t3Us: number;
  readonly t4Us: number;
}

export class OffsetFit {
  private readonly prior: SkewPrior;
  private samples: Sample[] = [];
  private line: Line | null = null;
  private fittedAtUs = Number.NEGATIVE_INFINITY;

  constructor(prior: SkewPrior) {
    this.prior = prior;
  }

  /** @returns false when the exchange is impossible (a negative round trip) and was not taken. */
  add({ t1Us, t2Us, t3Us, t4Us }: Exchange): boolean {
    const roundTripUs = t4Us - t1Us - (t3Us - t2Us);
    if (!(t3Us >= t2Us && t4Us >= t1Us && roundTripUs >= 0)) return false;
    const offsetUs = (t2Us - t1Us + (t3Us - t4Us)) / 2;
    this.samples.push({ atUs: t4Us, offsetUs, roundTripUs });
    const oldest = t4Us - WINDOW_US;
    const surplus = this.samples.length - MOST_SAMPLES;
    const firstKept = this.samples.findIndex((s, i) => s.atUs >= oldest && i >= surplus);
    if (firstKept > 0) this.samples.splice(0, firstKept);
    const due = this.samples.length <= YOUNG_SAMPLES || t4Us - this.fittedAtUs >= REFIT_EVERY_US;
    if (due && this.samples.length >= FEWEST_SAMPLES) {
      this.line = fitLine(bestOf(this.samples), t4Us, this.prior);
      this.fittedAtUs = t4Us;
    }
    return true;
  }

  current(): Line | null {
    return this.line;
  }

  lastSampleAtUs(): number | null {
    return this.samples.at(-1)?.atUs ?? null;
  }

  shortestRoundTripUs(): number | null {
    if (this.samples.length === 0) return null;
    return this.samples.reduce((least, s) => Math.min(least, s.roundTripUs), Infinity);
  }
}

export function offsetAtUs(line: Line, atUs: number): number {
  return line.offsetUs + line.skew * (atUs - line.atUs);
}

function bestOf(samples: readonly Sample[]): Sample[] {
  const count = Math.max(FEWEST_BEST, Math.floor(samples.length * BEST_FRACTION));
  // Of equals the newer: a line is read at its end.
  const byWorth = (a: Sample, b: Sample): number =>
    a.roundTripUs - b.roundTripUs || b.atUs - a.atUs;
  return [...samples].sort(byWorth).slice(0, count);
}

/** `best` is in order of round trip; no sample weighs more than the middle one. */
function fitLine(best: readonly Sample[], atUs: number, prior: SkewPrior): Line {
  const shortestUs = best[0]?.roundTripUs ?? 0;
  const anchorUs = best[0]?.offsetUs ?? 0;
  const deviations = best.map((s) => BASE_DEVIATION_US + (s.roundTripUs - shortestUs) / 2);
  const middle = deviations[deviations.length >> 1] ?? BASE_DEVIATION_US;
  const points = best.map(({ atUs: sampleUs, offsetUs }, i) => ({
    x: sampleUs - atUs,
    y: offsetUs - anchorUs,
    deviation: Math.max(middle, deviations[i] ?? middle),
  }));
  const { slope, intercept, slopeDeviation } = fitWeightedLine(points, prior);
  return { atUs, offsetUs: intercept + anchorUs, skew: slope, skewDeviation: slopeDeviation };
}
