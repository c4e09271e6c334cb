import { documentSchemas } from '@loa/protocol/documents';
import type { Campaign } from '@loa/protocol/programme';
import { parseBulletinId, parseItemId, parseUnitId } from '@loa/protocol/vocabulary';
import { describe, expect, it } from 'vitest';
import {
  type CampaignDraft,
  campaignPhase,
  draftOfCampaign,
  newCampaign,
  planCampaign,
} from './campaign-draft.ts';
import { documentIdOf } from './document-id.ts';
import { NO_TARGETS } from './draft.ts';
import { repetitionOf, timingOf } from './repetition.ts';

const TODAY = '2026-11-22';
const targets = { ...NO_TARGETS, units: [parseUnitId('tam-ky')] };
const base = { id: parseItemId('tuyen-truyen'), unit: parseUnitId('tam-ky') };

function draft(change: Partial<CampaignDraft> = {}): CampaignDraft {
  const bulletins = [parseBulletinId('ban-tin-chieu')];
  return { ...newCampaign({ targets, today: TODAY }), bulletins, ...change };
}

function plan(change: Partial<CampaignDraft> = {}, on: Campaign | typeof base = base) {
  const world = { reached: 14, today: TODAY, library: [], by: 'van-hoa' };
  return planCampaign(draft(change), { ...world, base: on });
}

function body(change: Partial<CampaignDraft> = {}, on: Campaign | typeof base = base): Campaign {
  const planned = plan(change, on);
  if (planned.outcome === 'gap') throw new Error(planned.gap);
  return planned.body;
}

describe('the rule', () => {
  const on = { fromDay: '2026-11-23', untilDay: null };

  it.each([
    [{ kind: 'daily' } as const, ['17:00'], 'FREQ=DAILY'],
    [
      { kind: 'working-days' } as const,
      ['05:30', '17:30'],
      'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=5,17;BYMINUTE=30',
    ],
    [
      { kind: 'weekdays', weekdays: [2, 7] } as const,
      ['05:30', '17:00'],
      'FREQ=DAILY;BYDAY=TU,SU;BYHOUR=5,17;BYMINUTE=0,30;BYSETPOS=2,3',
    ],
    [{ kind: 'lunar-days' } as const, ['05:30', '17:00'], 'LUNAR:DAYS=1,15;TIMES=05:30,17:00'],
    [{ kind: 'once' } as const, ['17:00'], null],
  ])('[CON51] of %o at %o is %s', (repetition, times, rule) => {
    expect(timingOf(repetition, on, times).rule).toBe(rule);
  });

  it('[CON51] what no choice says is kept as its text', () => {
    for (const rule of ['FREQ=MONTHLY;BYDAY=1MO', 'FREQ=WEEKLY;BYDAY=MO;INTERVAL=2']) {
      const timing = { start: '2026-11-23T17:00', rule, until: null, except: [], extra: [] };
      expect(repetitionOf(timing).repetition).toEqual({ kind: 'rule', rule });
    }
  });
});

describe('the draft', () => {
  it('[CON50] makes a document of the contract, with its first bulletin’s name unless given', () => {
    const made = body();
    expect(documentSchemas.campaign.parse(made)).toEqual(made);
    expect(body({ title: ' Tháng an toàn ' }).title).toBe('Tháng an toàn');
  });

  it.each([
    [{ bulletins: [] }, 'bulletins'],
    [{ repetition: { kind: 'weekdays', weekdays: [] } }, 'weekdays'],
    [{ repetition: { kind: 'rule', rule: ' ' } }, 'rule'],
    [{ times: [] }, 'times'],
    [{ times: ['17:00', ''] }, 'times'],
    [{ fromDay: '' }, 'from'],
    [{ untilDay: '2026-11-01' }, 'until'],
    [{ repetition: { kind: 'once' }, fromDay: '2026-11-21' }, 'past'],
  ] as const)('[CON50] names what is missing: %o is %s', (change, gap) => {
    expect(plan(change)).toEqual({ outcome: 'gap', gap });
  });

  it('[CON50] keeps what the form does not show', () => {
    const before = {
      ...body(),
      priority: 70,
      override: { reason: 'bão', by: 'van-hoa' },
      timing: {
        ...body().timing,
        except: ['2026-12-01'],
        extra: ['2026-12-24T19:00'],
      },
      placement: { kind: 'sessions', sessions: ['buoi-sang'] } as const,
    };
    const again = body(draftOfCampaign(before), before);
    expect(again).toEqual({ ...before, timing: { ...before.timing, start: '2026-11-22T00:00' } });
  });

  it('[CON164] says which sessions, other days, priority and leave, in the name of who gives it', () => {
    const more = {
      place: 'sessions',
      sessions: ['buoi-sang'],
      except: ['2026-12-01'],
      extra: ['2026-12-24T00:00'],
      priority: 70,
      overrideReason: ' tin bão ',
    } as const;
    const made = body(more);
    expect(documentSchemas.campaign.parse(made)).toEqual(made);
    expect(made).toMatchObject({
      placement: { kind: 'sessions', sessions: ['buoi-sang'] },
      timing: { except: ['2026-12-01'], extra: ['2026-12-24T00:00'] },
      priority: 70,
      override: { reason: 'tin bão', by: 'van-hoa' },
    });
    const theirs = { ...made, override: { reason: 'tin bão', by: 'truc-ban' } };
    expect(body(draftOfCampaign(theirs), theirs).override?.by).toBe('truc-ban');
    expect(body({ ...draftOfCampaign(theirs), overrideReason: 'lũ' }, theirs).override).toEqual({
      reason: 'lũ',
      by: 'van-hoa',
    });
    expect(body({ ...draftOfCampaign(theirs), overrideReason: '' }, theirs).override).toBeNull();
  });

  it('[CON50] names a new campaign without marks, within 64 characters', () => {
    const at = '2026-11-22T16:58:09';
    expect(documentIdOf('Đợt ra quân: Vệ sinh!', at)).toBe('dot-ra-quan-ve-sinh-20261122165809');
    const long = documentIdOf('Tuyên truyền '.repeat(20), at);
    expect<string>(parseItemId(long)).toBe(long);
    expect(documentIdOf('…', at)).toBe('dot-20261122165809');
  });

  it('[CON52] a campaign is coming, running or over', () => {
    const timing = { start: '2026-11-22T17:00', rule: 'FREQ=DAILY', until: null };
    const of = (change: object) =>
      campaignPhase({ ...timing, except: [], extra: [], ...change }, TODAY);
    expect(of({})).toBe('running');
    expect(of({ start: '2026-11-23T17:00' })).toBe('coming');
    expect(of({ rule: null, start: '2026-11-20T17:00' })).toBe('over');
    expect(of({ until: '2026-11-21', extra: ['2026-12-01T17:00'] })).toBe('running');
  });
});
