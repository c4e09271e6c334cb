import type { Grant } from '@loa/protocol/programme';
import { parseUnitId } from '@loa/protocol/vocabulary';
import { describe, expect, it } from 'vitest';
import { people, WARD_UNIT } from '../../test/fixtures/city.ts';
import { endedGrant, type GrantDraft, grantPhase, ownRights, planGrant } from './grants.ts';

const TODAY = '2026-11-22';
const GRANT: Grant = {
  ...{ id: 'g', unit: WARD_UNIT, account: 'an-my', right: 'approve' },
  ...{ fromDay: null, throughDay: null, delegatedBy: null },
};
const DRAFT: GrantDraft = {
  ...{ account: 'hoa', right: 'approve', unit: WARD_UNIT, fromDay: TODAY, throughDay: '' },
};

describe('grants', () => {
  it('[CON180] stands from its first day through its last', () => {
    const days = { fromDay: '2026-11-20', throughDay: '2026-11-23' };
    const on = (today: string) => grantPhase({ ...GRANT, ...days }, today);
    expect(['2026-11-19', '2026-11-20', '2026-11-23', '2026-11-24'].map(on)).toEqual([
      ...['coming', 'running', 'running', 'over'],
    ]);
    expect(grantPhase(GRANT, TODAY)).toBe('running');
  });

  it('[CON180] is ended through yesterday; what began today is not there to be ended', () => {
    expect(endedGrant(GRANT, '2026-12-01')).toEqual({ ...GRANT, throughDay: '2026-11-30' });
    expect(endedGrant({ ...GRANT, fromDay: TODAY }, TODAY)).toBeNull();
  });

  it('[CON181] the office gives without days, a ward passes on between two days, in its name', () => {
    const { office, ward } = people;
    expect(planGrant(DRAFT, office, TODAY)).toMatchObject({
      body: { fromDay: TODAY, throughDay: null, delegatedBy: null },
    });
    expect(planGrant(DRAFT, ward, TODAY)).toEqual({ outcome: 'gap', gap: 'days' });
    expect(planGrant({ ...DRAFT, throughDay: '2026-11-25' }, ward, TODAY)).toMatchObject({
      body: { throughDay: '2026-11-25', delegatedBy: 'an-my' },
    });
    const gap = (change: Partial<GrantDraft>) => planGrant({ ...DRAFT, ...change }, office, TODAY);
    expect(gap({ account: '' })).toMatchObject({ gap: 'account' });
    expect(gap({ throughDay: '2026-11-21' })).toMatchObject({ gap: 'until' });
    expect(gap({ fromDay: '', throughDay: '2026-11-21' })).toMatchObject({ gap: 'past' });
  });

  it('[CON181] what was passed on is not offered to be passed on again', () => {
    const grants = [
      GRANT,
      { ...GRANT, id: 'b', account: 'hoa' },
      { ...GRANT, id: 'c', delegatedBy: 'hoa' },
      { ...GRANT, id: 'd', unit: parseUnitId('tam-ky'), throughDay: '2026-11-21' },
    ];
    expect(ownRights(grants, people.ward, TODAY)).toEqual([GRANT]);
  });
});
