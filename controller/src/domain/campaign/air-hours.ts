import type { AirRule } from '@loa/protocol/programme';
import type { CivilDays } from '../calendar/civil-days.ts';

/** A stretch of a day in which a class may sound. */
export interface AirWindow {
  readonly startUs: number;
  readonly endUs: number;
  /** The document that says so. */
  readonly rule: string;
  /** The most that may sound in it; null without limit. */
  readonly minutes: number | null;
}

/** The windows of a day by the rules of one unit for one class, by start. */
export function windowsOf(
  rules: readonly AirRule[],
  day: string,
  calendar: CivilDays,
): AirWindow[] {
  const { weekday, endUs: dayEndUs } = calendar.of(day);
  const at = (time: string) =>
    time === '24:00' ? dayEndUs : calendar.instantUs(`${day}T${time}:00`);
  return rules
    .filter(({ weekdays }) => weekdays.includes(weekday))
    .flatMap(({ id, windows }) =>
      windows.map(({ from, to, minutes }) => ({
        startUs: at(from),
        endUs: at(to),
        rule: id,
        minutes,
      })),
    )
    .sort((a, b) => a.startUs - b.startUs || (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0));
}

interface Stretch {
  readonly startUs: number;
  readonly endUs: number;
}

/**
 * [CAL89] The windows that a sound lies in wholly. One that reaches to midnight goes on where the next
 * day's begins with it.
 */
export function windowsAround(
  sound: Stretch,
  today: readonly AirWindow[],
  tomorrow: readonly AirWindow[],
): AirWindow[] {
  return today.filter(
    (window) =>
      window.startUs <= sound.startUs &&
      (sound.endUs <= window.endUs ||
        (window.endUs > sound.startUs &&
          tomorrow.some((next) => next.startUs === window.endUs && sound.endUs <= next.endUs))),
  );
}
