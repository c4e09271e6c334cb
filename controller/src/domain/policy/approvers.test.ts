import type { ApprovalRule, Grant } from '@loa/protocol/programme';
import { parseUnitId, type Role, type UnitId } from '@loa/protocol/vocabulary';
import { expect, test } from 'vitest';
import type { CityMap, Unit } from '../zoning/city-map.ts';
import { approvalTime, approversOf, maySpeakLive, type Person } from './approvers.ts';

const id = parseUnitId;
const TODAY = '2026-11-22';
const unit = (unitId: string, parentId: string | null): [UnitId, Unit] => [
  id(unitId),
  {
    ...{ kind: 'ward', name: unitId, from: null, until: null, place: null },
    unitId: id(unitId),
    parentId: parentId === null ? null : id(parentId),
  },
];
const MAP: CityMap = {
  cityId: id('city'),
  timeZone: 'Asia/Ho_Chi_Minh',
  units: new Map([
    unit('city', null),
    unit('east', 'city'),
    unit('west', 'city'),
    unit('hamlet', 'east'),
  ]),
  nodes: new Map(),
  zones: new Map(),
};
const person = (username: string, role: Role, unitId: string): Person => {
  return { username, role, unitId: id(unitId), disabled: false };
};
const PEOPLE = [
  person('office', 'culture-office', 'city'),
  { ...person('gone', 'culture-office', 'city'), disabled: true },
  person('east-office', 'culture-office', 'east'),
  person('lan', 'broadcaster', 'east'),
  person('hoa', 'broadcaster', 'east'),
  person('tu', 'broadcaster', 'west'),
  person('ky-thuat', 'technician', 'east'),
];
const grant = (account: string, unitId: string, change: Partial<Grant> = {}): Grant => ({
  ...{ id: account, unit: id(unitId), account, right: 'approve' },
  ...{ fromDay: null, throughDay: null, delegatedBy: null },
  ...change,
});
const approvers = (grants: Grant[], { unitId = 'east', author = 'lan', day = TODAY } = {}) =>
  approversOf({
    map: MAP,
    unitId: id(unitId),
    besides: [author],
    day,
    grants,
    people: PEOPLE,
  }).map(({ username }) => username);

test('[APR20] those granted it for the unit or above it, on their days', () => {
  expect(approvers([grant('hoa', 'east')])).toEqual(['hoa']);
  expect(approvers([grant('hoa', 'city'), grant('east-office', 'east')])).toEqual([
    'east-office',
    'hoa',
  ]);
  expect(approvers([grant('hoa', 'east')], { unitId: 'hamlet' })).toEqual(['hoa']);
  const dated = [grant('hoa', 'east', { fromDay: '2026-11-20', throughDay: '2026-11-23' })];
  const on = (day: string) => approvers(dated, { day });
  expect(on('2026-11-20')).toEqual(['hoa']);
  expect(on('2026-11-23')).toEqual(['hoa']);
  expect(on('2026-11-24')).toEqual(['office', 'east-office']);
  // Another right, another unit, one who broadcasts nothing, one who cannot hear it: nothing.
  for (const none of [
    grant('hoa', 'east', { right: 'speak' }),
    grant('hoa', 'hamlet'),
    grant('ky-thuat', 'east'),
    grant('tu', 'city'),
  ]) {
    expect(approvers([none])).toEqual(['office', 'east-office']);
  }
});

