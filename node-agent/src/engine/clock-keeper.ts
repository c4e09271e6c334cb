import type { ClockState } from '@loa/protocol/vocabulary';
import { type Clock, LoaError, type Logger, type Timers } from '@loa/runtime/pure';
import {
  type Exchange,
  exchangeDelayMs,
  knownSkew,
  Timeline,
  type TimelineReading,
  UNKNOWN_SKEW,
} from '../domain/clock/index.ts';
import type { ClockMemory, Uplink } from '../ports.ts';

const WATCH_EVERY_MS = 1_000;
/** This program did not exist before 2026: a clock that says so was never set. */
const BUILD_FLOOR_US = 1_767_225_600_000_000;
/** A skew is worth a write to the card when it moved by this. */
const SKEW_WORTH_PPM = 1;
/** And when it rests on a window that long. */
const SKEW_AFTER_EXCHANGES = 60;

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
    this.observeWall();
    this.watch = this.deps.timers.every(WATCH_EVERY_MS, () => this.observeWall());
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
    const after = this.nowUs();
    this.noteState();
    // A jump moves what is due; small corrections are the renderer's.
    if (before !== null && after !== null && Math.abs(after - before) > 20_000) this.deps.changed();
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
    if (!this.deps.isSounding()) this.timeline.settle();
    const known = this.reading().state;
    if (jumped && (known === 'civil' || known === 'untrusted')) this.deps.changed();
    this.noteState();
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
    return exchangeDelayMs({
      connectedForUs: localUs - (this.linkedAtUs ?? localUs),
      sounding: this.deps.isSounding(),
      dueInUs: nowUs === null || startUs === null ? null : startUs - nowUs,
    });
  }

  private remember(): void {
    const { skewPpm } = this.reading();
    if (skewPpm === null || this.timeline.exchanges() < SKEW_AFTER_EXCHANGES) return;
    if (this.keptPpm !== null && Math.abs(skewPpm - this.keptPpm) < SKEW_WORTH_PPM) return;
    this.keptPpm = skewPpm;
    try {
      this.deps.memory.keep({ skewPpm });
    } catch (error) {
      if (!(error instanceof LoaError)) throw error;
      this.deps.log.warn({ err: error }, 'the skew of the clock was not kept');
    }
  }
}
