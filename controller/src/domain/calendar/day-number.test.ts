import { describe, expect, it } from 'vitest';
import { addDays } from './civil-time.ts';
import { dayNumberOf, dayOfNumber } from './day-number.ts';

const FIRST = '1896-02-01';

describe('day numbers', () => {
  it('[CAL50] count days as the calendar does, leap years and centuries too', () => {
    expect(dayNumberOf('2000-01-01')).toBe(2451545);
    const first = dayNumberOf(FIRST);
    for (let count = 0; count < 76_000; count += 97) {
      const day = addDays(FIRST, count);
      expect([dayNumberOf(day), dayOfNumber(first + count)]).toEqual([first + count, day]);
    }
    for (const year of [1896, 1900, 2000, 2100]) {
      const march = `${year}-03-01`;
      expect(dayOfNumber(dayNumberOf(march) - 1)).toBe(addDays(march, -1));
    }
  });
});
