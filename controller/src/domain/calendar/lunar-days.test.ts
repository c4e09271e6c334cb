import { describe, expect, it } from 'vitest';
import { LunarRangeError } from './lunar.ts';
import { type LunarDays, lunarDays } from './lunar-days.ts';

const days = (fields: Partial<LunarDays>, ...[from, through]: [string, string]) =>
  lunarDays(
    {
      days: [1],
      months: 'every',
      leapMonths: 'repeat',
      shortMonth: 'last',
      offsetDays: 0,
      ...fields,
    },
    from,
    through,
  );
const aroundTheLeapMonth = ['2025-06-01', '2025-09-30'] as const;

describe('lunarDays', () => {
  it('[CAL52] mồng một and rằm of every month, the leap one too', () => {
    expect(days({ days: [1, 15] }, ...aroundTheLeapMonth)).toEqual([
      '2025-06-10',
      '2025-06-25',
      '2025-07-09',
      '2025-07-25',
      '2025-08-08',
      '2025-08-23',
      '2025-09-06',
      '2025-09-22',
    ]);
  });

  it('[CAL52] where a leap month is left out, it is', () => {
    expect(days({ days: [15], leapMonths: 'skip' }, ...aroundTheLeapMonth)).toEqual([
      '2025-06-10',
      '2025-07-09',
      '2025-09-06',
    ]);
  });

  it('[CAL52] a day of the year comes twice only where the leap month repeats it', () => {
    const sixth = (leapMonths: 'skip' | 'repeat') =>
      days({ days: [15], months: [6], leapMonths }, '2025-01-01', '2026-12-31');
    expect(sixth('skip')).toEqual(['2025-07-09', '2026-07-28']);
    expect(sixth('repeat')).toEqual(['2025-07-09', '2025-08-08', '2026-07-28']);
  });

  it('[CAL52] giao thừa is the day before Tết, and the last day of month 12', () => {
    const eves = ['2024-02-09', '2025-01-28', '2026-02-16', '2027-02-05', '2028-01-25'];
    const within = ['2024-01-01', '2028-12-31'] as const;
    expect(days({ months: [1], leapMonths: 'skip', offsetDays: -1 }, ...within)).toEqual(eves);
    expect(days({ days: [30], months: [12], leapMonths: 'skip' }, ...within)).toEqual(eves);
    // All of these but 2024's fall on a day 29.
    expect(
      days({ days: [30], months: [12], leapMonths: 'skip', shortMonth: 'skip' }, ...within),
    ).toEqual(['2024-02-09']);
  });

  it('[CAL52] days 29 and 30 are one day in a month of 29', () => {
    expect(days({ days: [29, 30] }, '2025-01-20', '2025-03-05')).toEqual([
      '2025-01-28',
      '2025-02-26',
      '2025-02-27',
    ]);
  });

  it('[CAL52] an offset reaches into the civil year before and the one after', () => {
    const tet = { months: [1], leapMonths: 'skip' } as const;
    expect(days({ ...tet, offsetDays: -60 }, '2026-12-01', '2026-12-31')).toEqual(['2026-12-08']);
    expect(days({ ...tet, offsetDays: 60 }, '2026-04-01', '2026-04-30')).toEqual(['2026-04-18']);
  });

  it('[CAL51] days outside 1900 to 2100 are a named error', () => {
    expect(() => days({}, '1899-12-31', '1900-01-05')).toThrow(LunarRangeError);
    expect(() => days({}, '2100-12-31', '2101-01-01')).toThrow(LunarRangeError);
    expect(days({ offsetDays: 60 }, '1900-01-01', '1900-01-05')).toEqual(['1900-01-02']);
    expect(days({ offsetDays: -60 }, '2100-12-01', '2100-12-31')).toHaveLength(1);
  });
});
