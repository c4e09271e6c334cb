import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeRule } from './describe-rule.ts';

/** A Sunday. */
const START = '2026-11-22T05:30';

type Pair = readonly [rule: string | null, vi: string, en: string];

const WITHOUT_START: readonly Pair[] = [
  [null, 'một lần', 'once'],
  ['FREQ=DAILY', 'hằng ngày', 'every day'],
  [
    'FREQ=DAILY;BYHOUR=17,5;BYMINUTE=30,0',
    'hằng ngày lúc 05:00, 05:30, 17:00 và 17:30',
    'every day at 05:00, 05:30, 17:00 and 17:30',
  ],
  [
    'FREQ=DAILY;BYHOUR=7;BYMINUTE=0;BYSECOND=0,30',
    'hằng ngày lúc 07:00 và 07:00:30',
    'every day at 07:00 and 07:00:30',
  ],
  [
    'FREQ=DAILY;BYHOUR=0,1,2,3,4,5,6;BYMINUTE=0',
    'hằng ngày, 7 lần mỗi ngày từ 00:00 đến 06:00',
    'every day, 7 times a day from 00:00 to 06:00',
  ],
  ['FREQ=WEEKLY', 'hằng tuần', 'every week'],
  ['FREQ=WEEKLY;BYDAY=WE,MO', 'thứ Hai, thứ Tư hằng tuần', 'every Monday and Wednesday'],
  ['FREQ=WEEKLY;BYDAY=SU,SA', 'thứ Bảy, Chủ nhật hằng tuần', 'every Saturday and Sunday'],
  ['FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR', 'thứ Hai đến thứ Sáu hằng tuần', 'every Monday to Friday'],
  ['FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU', 'hằng ngày', 'every day'],
  [
    'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;WKST=MO',
    'thứ Hai, thứ Năm, cứ 2 tuần một lần',
    'every 2 weeks on Monday and Thursday',
  ],
  [
    'FREQ=DAILY;BYMONTH=6,7,8;BYDAY=SA',
    'thứ Bảy hằng tuần trong tháng 6, tháng 7 và tháng 8',
    'every Saturday in June, July and August',
  ],
  ['FREQ=MONTHLY', 'hằng tháng', 'every month'],
  [
    'FREQ=MONTHLY;BYMONTHDAY=15,1',
    'ngày 1 và ngày 15 hằng tháng',
    'on the 1st and 15th of every month',
  ],
  ['FREQ=MONTHLY;BYMONTHDAY=-1', 'ngày cuối cùng của mỗi tháng', 'on the last day of every month'],
  [
    'FREQ=MONTHLY;BYMONTHDAY=15,-1,-2',
    'ngày 15, ngày thứ 2 tính từ cuối và ngày cuối cùng của mỗi tháng',
    'on the 15th, the 2nd to last day and the last day of every month',
  ],
  [
    'FREQ=MONTHLY;BYMONTHDAY=1,2,3,11,21',
    'ngày 1 đến ngày 3, ngày 11 và ngày 21 hằng tháng',
    'on the 1st to 3rd, 11th and 21st of every month',
  ],
  [
    'FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=1',
    'ngày 1, cứ 3 tháng một lần',
    'every 3 months on the 1st',
  ],
  [
    'FREQ=MONTHLY;BYDAY=1MO',
    'thứ Hai đầu tiên của mỗi tháng',
    'on the first Monday of every month',
  ],
  [
    'FREQ=MONTHLY;BYDAY=2TU,-1FR',
    'thứ Ba lần thứ hai và thứ Sáu cuối cùng của mỗi tháng',
    'on the second Tuesday and last Friday of every month',
  ],
  ['FREQ=MONTHLY;BYDAY=MO,TH', 'thứ Hai, thứ Năm hằng tuần', 'every Monday and Thursday'],
  ['FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=2', 'ngày 2 tháng 9 hằng năm', 'on 2 September every year'],
  [
    'FREQ=YEARLY;BYMONTH=3,9;BYMONTHDAY=1,15',
    'ngày 1 và ngày 15 tháng 3 và tháng 9 hằng năm',
    'on the 1st and 15th of March and September every year',
  ],
  [
    'FREQ=YEARLY;INTERVAL=2;BYMONTH=5;BYMONTHDAY=19',
    'ngày 19 tháng 5, cứ 2 năm một lần',
    'on 19 May every 2 years',
  ],
  [
    'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1',
    'ngày cuối cùng của tháng 2 hằng năm',
    'on the last day of February every year',
  ],
  [
    'FREQ=YEARLY;BYMONTH=11;BYDAY=-1SA',
    'thứ Bảy cuối cùng của tháng 11 hằng năm',
    'on the last Saturday of November every year',
  ],
  [
    'LUNAR:DAYS=1,15',
    'mồng một và rằm hằng tháng (âm lịch)',
    'on the 1st and 15th of every lunar month',
  ],
  [
    'LUNAR:DAYS=15;TIMES=05:30,17:00',
    'rằm hằng tháng (âm lịch) lúc 05:30 và 17:00',
    'on the 15th of every lunar month at 05:30 and 17:00',
  ],
  [
    'LUNAR:DAYS=1,15;LEAP=SKIP',
    'mồng một và rằm hằng tháng (âm lịch, trừ tháng nhuận)',
    'on the 1st and 15th of every lunar month (not in leap months)',
  ],
  [
    'LUNAR:DAYS=1,15;OFFSET=-1',
    '1 ngày trước mồng một và rằm hằng tháng (âm lịch)',
    '1 day before the 1st and 15th of every lunar month',
  ],
  [
    'LUNAR:DAYS=14,30',
    'ngày 14 và ngày cuối cùng hằng tháng (âm lịch)',
    'on the 14th and the last day of every lunar month',
  ],
  [
    'LUNAR:DAYS=30;SHORT=SKIP',
    'ngày 30 hằng tháng (âm lịch, ngày 30 chỉ vào tháng đủ)',
    'on the 30th of every lunar month (the 30th only where there is one)',
  ],
  ['LUNAR:MONTHS=1;DAYS=1', 'mồng một Tết', 'on the first day of Tết'],
  ['LUNAR:MONTHS=1;DAYS=1;OFFSET=-1', 'giao thừa (trước Tết 1 ngày)', 'on the eve of Tết'],
  ['LUNAR:MONTHS=1;DAYS=1;OFFSET=-3', 'trước Tết 3 ngày', '3 days before Tết'],
  [
    'LUNAR:MONTHS=1;DAYS=1;OFFSET=5',
    'sau mồng một Tết 5 ngày',
    '5 days after the first day of Tết',
  ],
  [
    'LUNAR:MONTHS=1;DAYS=1,2,3',
    'mồng một đến mồng ba tháng Giêng hằng năm (âm lịch)',
    'on the 1st to 3rd of the 1st lunar month every year',
  ],
  [
    'LUNAR:MONTHS=1,7;DAYS=15',
    'rằm tháng Giêng và tháng 7 hằng năm (âm lịch)',
    'on the 15th of the 1st and 7th lunar months every year',
  ],
  [
    'LUNAR:MONTHS=7;DAYS=15;LEAP=REPEAT',
    'rằm tháng 7 hằng năm (âm lịch, kể cả tháng nhuận)',
    'on the 15th of the 7th lunar month every year (in leap months too)',
  ],
  [
    'LUNAR:MONTHS=12;DAYS=23',
    'ngày 23 tháng Chạp hằng năm (âm lịch)',
    'on the 23rd of the 12th lunar month every year',
  ],
  [
    'LUNAR:MONTHS=3;DAYS=10;OFFSET=2',
    '2 ngày sau mồng mười tháng 3 hằng năm (âm lịch)',
    '2 days after the 10th of the 3rd lunar month every year',
  ],
];