test('[APR60] what was passed on ends with the right it came from', () => {
  const days = { fromDay: '2026-11-20', throughDay: '2026-11-30' };
  const passedOn = grant('hoa', 'east', { id: 'p', delegatedBy: 'lan', ...days });
  const by = (own: Partial<Grant>, day = TODAY) =>
    approvers([grant('lan', 'east', own), passedOn], { author: 'tu', day });
  expect(by({})).toEqual(['lan', 'hoa']);
  expect(by({ throughDay: '2026-11-22' })).toEqual(['lan', 'hoa']);
  expect(by({ throughDay: '2026-11-22' }, '2026-11-23')).toEqual(['office', 'east-office']);
  expect(by({}, '2026-12-01')).toEqual(['lan']);
  // Taken away, of another kind, for less, or itself passed on.
  expect(approvers([passedOn])).toEqual(['office', 'east-office']);
  expect(by({ right: 'speak' })).toEqual(['office', 'east-office']);
  expect(by({ unit: id('hamlet') })).toEqual(['office', 'east-office']);
  expect(by({ delegatedBy: 'office' })).toEqual(['office', 'east-office']);
  const speak = { right: 'speak' } as const;
  const may = (throughDay: string | null) =>
    maySpeakLive({
      ...{ map: MAP, person: { username: 'hoa', unitId: id('east') }, day: TODAY },
      grants: [grant('lan', 'east', { ...speak, throughDay }), { ...passedOn, ...speak }],
    });
  expect(may(null)).toBe(true);
  expect(may('2026-11-21')).toBe(false);
});

test('[APR21] where nobody else holds it, the culture office of the unit and above', () => {
  expect(approvers([])).toEqual(['office', 'east-office']);
  expect(approvers([grant('lan', 'east')])).toEqual(['office', 'east-office']);
  expect(approvers([], { unitId: 'west', author: 'tu' })).toEqual(['office']);
  expect(approvers([], { unitId: 'city', author: 'office' })).toEqual([]);
});

test('[APR22] once granted anywhere upwards, only holders speak there', () => {
  const may = (grants: Grant[], username: string, { unitId = 'east', day = TODAY } = {}) =>
    maySpeakLive({ map: MAP, person: { username, unitId: id(unitId) }, day, grants });
  const speak = { right: 'speak' } as const;
  expect(may([], 'lan')).toBe(true);
  expect(may([grant('hoa', 'east')], 'lan')).toBe(true);
  expect(may([grant('hoa', 'east', speak)], 'lan')).toBe(false);
  expect(may([grant('hoa', 'east', speak)], 'hoa')).toBe(true);
  expect(may([grant('hoa', 'east', speak)], 'office', { unitId: 'city' })).toBe(true);
  expect(may([grant('office', 'city', speak)], 'lan')).toBe(false);
  const over = grant('hoa', 'east', { ...speak, throughDay: '2026-11-21' });
  expect(may([over], 'hoa')).toBe(false);
  expect(may([over], 'hoa', { day: '2026-11-21' })).toBe(true);
});

test('[APR23] the nearest rule upwards counts, the stricter of two', () => {
  const rule = (
    unitId: string,
    when: 'before' | 'afterwards',
    classes: ApprovalRule['classes'] = ['normal', 'priority'],
  ): ApprovalRule => ({ id: `${unitId}-${when}`, unit: id(unitId), classes, when });
  const time = (rules: ApprovalRule[], unitId: string, of: 'normal' | 'priority' = 'normal') =>
    approvalTime({ map: MAP, unitId: id(unitId), class: of, rules, grants: [] });
  const rules = [rule('city', 'afterwards'), rule('east', 'before', ['priority'])];
  expect(time(rules, 'hamlet')).toBe('afterwards');
  expect(time(rules, 'hamlet', 'priority')).toBe('before');
  expect(time(rules, 'west', 'priority')).toBe('afterwards');
  expect(time([rule('east', 'afterwards'), rule('east', 'before')], 'east')).toBe('before');
});

test('[APR24] without rules and grants all is free; with some it is before, for emergencies always', () => {
  const time = (rules: ApprovalRule[], grants: Grant[], of: 'normal' | 'emergency' = 'normal') =>
    approvalTime({ map: MAP, unitId: id('west'), class: of, rules, grants });
  const east: ApprovalRule = { id: 'r', unit: id('east'), classes: ['normal'], when: 'afterwards' };
  expect(time([], [])).toBe('free');
  expect(time([], [], 'emergency')).toBe('free');
  expect(time([], [grant('hoa', 'east')])).toBe('before');
  expect(time([east], [])).toBe('before');
  expect(time([{ ...east, unit: id('city') }], [])).toBe('afterwards');
  expect(time([{ ...east, unit: id('city') }], [], 'emergency')).toBe('before');
});
