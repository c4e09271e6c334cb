/** Who may change which document: roles by kind, units, and the fields that a name stands behind. */
import { documentSchemas } from '@loa/protocol/documents';
import { DOCUMENT_KINDS, type DocumentKind, type Documents } from '@loa/protocol/programme';
import { parseUnitId, ROLES, type Role } from '@loa/protocol/vocabulary';
import { describe, expect, test } from 'vitest';
import type { Actor } from '../policy/actor.ts';
import { mayChange, maySee, type RightsContext } from './rights.ts';
import { A_CITY } from './test-city.ts';

const actor = (role: Role, unit: string, username = 'lan'): Actor => {
  return { username, name: username, role, unitId: parseUnitId(unit), language: 'vi' };
};
const CONTEXT: RightsContext = { map: A_CITY, airRules: [], grants: [] };
const TIMING = { start: '2026-12-01T17:00' };

function bodyOf<K extends DocumentKind>(kind: K, body: object): Documents[K] {
  return documentSchemas[kind].parse(body) as Documents[K];
}
const campaign = (extra: object = {}) =>
  bodyOf('campaign', {
    ...{ id: 'rac', unit: 'east', title: 'Rác', bulletins: ['tin'] },
    ...{ targets: { units: ['east'] }, timing: TIMING, ...extra },
  });
const template = (extra: object = {}) =>
  bodyOf('template', { id: 'mau', unit: 'east', title: 'Mẫu', text: 'Mời {ten}', ...extra });
const grant = (extra: object = {}) =>
  bodyOf('grant', { id: 'q', unit: 'east', account: 'minh', right: 'approve', ...extra });

function may<K extends DocumentKind>(
  who: Actor,
  kind: K,
  ...[change, context = CONTEXT]: [{ before?: Documents[K]; after?: Documents[K] }, RightsContext?]
): string {
  const { before = null, after = null } = change;
  const right = mayChange(who, { kind, before, after }, context);
  return right === 'allowed' ? right : right.why.path.join('.');
}

test('[DOC11] rules of the city are made by its culture office, the programme by both, no other role', () => {
  const makers = (kind: DocumentKind) =>
    ROLES.filter((role) => {
      const body = { ...grant({ delegatedBy: null }), by: 'lan' } as never;
      return may(actor(role, 'city'), kind, { before: body }) === 'allowed';
    });
  const office = DOCUMENT_KINDS.filter((kind) => makers(kind).join() === 'culture-office');
  expect(office).toEqual([
    'air-rule',
    'volume',
    'suspension',
    'relay',
    'grant',
    'approval-rule',
    'distribution',
  ]);
  for (const kind of DOCUMENT_KINDS.filter((one) => !office.includes(one))) {
    expect(makers(kind)).toEqual(['broadcaster', 'culture-office']);
  }
});

test('[DOC10] a document is seen below its unit and above it, changed in it and above', () => {
  const reach = (unit: string) =>
    ['city', 'east', 'east-1', 'west'].filter((own) =>
      maySee(A_CITY, actor('broadcaster', own), parseUnitId(unit)),
    );
  expect(reach('east')).toEqual(['city', 'east', 'east-1']);
  const changers = (body: Documents['campaign']) =>
    ['city', 'east', 'east-1', 'west'].filter(
      (own) => may(actor('broadcaster', own), 'campaign', { after: body }) === 'allowed',
    );
  expect(changers(campaign())).toEqual(['city', 'east']);
  const move = { before: campaign(), after: campaign({ unit: 'west' }) };
  expect(may(actor('broadcaster', 'east'), 'campaign', move)).toBe('unit');
  expect(may(actor('broadcaster', 'west'), 'campaign', move)).toBe('unit');
  expect(may(actor('broadcaster', 'city'), 'campaign', move)).toBe('allowed');
  const orphan = { before: campaign({ unit: 'gone' }) };
  expect(may(actor('culture-office', 'east'), 'campaign', orphan)).toBe('unit');
  expect(may(actor('culture-office', 'city'), 'campaign', orphan)).toBe('allowed');
});

