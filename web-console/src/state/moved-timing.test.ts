import type { Timing } from '@loa/protocol/programme';
import { describe, expect, it } from 'vitest';
import { movedAll, movedOne } from './moved-timing.ts';

const timing = (change: Partial<Timing> = {}): Timing => ({
  ...{ start: '2026-11-02T05:30', rule: 'FREQ=DAILY', until: null, except: [], extra: [] },
  ...change,
});
const move = { from: '2026-11-24T05:30', to: '2026-11-25T06:15' };

describe('a start that was moved', () => {
  it('[CON62] alone leaves every other start where it is', () => {
    expect(movedOne(timing(), move, ['2026-11-24T05:30', '2026-11-24T17:00'])).toMatchObject({
      rule: 'FREQ=DAILY',
      except: ['2026-11-24'],
      extra: ['2026-11-24T17:00', '2026-11-25T06:15'],
    });
    const again = timing({ extra: ['2026-11-24T05:30'] });
    expect(movedOne(again, move, []).extra).toEqual(['2026-11-25T06:15']);
    const once = timing({ rule: null, start: move.from });
    expect(movedOne(once, move, []).start).toBe(move.to);
  });

  it('[CON62] with all of them moves the time, and the day where the rule has one', () => {
    expect(movedAll(timing(), move)?.start).toBe('2026-11-02T06:15');
    const weekly = timing({ rule: 'FREQ=WEEKLY;BYDAY=TU' });
    expect(movedAll(weekly, move)).toMatchObject({
      start: '2026-11-02T06:15',
      rule: 'FREQ=WEEKLY;BYDAY=WE',
    });
    const twice = timing({ rule: 'FREQ=DAILY;BYHOUR=5,17;BYMINUTE=30' });
    expect(movedAll(twice, move)?.rule).toBe('FREQ=DAILY;BYHOUR=6,17;BYMINUTE=15,30;BYSETPOS=1,4');
  });

  it('[CON62] is not moved with all where the rule is a text that says its times', () => {
    expect(movedAll(timing({ rule: 'FREQ=MONTHLY;BYDAY=1TU;BYHOUR=5,9' }), move)).toBeNull();
    expect(movedAll(timing({ rule: 'FREQ=MONTHLY;BYDAY=1TU' }), move)?.start).toBe(
      '2026-11-02T06:15',
    );
  });
});
