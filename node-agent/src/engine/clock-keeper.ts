import type { ClockState } from '@loa/protocol/vocabulary';
import { type Clock, LoaError, type Logger, type Timers } from '@loa/runtime/pure';
import {
  type Exchange,
  exchangeDelayMs,
  knownSkew,
  type PublishedClock,
  type SiteRole,
  Timeline,
  type TimelineReading,
  UNKNOWN_SKEW,
} from '../domain/clock/index.ts';
import type { ClockMemory, Uplink } from '../ports.ts';

const WATCH_EVERY_MS = 1_000;
/**
 * The wall clock counts only so long after the start: where there is a link, it says better by then,
 * and what had begun by the wall clock would be out of step with its neighbours.
 */
const WALL_AFTER_MS = 1_500;
/** A change of the time that moves what is due. */
const JUMP_US = 20_000;
/** This program did not exist before 2026: a clock that says so was never set. */
const BUILD_FLOOR_US = 1_767_225_600_000_000;
/** A skew is worth a write to the card when it moved by this. */
const SKEW_WORTH_PPM = 1;
/** And when it is known that well, so that it deserves to be a narrow prior at the next start. */
const SKEW_KNOWN_PPM = 3;
/** Written so often at most, besides at the end: a node that is cut off has no end. */
const KEEP_EVERY_US = 600e6;

export interface ClockKeeperDeps {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly uplink: Uplink;
  readonly memory: ClockMemory;
  readonly log: Logger;
  readonly isSounding: () => boolean;
  readonly nextStartUs: () => number | null;
  /** The time became known or unknown, or jumped. */
  readonly changed: () => void;
}

/** Keeps the node's notion of the timeline: exchanges while there is a link, watches the wall clock. */
export class ClockKeeper {
  private readonly deps: ClockKeeperDeps;
  private timeline = new Timeline(UNKNOWN_SKEW, BUILD_FLOOR_US);
  private keptPpm: number | null = null;
  private keptAtUs = Number.NEGATIVE_INFINITY;
  private linkedAtUs: number | null = null;
  private exchange: Disposable | null = null;
  private exchangeAtUs = 0;
  private watch: Disposable | null = null;
  private state: ClockState = 'untrusted';

  constructor(deps: ClockKeeperDeps) {
    this.deps = deps;
  }

  /** @param floorUs the newest instant anybody signed, as far as this node knows */
  start(floorUs: number): void {
    const memory = this.deps.memory.load();
    this.keptPpm = memory?.skewPpm ?? null;
    const prior = memory ? knownSkew(memory.skewPpm) : UNKNOWN_SKEW;
    this.timeline = new Timeline(prior, Math.max(BUILD_FLOOR_US, floorUs));
    this.watch = this.deps.timers.after(WALL_AFTER_MS, () => {
      this.observeWall();
      this.watch = this.deps.timers.every(WATCH_EVERY_MS, () => this.observeWall());
    });
  }

  stop(): void {
    this.watch?.[Symbol.dispose]();
    this.exchange?.[Symbol.dispose]();
    this.remember();
  }

  atUs(localUs: number): number | null {
    return this.timeline.atUs(localUs);
  }

  nowUs(): number | null {
    return this.timeline.atUs(this.deps.clock.monotonicUs());
  }

  reading(): TimelineReading {
    return this.timeline.reading(this.deps.clock.monotonicUs());
  }

  raiseFloor(floorUs: number): void {
    this.timeline.raiseFloor(floorUs);
    this.noteState();
  }

  connected(): void {
    this.linkedAtUs = this.deps.clock.monotonicUs();
    this.ask();
  }

  disconnected(): void {
    this.linkedAtUs = null;
    this.exchange?.[Symbol.dispose]();
  }

  answered(timelineId: string, exchange: Exchange): void {
    const before = this.nowUs();
    this.timeline.observe(timelineId, exchange, this.deps.isSounding());
    this.noteJump(before);
  }

  /** The node's part in its site, as the controller has it now. */
  assigned(role: SiteRole): void {
    this.timeline.assign(role, this.deps.clock.monotonicUs(), this.deps.isSounding());
    this.noteState();
  }

  /** An exchange with the leader of the site. */
  leaderAnswered(exchange: Exchange, mapping: PublishedClock): 'taken' | 'refused' {
    const before = this.nowUs();
    const outcome = this.timeline.observeLeader(exchange, mapping, this.deps.isSounding());
    this.noteJump(before);
    return outcome;
  }

  /** What this node serves as the leader of its site. */
  published(): PublishedClock | null {
    return this.timeline.published(this.deps.clock.monotonicUs());
  }

  /** Plans have changed: sound may be due sooner than the exchange assumed. */
  planned(): void {
    if (this.linkedAtUs === null) return;
    const localUs = this.deps.clock.monotonicUs();
    if (localUs + this.delayMs(localUs) * 1000 < this.exchangeAtUs) this.askLater();
  }

  private observeWall(): void {
    const localUs = this.deps.clock.monotonicUs();
    const jumped = this.timeline.observeWall(localUs, this.deps.clock.nowMs() * 1000);
    this.timeline.tend(localUs, this.deps.isSounding());
    if (!this.deps.isSounding()) this.timeline.settle();
    const known = this.reading().state;
    if (jumped && (known === 'civil' || known === 'untrusted')) this.deps.changed();
    this.noteState();
    if (localUs - this.keptAtUs >= KEEP_EVERY_US) this.remember();
  }

  /** A jump moves what is due; small corrections are the renderer's. */
  private noteJump(beforeUs: number | null): void {
    const afterUs = this.nowUs();
    this.noteState();
    if (beforeUs === null || afterUs === null) return;
    if (Math.abs(afterUs - beforeUs) > JUMP_US) this.deps.changed();
  }

  private noteState(): void {
    const { state } = this.reading();
    if (state === this.state) return;
    this.state = state;
    this.remember();
    this.deps.changed();
  }

  private ask(): void {
    if (this.linkedAtUs === null) return;
    this.deps.uplink.clock(this.deps.clock.monotonicUs());
    this.askLater();
  }

  private askLater(): void {
    this.exchange?.[Symbol.dispose]();
    const localUs = this.deps.clock.monotonicUs();
    const delayMs = this.delayMs(localUs);
    this.exchangeAtUs = localUs + delayMs * 1000;
    this.exchange = this.deps.timers.after(delayMs, () => this.ask());
  }

  private delayMs(localUs: number): number {
    const nowUs = this.timeline.atUs(localUs);
    const startUs = this.deps.nextStartUs();
    const { roundTripUs, source } = this.timeline.reading(localUs);
    return exchangeDelayMs({
      connectedForUs: localUs - (this.linkedAtUs ?? localUs),
      sounding: this.deps.isSounding(),
      dueInUs: nowUs === null || startUs === null ? null : startUs - nowUs,
      skewKnown: this.keptPpm !== null,
      roundTripUs,
      following: source === 'leader',
    });
  }

  private remember(): void {
    const { skewPpm, skewDeviationPpm } = this.reading();
    if (skewPpm === null || (skewDeviationPpm ?? Infinity) > SKEW_KNOWN_PPM) return;
    if (this.keptPpm !== null && Math.abs(skewPpm - this.keptPpm) < SKEW_WORTH_PPM) return;
    this.keptPpm = skewPpm;
    this.keptAtUs = this.deps.clock.monotonicUs();
    try {
      this.deps.memory.keep({ skewPpm });
    } catch (error) {
      if (!(error instanceof LoaError)) throw error;
      this.deps.log.warn({ err: error }, 'the skew of the clock was not kept');
    }
  }
}
