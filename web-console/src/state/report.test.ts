import { describe, expect, it } from 'vitest';
import { daysOfPeriod, periodOf, questionOf, reportAddress, reportGap } from './report.ts';

const own = { today: '2026-11-22', unit: 'an-my' };

describe('the days of a report', () => {
  it('[CON162] this week is since Monday, this month since its first, the last month whole', () => {
    expect(daysOfPeriod('week', '2026-11-22')).toEqual({ from: '2026-11-16', to: '2026-11-22' });
    expect(daysOfPeriod('week', '2026-11-23')).toEqual({ from: '2026-11-23', to: '2026-11-23' });
    expect(daysOfPeriod('month', '2026-11-22')).toEqual({ from: '2026-11-01', to: '2026-11-22' });
    expect(daysOfPeriod('last-month', '2026-03-05')).toEqual({
      from: '2026-02-01',
      to: '2026-02-28',
    });
    expect(daysOfPeriod('last-month', '2026-01-31').from).toBe('2025-12-01');
  });

  it('[CON162] an address with the days of a period shows that period', () => {
    for (const period of ['week', 'month', 'last-month'] as const) {
      expect(periodOf(daysOfPeriod(period, '2026-11-22'), '2026-11-22')).toBe(period);
    }
    expect(periodOf({ from: '2026-11-02', to: '2026-11-03' }, '2026-11-22')).toBe('other');
  });

  it('[CON162] what is missing is named: days, their order, more than 400 of them', () => {
    expect(reportGap({ from: '', to: '2026-11-22' })).toBe('days');
    expect(reportGap({ from: '2026-11-23', to: '2026-11-22' })).toBe('order');
    expect(reportGap({ from: '2025-01-01', to: '2026-02-04' })).toBeNull();
    expect(reportGap({ from: '2025-01-01', to: '2026-02-05' })).toBe('long');
  });
});

describe('the address of a report', () => {
  it('[CON162] leads back to the same question', () => {
    const question = {
      kind: 'as-run',
      from: '2026-10-05',
      to: '2026-10-31',
      unit: 'an-phu',
      node: '',
      campaign: 'tong-ve-sinh',
      bulletin: '',
      class: 'priority',
      category: 'môi trường',
    } as const;
    expect(questionOf(reportAddress(question), own)).toEqual(question);
  });

  it('[CON162] leaves out, or gets wrong, what is then the diary of this month at home', () => {
    const query = new URLSearchParams('report=nothing&class=loud');
    expect(questionOf(query, own)).toMatchObject({
      kind: 'diary',
      from: '2026-11-01',
      to: '2026-11-22',
      unit: 'an-my',
      class: '',
    });
  });
});
