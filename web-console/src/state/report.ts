/** What a report is asked for, as it stands in the page's address and in the request. */
import {
  BULLETIN_CLASSES,
  type BulletinClass,
  REPORT_KINDS,
  type ReportKind,
} from '@loa/protocol/vocabulary';
import { daysLater } from './calendar-span.ts';

export interface ReportQuestion {
  readonly kind: ReportKind;
  /** Civil days, both included. */
  readonly from: string;
  readonly to: string;
  readonly unit: string;
  /** Empty is all. */
  readonly node: string;
  readonly campaign: string;
  readonly bulletin: string;
  readonly class: BulletinClass | '';
  readonly category: string;
}

/** As the contract bounds it. */
const DAYS_MOST = 400;

export const PERIODS = ['week', 'month', 'last-month', 'other'] as const;
export type Period = (typeof PERIODS)[number];
type Days = Pick<ReportQuestion, 'from' | 'to'>;

/** Up to today: what is still to come was not aired. */
export function daysOfPeriod(period: Exclude<Period, 'other'>, today: string): Days {
  const month = `${today.slice(0, 8)}01`;
  switch (period) {
    case 'week': {
      const sinceMonday = (new Date(`${today}T00:00Z`).getUTCDay() + 6) % 7;
      return { from: daysLater(today, -sinceMonday), to: today };
    }
    case 'month':
      return { from: month, to: today };
    case 'last-month': {
      const to = daysLater(month, -1);
      return { from: `${to.slice(0, 8)}01`, to };
    }
  }
}

export function periodOf(days: Days, today: string): Period {
  const isSame = (period: Exclude<Period, 'other'>): boolean => {
    const { from, to } = daysOfPeriod(period, today);
    return from === days.from && to === days.to;
  };
  // On the first days of a month both are the same: a month is what is asked for more often.
  return (['month', 'week', 'last-month'] as const).find(isSame) ?? 'other';
}

export type ReportGap = 'days' | 'order' | 'long';

/** What still stands between the question and its answer. */
export function reportGap({ from, to }: Days): ReportGap | null {
  const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text);
  if (!(isDay(from) && isDay(to))) return 'days';
  if (to < from) return 'order';
  return to > daysLater(from, DAYS_MOST - 1) ? 'long' : null;
}

const FILTERS = ['node', 'campaign', 'bulletin', 'class', 'category'] as const;

/** Of the request; the page's own address says `report` too. */
export function reportQuery(question: ReportQuestion): URLSearchParams {
  const { from, to, unit } = question;
  const query = new URLSearchParams({ from, to, unit });
  for (const name of FILTERS) if (question[name] !== '') query.set(name, question[name]);
  return query;
}

export function reportAddress(question: ReportQuestion): URLSearchParams {
  const query = reportQuery(question);
  query.set('report', question.kind);
  return query;
}

/** What an address leaves out, or says wrongly, is the diary of this month in one's own unit. */
export function questionOf(
  query: URLSearchParams,
  own: { readonly today: string; readonly unit: string },
): ReportQuestion {
  const said = (name: string): string => query.get(name) ?? '';
  const month = daysOfPeriod('month', own.today);
  const rank = said('class');
  return {
    kind: REPORT_KINDS.find((kind) => kind === said('report')) ?? 'diary',
    from: query.get('from') ?? month.from,
    to: query.get('to') ?? month.to,
    unit: query.get('unit') ?? own.unit,
    node: said('node'),
    campaign: said('campaign'),
    bulletin: said('bulletin'),
    class: BULLETIN_CLASSES.find((one) => one === rank) ?? '',
    category: said('category'),
  };
}
