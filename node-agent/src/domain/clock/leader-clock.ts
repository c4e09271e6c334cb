import { type Exchange, OffsetFit, offsetAtUs, type SkewPrior } from './offset-fit.ts';
import { slewLeftUs } from './slewed.ts';

/**
 * What the leader of a site serves: how its raw monotonic clock maps to the timeline as it uses it
 * now, `timeline(t) = t + offsetUs + skew·(t − atUs) + slew(t)`, where the slew is `slewUs` at `atUs`
 * and is worked off from there.
 */
export interface PublishedClock {
  readonly timelineId: string;
  readonly atUs: number;
  readonly offsetUs: number;
  readonly skew: number;
  readonly slewUs: number;
  /** Whether the leader's own link to the controller is fresh. */
  readonly isFresh: boolean;
}

/** Two crystals, each within ±50 ppm. */
const TWO_CRYSTALS: SkewPrior = { mean: 0, deviation: 70e-6 };

/**
 * The timeline as the leader of the site has it. The leader's *raw* clock is fitted, a straight line
 * between two crystals, and its mapping is applied as it stands: whatever its estimate of the uplink
 * does, all nodes of the site do together. To fit the leader's estimate of the timeline would be to
 * chase a moving target.
 */
export class LeaderClock {
  private readonly fit = new OffsetFit(TWO_CRYSTALS);
  private mapping: PublishedClock | null = null;

  /** @returns false when the exchange was impossible */
  add(exchange: Exchange, mapping: PublishedClock): boolean {
    if (!this.fit.add(exchange)) return false;
    this.mapping = mapping;
    return true;
  }

  isReady(): boolean {
    return this.fit.current() !== null && this.mapping !== null;
  }

  atUs(localUs: number): number | null {
    const line = this.fit.current();
    if (!line || !this.mapping) return null;
    const { atUs, offsetUs, skew, slewUs } = this.mapping;
    const rawUs = localUs + offsetAtUs(line, localUs);
    const leftUs = slewLeftUs({ fromUs: atUs, amountUs: slewUs }, rawUs);
    return rawUs + offsetUs + skew * (rawUs - atUs) + leftUs;
  }

  /** Timeline µs a local µs, less one. */
  skew(): number {
    const line = this.fit.current();
    return line && this.mapping ? (1 + line.skew) * (1 + this.mapping.skew) - 1 : 0;
  }

  isFresh(): boolean {
    return this.mapping?.isFresh ?? false;
  }

  lastSampleAtUs(): number | null {
    return this.fit.lastSampleAtUs();
  }

  shortestRoundTripUs(): number | null {
    return this.fit.shortestRoundTripUs();
  }
}
