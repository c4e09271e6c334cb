import { Temporal } from 'temporal-polyfill';
import { civilDayOf, instantUsOf } from './civil-time.ts';

/** A civil day of a zone. */
export interface CivilDay {
  /** `YYYY-MM-DD`. */
  readonly day: string;
  readonly nextDay: string;
  /** 1 is Monday. */
  readonly weekday: number;
  readonly startUs: number;
  readonly endUs: number;
  /** The clocks do not change on it: its civil times are its start and so many seconds. */
  readonly isEven: boolean;
}

/**
 * The civil days of a zone, each looked up once: a question to the time zone database costs as much
 * as a hundred additions, and a programme asks the same few weeks again and again.
 */
export class CivilDays {
  readonly timeZone: string;
  private readonly known = new Map<string, CivilDay>();
  private lastFound: CivilDay | null = null;

  constructor(timeZone: string) {
    this.timeZone = timeZone;
  }

  /** The days from `first` through `last`, both `YYYY-MM-DD`. */
  span(first: string, last: string): CivilDay[] {
    const days: CivilDay[] = [];
    for (let day = first; day <= last; ) {
      const known = this.of(day);
      days.push(known);
      day = known.nextDay;
    }
    return days;
  }

  of(day: string): CivilDay {
    const known = this.known.get(day);
    if (known) return known;
    const made = civilDay(day, this.timeZone);
    this.known.set(day, made);
    return made;
  }

  /** [CAL3] The instant of a civil time, `YYYY-MM-DDTHH:MM:SS`. */
  instantUs(local: string): number {
    const { isEven, startUs } = this.of(local.slice(0, 10));
    if (!isEven) return instantUsOf(local, this.timeZone);
    const part = (from: number) => Number(local.slice(from, from + 2));
    return startUs + (part(11) * 3600 + part(14) * 60 + part(17)) * 1e6;
  }

  /** The civil day of an instant. */
  dayAt(atUs: number): string {
    const isOn = ({ startUs, endUs }: CivilDay): boolean => atUs >= startUs && atUs < endUs;
    if (this.lastFound && isOn(this.lastFound)) return this.lastFound.day;
    const found = [...this.known.values()].find(isOn) ?? this.of(civilDayOf(atUs, this.timeZone));
    this.lastFound = found;
    return found.day;
  }

  /** Drops days before `day`, which nobody asks for any more. */
  forgetBefore(day: string): void {
    for (const known of this.known.keys()) if (known < day) this.known.delete(known);
  }
}

function civilDay(day: string, timeZone: string): CivilDay {
  const date = Temporal.PlainDate.from(day);
  const start = date.toZonedDateTime(timeZone);
  const next = date.add({ days: 1 });
  const end = next.toZonedDateTime(timeZone);
  const change = start.getTimeZoneTransition('next');
  return {
    day,
    nextDay: next.toString(),
    weekday: date.dayOfWeek,
    startUs: instantUsOf(day, timeZone),
    endUs: instantUsOf(next.toString(), timeZone),
    isEven:
      start.hour + start.minute + start.second === 0 &&
      (change === null || change.epochMilliseconds >= end.epochMilliseconds),
  };
}