const WITH_START: readonly Pair[] = [
  [null, 'một lần, ngày 22/11/2026 lúc 05:30', 'once, on 22 November 2026 at 05:30'],
  ['FREQ=DAILY', 'hằng ngày lúc 05:30', 'every day at 05:30'],
  ['FREQ=DAILY;BYHOUR=5,17', 'hằng ngày lúc 05:30 và 17:30', 'every day at 05:30 and 17:30'],
  ['FREQ=DAILY;INTERVAL=3', 'cứ 3 ngày một lần lúc 05:30', 'every 3 days at 05:30'],
  [
    'FREQ=DAILY;BYMONTH=6,7',
    'hằng ngày trong tháng 6 và tháng 7 lúc 05:30',
    'every day in June and July at 05:30',
  ],
  ['FREQ=WEEKLY', 'Chủ nhật hằng tuần lúc 05:30', 'every Sunday at 05:30'],
  ['FREQ=MONTHLY', 'ngày 22 hằng tháng lúc 05:30', 'on the 22nd of every month at 05:30'],
  ['FREQ=YEARLY', 'ngày 22 tháng 11 hằng năm lúc 05:30', 'on 22 November every year at 05:30'],
  ['FREQ=DAILY;COUNT=10', 'hằng ngày lúc 05:30, 10 lần', 'every day at 05:30, 10 times'],
  [
    'FREQ=DAILY;UNTIL=20261231',
    'hằng ngày lúc 05:30, đến hết ngày 31/12/2026',
    'every day at 05:30, through 31 December 2026',
  ],
  [
    'FREQ=DAILY;UNTIL=20261231T170000Z',
    'hằng ngày lúc 05:30, đến 17:00 UTC ngày 31/12/2026',
    'every day at 05:30, until 17:00 UTC on 31 December 2026',
  ],
  [
    'LUNAR:DAYS=1,15',
    'mồng một và rằm hằng tháng (âm lịch) lúc 05:30',
    'on the 1st and 15th of every lunar month at 05:30',
  ],
];

