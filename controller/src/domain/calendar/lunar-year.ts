import { dayNumberOf } from './day-number.ts';
import { lunationNear, newMoonDay, sunTwelfth } from './lunar-astronomy.ts';

/** A month of a lunar year. */
export interface LunarMonth {
  readonly month: number;
  readonly isLeap: boolean;
  /** Julian day number. */
  readonly firstDay: number;
  /** 29 or 30. */
  readonly days: number;
}

/** The sun's twelfth that begins with the winter solstice, which month 11 contains. */
const WINTER = 9;

const remembered = new Map<number, readonly LunarMonth[]>();

/**
 * The months of a lunar year in order: 12, or 13 with a leap month after the one whose number it
 * repeats. Remembered for good, for there are about 200 that anybody asks for.
 */
export function lunarYear(year: number): readonly LunarMonth[] {
  const known = remembered.get(year);
  if (known) return known;
  const before = fromEleventh(year - 1).filter(({ month }) => month <= 10);
  const after = fromEleventh(year).filter(({ month }) => month > 10);
  const made = [...before, ...after];
  remembered.set(year, made);
  return made;
}

/**
 * The months from month 11 of a year up to month 11 of the next. Where they are 13, the first of
 * them in which the sun enters no new twelfth is leap and takes the number of the one before.
 */
function fromEleventh(year: number): LunarMonth[] {
  const first = eleventhLunation(year);
  const count = eleventhLunation(year + 1) - first;
  const starts = Array.from({ length: count + 1 }, (_, index) => newMoonDay(first + index));
  const twelfths = starts.map(sunTwelfth);
  const leap =
    count === 13
      ? twelfths.findIndex((twelfth, index) => index > 0 && twelfth === twelfths[index + 1])
      : count;
  return starts.slice(0, count).map((firstDay, index) => {
    const counted = index < leap ? index : index - 1;
    return {
      month: ((counted + 10) % 12) + 1,
      isLeap: index === leap,
      firstDay,
      days: (starts[index + 1] as number) - firstDay,
    };
  });
}

/** The new moon with which month 11 of a year begins: the last day of one before the solstice. */
function eleventhLunation(year: number): number {
  let lunation = lunationNear(dayNumberOf(`${year + 1}-01-20`));
  while (sunTwelfth(newMoonDay(lunation)) >= WINTER) lunation -= 1;
  return lunation;
}
