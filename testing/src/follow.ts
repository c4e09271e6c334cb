import { correlate, levelDb } from './correlation.ts';

/** Where one second of a reference was found in a recording. */
export interface Sighting {
  /** Second of the reference. */
  readonly atS: number;
  readonly peak: number;
  /** Second of the recording at which the reference would have begun. */
  readonly beginsAtS: number;
}

const RATE = 48_000;
const WINDOW_S = 1;
/** A window quieter than this is a pause: there is nothing to recognise. */
const PAUSE_DB = -45;
const SEARCH_S = 0.1;

/**
 * Follows a reference through a recording second by second, from where its first seconds are found.
 * Windows, not one correlation of the whole: a node stretches sound by the drift of its sound card
 * (tens of ppm on the rig), which over many seconds unlike one fixed shift spoils a single peak.
 */
export function follow(
  reference: Float32Array,
  recording: Float32Array,
  [fromS, toS]: readonly [number, number] = [0, reference.length / RATE],
): Sighting[] {
  const opening = reference.subarray(fromS * RATE, Math.min(toS, fromS + 3) * RATE);
  let beginsAtS = correlate(opening, recording).offsetFrames / RATE - fromS;
  const sightings: Sighting[] = [];
  for (let atS = fromS; atS + WINDOW_S <= toS; atS += WINDOW_S) {
    const window = reference.subarray(atS * RATE, (atS + WINDOW_S) * RATE);
    if (levelDb(window) < PAUSE_DB) continue;
    const searchFrom = Math.max(0, Math.round((beginsAtS + atS - SEARCH_S) * RATE));
    const searchTo = searchFrom + Math.round((WINDOW_S + 2 * SEARCH_S) * RATE);
    const stretch = recording.subarray(searchFrom, searchTo);
    if (stretch.length < window.length) break;
    const { peak, offsetFrames } = correlate(window, stretch);
    beginsAtS = (searchFrom + offsetFrames) / RATE - atS;
    sightings.push({ atS, peak, beginsAtS });
  }
  return sightings;
}

/**
 * How like the recording is to the reference: the mean peak of the windows; 0 when there was none.
 * The mean, because one underrun on a busy test machine spoils one window and is counted elsewhere.
 */
export function likeness(sightings: readonly Sighting[]): number {
  const sum = sightings.reduce((total, { peak }) => total + peak, 0);
  return sightings.length === 0 ? 0 : sum / sightings.length;
}

/** The largest distance between two recordings of one reference over their common windows, s. */
export function largestStep(a: readonly Sighting[], b: readonly Sighting[]): number {
  const other = new Map(b.map((sighting) => [sighting.atS, sighting.beginsAtS]));
  const steps = a.flatMap(({ atS, beginsAtS }) => {
    const match = other.get(atS);
    return match === undefined ? [] : [Math.abs(match - beginsAtS)];
  });
  return steps.length === 0 ? Number.POSITIVE_INFINITY : Math.max(...steps);
}
