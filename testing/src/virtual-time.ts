import type { Clock, Timers } from '@loa/runtime/pure';

/** How one machine's clocks differ from true time. */
export interface MachineClock {
  /** Rate of its monotonic clock, parts per million. */
  readonly skewPpm?: number;
  /** Its monotonic clock at true instant 0, µs. */
  readonly offsetUs?: number;
  /** Its wall clock at true instant 0, ms since 1970. */
  readonly wallMs?: number;
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

  machine({ skewPpm = 0, offsetUs = 1e6, wallMs = 1_800_000_000_000 }: MachineClock = {}): {
    clock: Clock & { setWall(ms: number): void };
    timers: Timers;
  } {
    const rate = 1 + skewPpm * 1e-6;
    let wall = wallMs;
    const elapsedMs = (): number => (this.nowUs * rate) / 1000;
    return {
      clock: {
        nowMs: () => Math.floor(wall + elapsedMs()),
        monotonicUs: () => offsetUs + this.nowUs * rate,
        setWall: (ms) => {
          wall = ms - elapsedMs();
        },
      },
      timers: {
        after: (delayMs, run) => this.at(this.nowUs + (delayMs * 1000) / rate, run),
        every: (periodMs, run) => {
          let next: Disposable;
          const again = (): void => {
            next = this.at(this.nowUs + (periodMs * 1000) / rate, () => {
              again();
              run();
            });
          };
          again();
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

/** The list is in descending order, so that the next event is its last. */
function before(a: Event, b: Event): boolean {
  return a.atUs < b.atUs || (a.atUs === b.atUs && a.order < b.order);
}
