import type { ClockState } from '@loa/protocol/vocabulary';
import { DirectClock } from './direct-clock.ts';
import { LeaderClock, type PublishedClock } from './leader-clock.ts';
import type { Exchange, SkewPrior } from './offset-fit.ts';
import { type SlewedDifference, slewLeftUs } from './slewed.ts';

/**
 * What a node takes for the controller's timeline.
 *
 * - synchronised: fitted, and the last exchange is fresh
 * - holdover: fitted since the process started, the link is away; the fit runs on
 * - civil: never fitted; the wall clock is at least as late as anything signed that was ever seen
 * - untrusted: none of these; no timed item may sound
 *
 * It is read from one of two sources: the exchange with the controller itself, or the leader of the
 * node's site. While something sounds, a change of source or of timeline is slewed; in silence it is
 * taken at once.
 */
export const FRESH_US = 30e6;
/** A leader that is silent for so long is left for the controller's own clock. */
export const LEADER_SILENT_US = 10e6;
/** A new timeline further away is a jump even under sound: slewing it would take most of an hour. */
const MOST_TIMELINE_SLEWED_US = 1e6;
/** A change of source above this is a jump: the renderer crossfades it. */
const MOST_SOURCE_SLEWED_US = 5_000;
/** For a node that leads: the others of the site come along, so it takes its time. */
const MOST_LEADING_SLEWED_US = 100_000;
/** A leader further than this from the controller's own clock is out of its mind. */
const MOST_PLAUSIBLE_US = 250_000;
/** Wall-clock differences below this are the resolution of the reading. */
const WALL_NOISE_US = 20_000;

export interface TimelineReading {
  readonly state: ClockState;
  /** Local monotonic to timeline, µs; null when untrusted. */
  readonly offsetUs: number | null;
  /** Of the controller's clock against the node's, as exchanged with the controller itself. */
  readonly skewPpm: number | null;
  /** How well that is known. */
  readonly skewDeviationPpm: number | null;
  readonly roundTripUs: number | null;
  readonly source: 'direct' | 'leader';
}

/** Part of a node in its site. */
export type SiteRole = 'leader' | 'follower' | 'alone';

/**
 * Invariants: `leader` is read while `source` is `leader`; `nextLeader` is being fitted and takes its
 * place when it can be read, so that a change of leader leaves no gap.
 */
export class Timeline {
  private readonly direct: DirectClock;
  private source: 'direct' | 'leader' = 'direct';
  private role: SiteRole = 'alone';
  private leader: LeaderClock | null = null;
  private nextLeader: LeaderClock | null = null;
  private slewed: SlewedDifference | null = null;
  private wallOffsetUs: number | null = null;
  private floorUs: number;