/** What no short sentence says. */
const UNSAID = [
  'FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO',
  'FREQ=YEARLY;BYYEARDAY=-1',
  'FREQ=YEARLY;BYDAY=20MO',
  'FREQ=MONTHLY;BYDAY=MO,TU,WE;BYSETPOS=-1',
  'FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13',
  'FREQ=MONTHLY;BYDAY=MO,1FR',
  'FREQ=MONTHLY;INTERVAL=2;BYMONTH=3,4;BYMONTHDAY=1',
  'FREQ=DAILY;INTERVAL=2;BYDAY=MO',
  'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU,WE,TH,FR,SA,SU',
  'LUNAR:DAYS=31',
];

describe('describeRule', () => {
  it.each(WITHOUT_START)('[CAL58] %s: %s', (rule, vi, en) => {
    expect(describeRule(rule, 'vi')).toBe(vi);
    expect(describeRule(rule, 'en')).toBe(en);
  });

  it.each(WITH_START)('[CAL58] %s from a start: %s', (rule, vi, en) => {
    expect(describeRule(rule, 'vi', START)).toBe(vi);
    expect(describeRule(rule, 'en', START)).toBe(en);
  });

  it.each(UNSAID)('[CAL58] %s is given as it is, rather than half', (rule) => {
    expect(describeRule(rule, 'vi', START)).toBe(`theo quy tắc ${rule}`);
    expect(describeRule(rule, 'en', START)).toBe(`by the rule ${rule}`);
  });

  it('[CAL58] a weekly rule has the weekday of its start, in any year', () => {
    const weekday = new Intl.DateTimeFormat('en', { weekday: 'long', timeZone: 'UTC' });
    fc.assert(
      fc.property(fc.integer({ min: -25_567, max: 47_846 }), (day) => {
        const atMs = day * 86_400_000;
        const start = `${new globalThis.Date(atMs).toISOString().slice(0, 10)}T05:30`;
        expect(describeRule('FREQ=WEEKLY', 'en', start)).toBe(
          `every ${weekday.format(atMs)} at 05:30`,
        );
      }),
    );
  });
});
