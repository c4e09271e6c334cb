import type { CueId } from '@loa/protocol/vocabulary';
import type { AirWindow } from './air-hours.ts';

/** A sound that uses minutes of its class. */
export interface Counted {
  readonly cueId: CueId;
  readonly startAtUs: number;
  readonly endUs: number;
  /** It sounds whatever is left, and uses it all the same. */
  readonly isOverridden: boolean;
}

/**
 * [CAL90] Which sounds go beyond the minutes that a unit has for a class, with the rule: they are counted
 * in order of their start, and what does not fit uses nothing.
 *
 * @param windowsAround those that a sound lies in wholly
 */
export function beyondAirTime(
  sounds: readonly Counted[],
  windowsAround: (sound: Counted) => readonly AirWindow[],
): Map<CueId, string> {
  const used = new Map<string, number>();
  const beyond = new Map<CueId, string>();
  const inOrder = [...sounds].sort(
    (a, b) => a.startAtUs - b.startAtUs || (a.cueId < b.cueId ? -1 : 1),
  );
  for (const sound of inOrder) {
    const windows = windowsAround(sound);
    const [first] = windows;
    if (!first || windows.some(({ minutes }) => minutes === null)) continue;
    const lengthUs = sound.endUs - sound.startAtUs;
    const roomOf = (window: AirWindow) =>
      (window.minutes ?? 0) * 60e6 - (used.get(nameOf(window)) ?? 0);
    const open = windows.find((window) => roomOf(window) >= lengthUs);
    if (!open && !sound.isOverridden) {
      beyond.set(sound.cueId, first.rule);
      continue;
    }
    const taken = open ?? first;
    used.set(nameOf(taken), (used.get(nameOf(taken)) ?? 0) + lengthUs);
  }
  return beyond;
}

function nameOf({ rule, startUs }: AirWindow): string {
  return `${rule} ${startUs}`;
}
