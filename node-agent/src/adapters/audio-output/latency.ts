import type { WriteAhead } from '../../ports.ts';

/**
 * Sound written ahead, ms. It is lengthened where the machine is too busy for it: doubled after
 * three underruns within a minute, live voice and the rest each for itself. Sync does not depend on
 * it, as each frame is placed by the reported position.
 */
const FIRST_MS = { short: 70, long: 200 } as const;
const MOST_MS = 800;
const UNDERRUNS_TO_LENGTHEN = 3;
const UNDERRUN_WINDOW_US = 60e6;

export class Latency {
  private readonly ms: Record<WriteAhead, number> = { ...FIRST_MS };
  private ahead: WriteAhead = 'long';
  private recentUs: number[] = [];

  nowMs(): number {
    return this.ms[this.ahead];
  }

  /** @returns whether it makes a difference */
  choose(ahead: WriteAhead): boolean {
    const before = this.nowMs();
    if (ahead !== this.ahead) this.recentUs = [];
    this.ahead = ahead;
    return this.nowMs() !== before;
  }

  /** The output ran dry. @returns whether more is to be written ahead from now on */
  underran(nowUs: number): boolean {
    this.recentUs = this.recentUs.filter((atUs) => nowUs - atUs < UNDERRUN_WINDOW_US);
    this.recentUs.push(nowUs);
    if (this.recentUs.length < UNDERRUNS_TO_LENGTHEN || this.nowMs() >= MOST_MS) return false;
    this.recentUs = [];
    this.ms[this.ahead] = Math.min(MOST_MS, this.nowMs() * 2);
    return true;
  }
}
