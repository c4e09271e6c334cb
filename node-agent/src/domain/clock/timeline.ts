import type { ClockState } from '@loa/protocol/vocabulary';
import { type Exchange, type Line, OffsetFit, offsetAtUs, type SkewPrior } from './offset-fit.ts';

/**
 * What a node takes for the controller's timeline.
 *
 * - synchronised: fitted, and the last exchange is fresh
 * - holdover: fitted since the process started, the link is away; the fit runs on
 * - civil: never fitted; the wall clock is at least as late as anything signed that was ever seen
 * - untrusted: none of these; no timed item may sound
 *
 * A new timeline (the controller restarted) is fitted aside and adopted once it can be read. While
 * something sounds the difference is slewed; in silence it is taken at once.
 */
export const FRESH_US = 30e6;
/** Rate at which an adopted difference is worked off under sound: inaudible, 30 ms a minute. */
const SLEW = 500e-6;
/** A difference above this is a jump even under sound: slewing it would take most of an hour. */
const MOST_SLEWED_US = 1e6;
/** Wall-clock differences below this are the resolution of the reading. */
const WALL_NOISE_US = 20_000;

export interface TimelineReading {
  readonly state: ClockState;
  /** Local monotonic to timeline, µs; null when untrusted. */
  readonly offsetUs: number | null;
  readonly skewPpm: number | null;
  readonly roundTripUs: number | null;
}

interface Slew {
  readonly fromUs: number;
  readonly amountUs: number;
}

/** Invariants: `fit` belongs to `timelineId`; `next` is being fitted and belongs to `nextId`. */
export class Timeline {
  private readonly prior: SkewPrior;
  private fit: OffsetFit | null = null;
  private timelineId: string | null = null;
  private next: OffsetFit | null = null;
  private nextId: string | null = null;
  private slew: Slew | null = null;
  private wallOffsetUs: number | null = null;
  private floorUs: number;
  private rounds = 0;

  constructor(prior: SkewPrior, floorUs: number) {
    this.prior = prior;
    this.floorUs = floorUs;
  }

  /** Takes the wall clock. `true` when it jumped by more than the given amount. */
  observeWall(localUs: number, wallUs: number, jumpUs = 500_000): boolean {
    const offsetUs = wallUs - localUs;
    const before = this.wallOffsetUs;
    if (before !== null && Math.abs(offsetUs - before) < WALL_NOISE_US) return false;
    this.wallOffsetUs = offsetUs;
    return before !== null && Math.abs(offsetUs - before) > jumpUs;
  }

  /** The newest instant anybody signed: the wall clock is not believed when it is before it. */
  raiseFloor(floorUs: number): void {
    this.floorUs = Math.max(this.floorUs, floorUs);
  }

  observe(timelineId: string, exchange: Exchange, sounding: boolean): void {
    if (this.fit && this.timelineId === timelineId) {
      if (this.fit.add(exchange)) this.rounds++;
      return;
    }
    if (this.nextId !== timelineId || !this.next) {
      this.next = new OffsetFit(this.currentPrior());
      this.nextId = timelineId;
    }
    if (this.next.add(exchange)) this.rounds++;
    if (this.next.current()) this.adopt(exchange.t4Us, sounding);
  }

  private currentPrior(): SkewPrior {
    const line = this.fit?.current();
    return line ? { mean: line.skew, deviation: 5e-6 } : this.prior;
  }

  private adopt(localUs: number, sounding: boolean): void {
    const beforeUs = this.atUs(localUs);
    this.fit = this.next;
    this.timelineId = this.nextId;
    this.next = null;
    this.nextId = null;
    this.slew = null;
    const afterUs = this.atUs(localUs);
    if (beforeUs === null || afterUs === null || !sounding) return;
    const amountUs = beforeUs - afterUs;
    if (Math.abs(amountUs) <= MOST_SLEWED_US) this.slew = { fromUs: localUs, amountUs };
  }

  /** Nothing sounds: what is left to slew is taken at once. */
  settle(): void {
    this.slew = null;
  }

  /** The timeline's instant at a local monotonic instant; null when the time is not known. */
  atUs(localUs: number): number | null {
    const line = this.fit?.current();
    if (line) return localUs + offsetAtUs(line, localUs) + this.slewLeftUs(localUs);
    return this.civilUs(localUs);
  }

  /** The local monotonic instant of a timeline instant near now. */
  localOf(timelineUs: number, nearLocalUs: number): number | null {
    const nowUs = this.atUs(nearLocalUs);
    if (nowUs === null) return null;
    const rate = 1 + (this.fit?.current()?.skew ?? 0);
    return nearLocalUs + (timelineUs - nowUs) / rate;
  }

  reading(localUs: number): TimelineReading {
    const line: Line | null = this.fit?.current() ?? null;
    const atUs = this.atUs(localUs);
    return {
      state: this.stateAt(localUs),
      offsetUs: atUs === null ? null : atUs - localUs,
      skewPpm: line ? line.skew * 1e6 : null,
      roundTripUs: this.fit?.shortestRoundTripUs() ?? null,
    };
  }

  /** Exchanges taken so far. */
  exchanges(): number {
    return this.rounds;
  }

  private stateAt(localUs: number): ClockState {
    const lastUs = this.fit?.current() ? (this.fit.lastSampleAtUs() ?? 0) : null;
    if (lastUs !== null) return localUs - lastUs <= FRESH_US ? 'synchronised' : 'holdover';
    return this.civilUs(localUs) === null ? 'untrusted' : 'civil';
  }

  private civilUs(localUs: number): number | null {
    if (this.wallOffsetUs === null) return null;
    const wallUs = localUs + this.wallOffsetUs;
    return wallUs >= this.floorUs ? wallUs : null;
  }

  private slewLeftUs(localUs: number): number {
    if (!this.slew) return 0;
    const worked = Math.max(0, localUs - this.slew.fromUs) * SLEW;
    const { amountUs } = this.slew;
    return Math.sign(amountUs) * Math.max(0, Math.abs(amountUs) - worked);
  }
}
