import type { Clock, Timers } from '@loa/runtime/pure';

/** How one machine's clocks differ from true time. */
export interface MachineClock {
  /** Rate of its monotonic clock, parts per million. */
  readonly skewPpm?: number;
  /** Its monotonic clock at true instant 0, µs. */
  readonly offsetUs?: number;
  /** Its wall clock at true instant 0, ms since 1970. */
  readonly wallMs?: number;
  /** Its rate swings by so much around the skew, as the sun comes and goes. */
  readonly wanderPpm?: number;
  readonly wanderPeriodS?: number;
  /** How late a timer runs, µs, drawn anew each time: a machine that is busy. */
  readonly lateUs?: () => number;
}

/** A machine of its own, on the time that all share. */
export interface VirtualMachine {
  readonly clock: Clock & { setWall(ms: number): void };
  readonly timers: Timers;
  /** The true instant at which its monotonic clock shows this. */
  trueUsOf(localUs: number): number;
  /** Cuts its power: no timer of it runs any more. */
  off(): void;
}

interface Event {
  readonly atUs: number;
  readonly order: number;
  run: (() => void) | null;
}

/** One event of this many lets real work (promises of decoders) go on in between. */
const BREATHE_EVERY = 200;

/**
 * Time for simulations: it passes when told to, as fast as the machine can. Several machines with
 * clocks of their own share it.
 */
export class VirtualTime {
  private nowUs = 0;
  private count = 0;
  private readonly events: Event[] = [];

  /** True time since the beginning, µs. */
  trueUs(): number {
    return this.nowUs;
  }

  machine(options: MachineClock = {}): VirtualMachine {
    const { skewPpm = 0, offsetUs = 1e6, wallMs = 1_800_000_000_000, lateUs = () => 0 } = options;
    const rate = 1 + skewPpm * 1e-6;
    let wall = wallMs;
    let isOn = true;
    const wanderUs = wanderOf(options);
    const elapsedUs = (trueUs: number): number => trueUs * rate + wanderUs(trueUs);
    const elapsedMs = (): number => elapsedUs(this.nowUs) / 1000;
    const after = (delayMs: number, run: () => void): Disposable =>
      this.at(this.nowUs + (delayMs * 1000) / rate + lateUs(), () => {
        if (isOn) run();
      });
    return {
      trueUsOf: (localUs) => {
        let trueUs = (localUs - offsetUs) / rate;
        // The wander is slow: each step is nearer by five digits.
        for (let step = 0; step < 3; step++)
          trueUs = (localUs - offsetUs - wanderUs(trueUs)) / rate;
        return trueUs;
      },
      off: () => {
        isOn = false;
      },
      clock: {
        nowMs: () => Math.floor(wall + elapsedMs()),
        monotonicUs: () => offsetUs + elapsedUs(this.nowUs),
        setWall: (ms) => {
          wall = ms - elapsedMs();
        },
      },
      timers: {
        after,
        every: (periodMs, run) => {
          let next: Disposable;
          const startUs = this.nowUs;
          // As the real ones, they keep their grid though each may be late.
          const again = (turn: number): void => {
            const dueUs = startUs + (turn * periodMs * 1000) / rate;
            next = this.at(Math.max(this.nowUs, dueUs) + lateUs(), () => {
              if (!isOn) return;
              again(turn + 1);
              run();
            });
          };
          again(1);
          return { [Symbol.dispose]: () => next[Symbol.dispose]() };
        },
      },
    };
  }

  /** Runs something at a true instant, never in the past. */
  at(atUs: number, run: () => void): Disposable {
    const event: Event = { atUs: Math.max(atUs, this.nowUs), order: this.count++, run };
    let low = 0;
    for (let high = this.events.length; low < high; ) {
      const middle = (low + high) >> 1;
      if (before(event, this.events[middle] as Event)) low = middle + 1;
      else high = middle;
    }
    this.events.splice(low, 0, event);
    return {
      [Symbol.dispose]: () => {
        event.run = null;
      },
    };
  }

  async advance(seconds: number): Promise<void> {
    const untilUs = this.nowUs + seconds * 1e6;
    let ran = 0;
    for (let next = this.events.at(-1); next && next.atUs <= untilUs; next = this.events.at(-1)) {
      this.events.pop();
      this.nowUs = next.atUs;
      next.run?.();
      if (++ran % BREATHE_EVERY === 0) await new Promise((done) => setImmediate(done));
    }
    this.nowUs = untilUs;
    await new Promise((done) => setImmediate(done));
  }
}

/** What the swinging rate of a crystal adds up to. */
function wanderOf({
  wanderPpm = 0,
  wanderPeriodS = 120,
}: MachineClock): (trueUs: number) => number {
  const periodUs = wanderPeriodS * 1e6;
  const mostUs = (wanderPpm * 1e-6 * periodUs) / (2 * Math.PI);
  return (trueUs) => mostUs * (1 - Math.cos((2 * Math.PI * trueUs) / periodUs));
}

/** The list is in descending order, so that the next event is its last. */
function before(a: Event, b: Event): boolean {
  return a.atUs < b.atUs || (a.atUs === b.atUs && a.order < b.order);
}