  constructor(prior: SkewPrior, floorUs: number) {
    this.direct = new DirectClock(prior);
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

  /** An exchange with the controller. */
  observe(timelineId: string, exchange: Exchange, sounding: boolean): void {
    const localUs = exchange.t4Us;
    const beforeUs = this.atUs(localUs);
    // The wall clock may be far from what the neighbours go by, who must not hear it for long.
    const mostUs = this.direct.line() ? MOST_TIMELINE_SLEWED_US : MOST_SOURCE_SLEWED_US;
    const outcome = this.direct.add(timelineId, exchange);
    if (this.source === 'direct') {
      if (outcome === 'adopted') this.bridge({ beforeUs, localUs, sounding, mostUs });
      // What moves its estimate moves the site: at a pace that all can follow.
      else if (this.role === 'leader') this.lead(beforeUs, localUs, sounding);
    }
    this.tend(localUs, sounding);
  }

  /** The node's part in its site has changed; a follower has a new leader. */
  assign(role: SiteRole, localUs: number, sounding: boolean): void {
    this.role = role;
    this.nextLeader = role === 'follower' ? new LeaderClock() : null;
    this.tend(localUs, sounding);
  }

  /** An exchange with the leader of the site. */
  observeLeader(
    exchange: Exchange,
    mapping: PublishedClock,
    sounding: boolean,
  ): 'taken' | 'refused' {
    const fit = this.nextLeader ?? this.leader;
    const localUs = exchange.t4Us;
    if (this.role !== 'follower' || !fit?.add(exchange, mapping)) return 'refused';
    if (!fit.isReady()) return 'taken';
    if (!this.isPlausible(fit.atUs(localUs), localUs)) {
      this.nextLeader = new LeaderClock();
      if (fit === this.leader) this.leave(localUs, sounding);
      return 'refused';
    }
    if (fit !== this.nextLeader && this.source === 'leader') return 'taken';
    const beforeUs = this.atUs(localUs);
    this.leader = fit;
    this.nextLeader = null;
    this.source = 'leader';
    this.bridge({ beforeUs, localUs, sounding, mostUs: MOST_SOURCE_SLEWED_US });
    return 'taken';
  }

  /** Time has passed: a leader that fell silent, or is none any more, is left. */
  tend(localUs: number, sounding: boolean): void {
    if (this.source === 'direct' || !this.leader) return;
    const silentUs = localUs - (this.leader.lastSampleAtUs() ?? 0);
    if (this.role === 'follower' && silentUs < LEADER_SILENT_US) return;
    this.leave(localUs, sounding);
  }

  /** Nothing sounds: what is left to slew is taken at once. */
  settle(): void {
    this.slewed = null;
  }

  /** The timeline's instant at a local monotonic instant; null when the time is not known. */
  atUs(localUs: number): number | null {
    const readUs =
      this.source === 'leader' ? this.leader?.atUs(localUs) : this.direct.atUs(localUs);
    if (readUs === null || readUs === undefined) return this.civilUs(localUs);
    return readUs + slewLeftUs(this.slewed, localUs);
  }

  /** The local monotonic instant of a timeline instant near now. */
  localOf(timelineUs: number, nearLocalUs: number): number | null {
    const nowUs = this.atUs(nearLocalUs);
    return nowUs === null ? null : nearLocalUs + (timelineUs - nowUs) / (1 + this.skew());
  }

  /** What a leader serves; null while it has no exchange with the controller to rest it on. */
  published(localUs: number): PublishedClock | null {
    const timelineId = this.direct.timelineId();
    const nowUs = this.direct.atUs(localUs);
    if (this.source !== 'direct' || timelineId === null || nowUs === null) return null;
    return {
      timelineId,
      atUs: localUs,
      offsetUs: nowUs - localUs,
      skew: this.skew(),
      slewUs: slewLeftUs(this.slewed, localUs),
      isFresh: this.stateAt(localUs) === 'synchronised',
    };
  }

  reading(localUs: number): TimelineReading {
    const line = this.direct.line();
    const atUs = this.atUs(localUs);
    const { source } = this;
    const read = source === 'leader' ? this.leader : this.direct;
    return {
      state: this.stateAt(localUs),
      offsetUs: atUs === null ? null : atUs - localUs,
      skewPpm: line ? line.skew * 1e6 : null,
      skewDeviationPpm: line ? line.skewDeviation * 1e6 : null,
      roundTripUs: read?.shortestRoundTripUs() ?? null,
      source,
    };
  }

  private leave(localUs: number, sounding: boolean): void {
    // Without another clock the leader's last word is the best there is.
    if (this.direct.line() === null) return;
    const beforeUs = this.atUs(localUs);
    this.source = 'direct';
    this.leader = null;
    if (this.role === 'follower') this.nextLeader = new LeaderClock();
    if (this.role === 'leader') this.lead(beforeUs, localUs, sounding);
    else this.bridge({ beforeUs, localUs, sounding, mostUs: MOST_SOURCE_SLEWED_US });
  }

  private lead(beforeUs: number | null, localUs: number, sounding: boolean): void {
    this.bridge({ beforeUs, localUs, sounding, mostUs: MOST_LEADING_SLEWED_US });
  }

  /** Goes over from what was read before to what is read now. */
  private bridge(step: {
    readonly beforeUs: number | null;
    readonly localUs: number;
    readonly sounding: boolean;
    readonly mostUs: number;
  }): void {
    const { beforeUs, localUs, sounding, mostUs } = step;
    this.slewed = null;
    const afterUs = this.atUs(localUs);
    if (beforeUs === null || afterUs === null || !sounding) return;
    const amountUs = beforeUs - afterUs;
    if (Math.abs(amountUs) <= mostUs) this.slewed = { fromUs: localUs, amountUs };
  }

  private isPlausible(leaderUs: number | null, localUs: number): boolean {
    const directUs = this.direct.atUs(localUs);
    if (leaderUs === null || directUs === null) return true;
    return Math.abs(leaderUs - directUs) <= MOST_PLAUSIBLE_US;
  }

  private skew(): number {
    return this.source === 'leader' ? (this.leader?.skew() ?? 0) : (this.direct.line()?.skew ?? 0);
  }

  private stateAt(localUs: number): ClockState {
    if (this.source === 'leader' && this.leader) {
      const silentUs = localUs - (this.leader.lastSampleAtUs() ?? 0);
      return silentUs <= FRESH_US && this.leader.isFresh() ? 'synchronised' : 'holdover';
    }
    const lastUs = this.direct.line() ? (this.direct.lastSampleAtUs() ?? 0) : null;
    if (lastUs !== null) return localUs - lastUs <= FRESH_US ? 'synchronised' : 'holdover';
    return this.civilUs(localUs) === null ? 'untrusted' : 'civil';
  }

  private civilUs(localUs: number): number | null {
    if (this.wallOffsetUs === null) return null;
    const wallUs = localUs + this.wallOffsetUs;
    return wallUs >= this.floorUs ? wallUs : null;
  }
}
