/**
 * What stands in for sound that is missing: the last period of what was heard, repeated and faded to
 * silence (the idea of ITU-T G.711 Appendix I). The period is where the sound is most like itself, so
 * that a voice or a tone runs on; what the ends of the period differ by is spread over the period, so
 * that no repetition steps. It is never louder than what was heard.
 */
const SHORTEST_FRAMES = 240;
const LONGEST_FRAMES = 960;
/** Likeness is judged over 10 ms. */
const LIKENESS_FRAMES = 480;
/** The search is coarse first: every fourth frame. */
const STRIDE = 4;

/** How much of what was heard is looked at. */
export const HISTORY_FRAMES: number = LONGEST_FRAMES + LIKENESS_FRAMES + STRIDE;
/** A gap of 60 ms or more is silent at its end. */
export const LOSS_FADE_FRAMES = 2_880;
/** A pause that is meant fades like any other end. */
export const PAUSE_FADE_FRAMES = 480;

export class Concealment {
  private readonly period: Float32Array;
  private readonly fadeFrames: number;
  private at = 0;
  private left: number;

  /** @param history the last `HISTORY_FRAMES` before the gap */
  constructor(history: Float32Array, fadeFrames: number) {
    this.period = lastPeriod(history);
    this.fadeFrames = fadeFrames;
    this.left = fadeFrames;
  }

  next(): number {
    if (this.left <= 0) return 0;
    this.left--;
    const sample = this.period[this.at] as number;
    this.at = this.at + 1 === this.period.length ? 0 : this.at + 1;
    return (sample * this.left) / this.fadeFrames;
  }
}

function lastPeriod(history: Float32Array): Float32Array {
  const length = periodOf(history);
  const from = history.length - length;
  const period = history.slice(from);
  const step = (history[history.length - 1] as number) - (history[from - 1] as number);
  const peak = history.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  for (let i = 0; i < length; i++) {
    const joined = (period[i] as number) + step * (1 - (i + 1) / length);
    period[i] = Math.max(-peak, Math.min(peak, joined));
  }
  return period;
}

function periodOf(history: Float32Array): number {
  let best = { lag: LONGEST_FRAMES, likeness: Number.NEGATIVE_INFINITY };
  const judge = (lag: number, stride: number): void => {
    const value = likeness(history, lag, stride);
    if (value > best.likeness) best = { lag, likeness: value };
  };
  for (let lag = SHORTEST_FRAMES; lag <= LONGEST_FRAMES; lag += STRIDE) judge(lag, STRIDE);
  const { lag: coarse } = best;
  best = { lag: coarse, likeness: Number.NEGATIVE_INFINITY };
  const to = Math.min(LONGEST_FRAMES, coarse + STRIDE - 1);
  for (let lag = Math.max(SHORTEST_FRAMES, coarse - STRIDE + 1); lag <= to; lag++) judge(lag, 1);
  return best.lag;
}

/** Normalised correlation of the last 10 ms with what was `lag` frames before. */
function likeness(history: Float32Array, lag: number, stride: number): number {
  const end = history.length;
  let product = 0;
  let energy = 1e-9;
  for (let i = end - LIKENESS_FRAMES; i < end; i += stride) {
    const before = history[i - lag] as number;
    product += (history[i] as number) * before;
    energy += before * before;
  }
  return product / Math.sqrt(energy);
}
