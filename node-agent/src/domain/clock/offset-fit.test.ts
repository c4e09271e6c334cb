import { mulberry32 } from '@loa/runtime/pure';
import { describe, expect, it } from 'vitest';
import { type Exchange, knownSkew, OffsetFit, offsetAtUs, UNKNOWN_SKEW } from './offset-fit.ts';

interface Link {
  /** One way delay and its jitter, µs; the way up may be slower than the way down. */
  readonly up: readonly [base: number, jitter: number];
  readonly down: readonly [base: number, jitter: number];
}

const LAN: Link = { up: [300, 100], down: [300, 100] };
const WIFI: Link = { up: [20_000, 10_000], down: [20_000, 10_000] };
const MOBILE: Link = { up: [60_000, 30_000], down: [30_000, 15_000] };
const OFFSET_US = 7_200e6;

/** Exchanges at 10 Hz over a link, the node's clock running fast by `skewPpm`. */
function* exchanges(link: Link, options: { seconds: number; skewPpm: number; seed: number }) {
  const next = mulberry32(options.seed);
  const delay = ([base, jitter]: readonly [number, number]): number => {
    const normal = next() + next() + next() + next() - 2;
    return Math.max(base * 0.2, base + jitter * normal * 1.7);
  };
  const local = (trueUs: number): number => trueUs * (1 + options.skewPpm * 1e-6);
  for (let trueUs = 1e6; trueUs < options.seconds * 1e6; trueUs += 100_000) {
    const arrivesUs = trueUs + delay(link.up);
    const backUs = arrivesUs + 100 + delay(link.down);
    const exchange: Exchange = {
      t1Us: local(trueUs),
      t2Us: arrivesUs + OFFSET_US,
      t3Us: arrivesUs + 100 + OFFSET_US,
      t4Us: local(backUs),
    };
    yield { exchange, trueUs: backUs };
  }
}

/** Absolute errors of the fit after a minute, µs, in ascending order. */
function errorsUs(link: Link, skewPpm: number): number[] {
  const fit = new OffsetFit(UNKNOWN_SKEW);
  const errors: number[] = [];
  for (const { exchange, trueUs } of exchanges(link, { seconds: 200, skewPpm, seed: 5 })) {
    fit.add(exchange);
    const line = fit.current();
    if (!line || trueUs < 60e6) continue;
    const estimateUs = exchange.t4Us + offsetAtUs(line, exchange.t4Us);
    errors.push(Math.abs(estimateUs - (trueUs + OFFSET_US)));
  }
  return errors.sort((a, b) => a - b);
}

function at(sorted: readonly number[], fraction: number): number {
  return sorted[Math.floor((sorted.length - 1) * fraction)] ?? Number.NaN;
}

describe('OffsetFit', () => {
  it('[SYN30] follows a clock that is 60 ppm fast to 0.2 ms on a LAN', () => {
    expect(at(errorsUs(LAN, 60), 0.99)).toBeLessThan(200);
  });

  it('[SYN30] stays within 3 ms on poor Wi-Fi', () => {
    expect(at(errorsUs(WIFI, 60), 0.99)).toBeLessThan(3_000);
  });

  it('[SYN30] takes most of the bias out of a link that is slower upwards', () => {
    // Averaging would be 15 ms off.
    const errors = errorsUs(MOBILE, -40);
    expect(at(errors, 0.5)).toBeLessThan(6_000);
    expect(at(errors, 0.99)).toBeLessThan(11_000);
  });

  it('[SYN30] has no estimate before eight exchanges', () => {
    const fit = new OffsetFit(UNKNOWN_SKEW);
    const all = [...exchanges(LAN, { seconds: 3, skewPpm: 0, seed: 1 })];
    for (const { exchange } of all.slice(0, 7)) fit.add(exchange);
    expect(fit.current()).toBeNull();
    fit.add((all[7] as (typeof all)[number]).exchange);
    expect(fit.current()).not.toBeNull();
  });

  it('[SYN30] a skew known from before holds the line through the first seconds', () => {
    const withPrior = new OffsetFit(knownSkew(-60));
    const without = new OffsetFit(UNKNOWN_SKEW);
    for (const { exchange } of exchanges(WIFI, { seconds: 5, skewPpm: 60, seed: 9 })) {
      withPrior.add(exchange);
      without.add(exchange);
    }
    const error = (fit: OffsetFit): number => Math.abs((fit.current()?.skew ?? 0) + 60e-6);
    expect(error(withPrior)).toBeLessThan(10e-6);
    expect(error(withPrior)).toBeLessThan(error(without));
  });

  it('[SYN31] refuses an exchange that took less than no time', () => {
    const fit = new OffsetFit(UNKNOWN_SKEW);
    expect(fit.add({ t1Us: 100, t2Us: 50, t3Us: 90, t4Us: 110 })).toBe(false);
    expect(fit.add({ t1Us: 100, t2Us: 90, t3Us: 50, t4Us: 200 })).toBe(false);
    expect(fit.add({ t1Us: 200, t2Us: 90, t3Us: 90, t4Us: 100 })).toBe(false);
    expect(fit.lastSampleAtUs()).toBeNull();
  });
});