describe('[DOC12] an override', () => {
  const rule = (overridableBy: Role[], unit = 'city') =>
    bodyOf('air-rule', { id: 'gio', unit, title: 'Giờ phát', windows: [], overridableBy });
  const overridden = campaign({ override: { reason: 'Bão', by: 'lan' } });
  const ask = (role: Role, airRules: Documents['air-rule'][], change = { after: overridden }) =>
    may(actor(role, 'city'), 'campaign', change, { ...CONTEXT, airRules });
  test('takes a role that every rule above and below names, in the own name', () => {
    expect(ask('broadcaster', [])).toBe('allowed');
    expect(ask('broadcaster', [rule(['culture-office'])])).toBe('override');
    expect(ask('culture-office', [rule(['culture-office'])])).toBe('allowed');
    expect(ask('culture-office', [rule(['culture-office']), rule([], 'east-1')])).toBe('override');
    expect(ask('broadcaster', [rule([], 'west')])).toBe('allowed');
    const other = campaign({ override: { reason: 'Bão', by: 'minh' } });
    expect(ask('culture-office', [], { after: other })).toBe('override.by');
  });
  test('that stands is no hindrance to other changes, nor is taking it away', () => {
    const rules = { ...CONTEXT, airRules: [rule(['culture-office'])] };
    const ward = actor('broadcaster', 'east', 'minh');
    const louder = { ...overridden, gainDb: 3 };
    expect(may(ward, 'campaign', { before: overridden, after: louder }, rules)).toBe('allowed');
    expect(may(ward, 'campaign', { before: overridden, after: campaign() }, rules)).toBe('allowed');
    expect(may(ward, 'campaign', { before: overridden }, rules)).toBe('allowed');
  });
});

test('[DOC13] a standing approval, and words under one, take the culture office in its own name', () => {
  const standing = (by: string) => ({ standing: { by, throughDay: '2026-12-31' } });
  const after = template(standing('lan'));
  expect(may(actor('broadcaster', 'east'), 'template', { after })).toBe('standing');
  expect(may(actor('culture-office', 'city'), 'template', { after })).toBe('allowed');
  const theirs = template(standing('minh'));
  expect(may(actor('culture-office', 'city'), 'template', { after: theirs })).toBe('standing.by');
  const retitled = { before: after, after: template({ ...standing('lan'), title: 'Khác' }) };
  expect(may(actor('broadcaster', 'east', 'minh'), 'template', retitled)).toBe('allowed');
  const reworded = { before: after, after: template({ ...standing('lan'), text: 'Khác' }) };
  expect(may(actor('broadcaster', 'east', 'lan'), 'template', reworded)).toBe('standing');
  const plain = { before: after, after: template({ text: 'Khác' }) };
  expect(may(actor('broadcaster', 'east'), 'template', plain)).toBe('allowed');
});

test('[DOC14] who holds a right passes it on in their own name, for a time, as far as they hold it', () => {
  const days = { fromDay: '2026-12-01', throughDay: '2026-12-10' };
  const own = grant({ id: 'own', account: 'lan' });
  const holding = { ...CONTEXT, grants: [own] };
  const ask = (extra: object, context: RightsContext = holding) =>
    may(actor('broadcaster', 'city'), 'grant', { after: grant(extra) }, context);
  expect(ask({ delegatedBy: 'lan', ...days })).toBe('allowed');
  expect(ask({ delegatedBy: 'lan', ...days, unit: 'east-1' })).toBe('allowed');
  expect(ask({ delegatedBy: 'lan', ...days, unit: 'city' })).toBe('right');
  expect(ask({ delegatedBy: 'lan', ...days, right: 'speak' })).toBe('right');
  expect(ask({ delegatedBy: 'lan' })).toBe('throughDay');
  expect(ask({ delegatedBy: 'minh', ...days })).toBe('delegatedBy');
  expect(ask({})).toBe('delegatedBy');
  expect(ask({ delegatedBy: 'lan', ...days }, CONTEXT)).toBe('right');
  const passedOn = grant({ id: 'p', account: 'lan', delegatedBy: 'minh', ...days });
  expect(ask({ delegatedBy: 'lan', ...days }, { ...CONTEXT, grants: [passedOn] })).toBe('right');
  expect(may(actor('culture-office', 'city'), 'grant', { after: grant() })).toBe('allowed');
});

test('[DOC14] what was passed on is taken back whatever became of the right, and the office passes on nothing that is not held', () => {
  const days = { fromDay: '2026-12-01', throughDay: '2026-12-10' };
  const passedOn = { before: grant({ delegatedBy: 'lan', ...days }) };
  expect(may(actor('broadcaster', 'city'), 'grant', passedOn)).toBe('allowed');
  const office = actor('culture-office', 'city');
  const after = grant({ delegatedBy: 'minh', ...days });
  expect(may(office, 'grant', { after })).toBe('delegatedBy');
  const held = { ...CONTEXT, grants: [grant({ id: 'own', account: 'minh' })] };
  expect(may(office, 'grant', { after }, held)).toBe('allowed');
});

test('[DOC11] nobody decides the order of two items in the name of another', () => {
  const decision = (by: string) =>
    bodyOf('decision', {
      ...{ id: 'q', unit: 'east', order: 'before', by },
      ...{ cue: 'a@2026-12-01T17:00', against: 'b@2026-12-01T17:00' },
    });
  const who = actor('broadcaster', 'east');
  expect(may(who, 'decision', { after: decision('lan') })).toBe('allowed');
  expect(may(who, 'decision', { after: decision('minh') })).toBe('by');
});
