import { correlate, levelDb, resampled } from '@loa/testing';

const RATE = 48_000;
const WINDOW_S = 1;
const PAUSE_DB = -45;
const OPENING_S = 2;
const OPENING_SEARCH_S = 8;
const SEARCH_S = 0.02;
/** Windows either side whose places make a local line: the rig's card changes its rate with load. */
const NEIGHBOURS = 10;
const LEAST_PEAK = 0.5;
/** A second's stretch at up to 1000 ppm, and the interpolation's neighbours. */
const MOST_STRETCH = 1e-3;
const STRETCH_FRAMES = 64;

/** A gap is this long where the source sounds and the horn does not. */
const GAP = { stepS: 0.01, steps: 2, sourceDb: -40, silenceDb: -70 } as const;

const GAPS_TOLD = 20;

/** Samples of a long recording, `from` to `to`, silence beyond its ends. */
export type Reader = (from: number, to: number) => Float32Array;

export interface LongJudgement {
  /** Windows of a second in which the source is no pause. */
  readonly windows: number;
  /** Of the whole, each window laid on its place: 1 is the source itself. */
  readonly correlation: number;
  readonly worstWindow: number;
  readonly gaps: number;
  /** The first of them, seconds of the source. */
  readonly gapsAtS: readonly number[];
  /** How much slower the capture's samples pass than the source's, parts per million. */
  readonly ratePpm: number;
  /** The largest distance of a window from where its neighbours say it should be, ms. */
  readonly mostOffMs: number;
}

interface Sighting {
  readonly atS: number;
  /** Frame of the capture at which the window begins. */
  readonly frame: number;
  readonly peak: number;
}

/** Lays a source on a capture second by second. @throws Error when its opening is not found */
export function judgeLong(source: Float32Array, read: Reader): LongJudgement {
  const sightings = followLong(source, read);
  const known = sightings.filter(({ peak }) => peak >= LEAST_PEAK);
  if (known.length === 0) throw new Error('the source was not recognised in the capture');
  const sums = { xy: 0, xx: 0, yy: 0 };
  const gapsAtS: number[] = [];
  let mostOffMs = 0;
  for (const [index, sighting] of sightings.entries()) {
    const near = sightings
      .slice(Math.max(0, index - NEIGHBOURS), index + NEIGHBOURS + 1)
      .filter(({ peak }) => peak >= LEAST_PEAK);
    const place = placeBy(near.length < 2 ? [sighting] : near, sighting.atS);
    if (sighting.peak >= LEAST_PEAK) {
      mostOffMs = Math.max(mostOffMs, (Math.abs(sighting.frame - place.frame) / RATE) * 1000);
    }
    const from = Math.round(sighting.atS * RATE);
    const window = source.subarray(from, from + WINDOW_S * RATE);
    const heard = heardAt(read, place, window.length);
    add(sums, window, heard);
    gapsAtS.push(...gapsIn(window, heard).map((inS) => sighting.atS + inS));
  }
  const [first, last] = [known[0] as Sighting, known.at(-1) as Sighting];
  const spanS = Math.max(WINDOW_S, last.atS - first.atS);
  return {
    windows: sightings.length,
    correlation: sums.xy / Math.sqrt(sums.xx * sums.yy + 1e-12),
    worstWindow: Math.min(...sightings.map(({ peak }) => peak)),
    gaps: gapsAtS.length,
    gapsAtS: gapsAtS.slice(0, GAPS_TOLD),
    ratePpm: ((last.frame - first.frame) / RATE / spanS - 1) * 1e6,
    mostOffMs,
  };
}

function followLong(source: Float32Array, read: Reader): Sighting[] {
  const beginS = firstSounding(source);
  const opening = source.subarray(beginS * RATE, (beginS + OPENING_S) * RATE);
  const found = correlate(opening, read(0, OPENING_SEARCH_S * RATE));
  if (found.peak < LEAST_PEAK) throw new Error('the opening was not found in the capture');
  let shift = found.offsetFrames - beginS * RATE;
  const sightings: Sighting[] = [];
  const seconds = Math.floor(source.length / RATE);
  for (let atS = beginS; atS + WINDOW_S <= seconds; atS += WINDOW_S) {
    const window = source.subarray(atS * RATE, (atS + WINDOW_S) * RATE);
    if (levelDb(window) < PAUSE_DB) continue;
    const from = Math.round(shift + (atS - SEARCH_S) * RATE);
    const stretch = read(from, from + Math.round((WINDOW_S + 2 * SEARCH_S) * RATE));
    const { peak, offsetFrames } = correlate(window, stretch);
    const frame = peak >= LEAST_PEAK ? from + offsetFrames : shift + atS * RATE;
    shift = frame - atS * RATE;
    sightings.push({ atS, frame, peak });
  }
  return sightings;
}

function firstSounding(source: Float32Array): number {
  let atS = 0;
  while (levelDb(source, atS * RATE, (atS + 1) * RATE) < PAUSE_DB && atS * RATE < source.length) {
    atS++;
  }
  return atS;
}

interface Place {
  readonly frame: number;
  /** Frames of the capture for each of the source. */
  readonly step: number;
}

/** Least squares over the neighbours. */
function placeBy(near: readonly Sighting[], atS: number): Place {
  const meanS = near.reduce((sum, one) => sum + one.atS, 0) / near.length;
  const meanFrame = near.reduce((sum, one) => sum + one.frame, 0) / near.length;
  let [xx, xy] = [0, 0];
  for (const one of near) {
    xx += (one.atS - meanS) ** 2;
    xy += (one.atS - meanS) * (one.frame - meanFrame);
  }
  const stretch = xx === 0 ? 0 : xy / xx / RATE - 1;
  const step = 1 + Math.max(-MOST_STRETCH, Math.min(stretch, MOST_STRETCH));
  return { frame: meanFrame + step * RATE * (atS - meanS), step };
}

/** A window was found by its middle: around that it is stretched. */
function heardAt(read: Reader, { frame, step }: Place, length: number): Float32Array {
  const begin = frame + ((1 - step) * length) / 2;
  const whole = Math.floor(begin) - 1;
  const raw = read(whole, whole + length + STRETCH_FRAMES);
  return resampled(raw, { from: begin - whole, step, length });
}

function add(sums: { xy: number; xx: number; yy: number }, x: Float32Array, y: Float32Array): void {
  for (let i = 0; i < x.length; i++) {
    sums.xy += (x[i] as number) * (y[i] as number);
    sums.xx += (x[i] as number) ** 2;
    sums.yy += (y[i] as number) ** 2;
  }
}

/** Seconds of the window at which gaps end. */
function gapsIn(source: Float32Array, heard: Float32Array): number[] {
  const step = Math.round(GAP.stepS * RATE);
  const gaps: number[] = [];
  let silent = 0;
  for (let at = 0; at + step <= source.length; at += step) {
    const isGone =
      levelDb(source, at, at + step) > GAP.sourceDb &&
      levelDb(heard, at, at + step) < GAP.silenceDb;
    silent = isGone ? silent + 1 : 0;
    if (silent === GAP.steps) gaps.push(at / RATE);
  }
  return gaps;
}
