/** What saving a campaign would do, asked of the demo city on a real database. */
import { resolve } from 'node:path';
import { documentSchemas } from '@loa/protocol/documents';
import type { AirRule, Campaign, Suspension } from '@loa/protocol/programme';
import { parseItemId, parseUnitId } from '@loa/protocol/vocabulary';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { campaign, timingOf, unitsOf } from '../../../src/domain/campaign/sample-programme.ts';
import { createPreview } from '../../../src/engine/effects.ts';
import type { PreviewDraft } from '../../../src/engine/outlook-facade.ts';
import { actorOf, openPlanningCity, type PlanningCity } from './planning-city.ts';

const TAM_KY = resolve(import.meta.dirname, '../../../../schedules/tam-ky.yaml');
const HA_TINH = resolve(import.meta.dirname, '../../../../schedules/ha-tinh.yaml');
const WARD = parseUnitId('an-my');

let city: PlanningCity;
let draft: Campaign;
beforeEach(async () => {
  // 07:00 in Tam Kỳ.
  city = openPlanningCity({ start: '2026-11-22T00:00:00' });
  await city.apply(TAM_KY);
  const [bulletin] = city.stores.library.list();
  if (!bulletin) throw new Error('no bulletin');
  draft = campaign('dot-moi', {
    unit: WARD,
    bulletins: [bulletin.bulletinId],
    targets: unitsOf(WARD),
    timing: timingOf('2026-11-23T05:30'),
    priority: 98,
  });
});
afterEach(() => city[Symbol.dispose]());

const planned = () => city.stores.calendar.between(0, 8e15);
const asked = (actor = actorOf('an-my')) =>
  createPreview(city)(actor, { kind: 'campaign', body: draft });

it('[EXP23] foresees what is planned once it is saved, and saves nothing', () => {
  const before = planned();
  const said = asked();
  if (said.outcome === 'refused') throw new Error(said.detail);
  expect(planned()).toEqual(before);
  expect(city.stores.documents.get('campaign', draft.id)).toBeNull();
  expect(said.others.length).toBeGreaterThan(0);
  expect(said.others.every(({ before: was, after }) => was !== after)).toBe(true);
  const owner = { origin: 'console', author: 'lan', changedAtMs: 1 } as const;
  city.stores.documents.put('campaign', { body: draft, ...owner });
  city.planner.republish();
  const own = planned().filter(({ itemId }) => itemId === draft.id);
  expect(own.length).toBeGreaterThanOrEqual(21);
  expect(said.own.map(({ cueId }) => cueId)).toEqual(own.map(({ cueId }) => cueId));
  // What is saved changes nothing any more.
  const again = asked();
  expect(again).toMatchObject({ outcome: 'previewed', others: [] });
});

it('[EXP23] refuses what saving would refuse', () => {
  expect(asked(actorOf('an-phu'))).toMatchObject({ outcome: 'refused', code: 'not-allowed' });
  draft = { ...draft, bulletins: ['khong-co' as never] };
  expect(asked()).toMatchObject({ outcome: 'refused', code: 'bad-request', field: 'bulletins.0' });
});

it('[EXP23] counts a playing once, with all the nodes that hear it', async () => {
  using province = openPlanningCity({ start: '2026-11-22T00:00:00' });
  await province.apply(HA_TINH);
  const { body } = province.stores.documents.get('campaign', 'tiem-chung') ?? {};
  if (!body) throw new Error('no campaign');
  // Thursdays and Fridays of three weeks, in the morning and in the afternoon of each.
  const said = createPreview(province)(actorOf('ha-tinh', 'culture-office'), {
    kind: 'campaign',
    body: { ...body, id: parseItemId('dot-moi') },
  });
  if (said.outcome === 'refused') throw new Error(said.detail);
  expect(said.own.map(({ nodes }) => nodes)).toEqual(Array(2 * 2 * 3).fill(124));
  expect(said.leftOut.own).toBe(0);
  // Before each ward has sessions of its own, a session is one playing for the province.
  const sessions = province.stores.documents.list('session');
  expect(sessions.map(({ body: one }) => one.unit)).toEqual(['ha-tinh', 'ha-tinh']);
});

it('[EXP23] foresees what a suspension withholds, and what sounds instead', () => {
  const [campaignDocument] = city.stores.documents.list('campaign');
  const [bulletin] = city.stores.library.list();
  if (!campaignDocument || !bulletin) throw new Error('the city has no campaign');
  const body = documentSchemas.suspension.parse({
    id: 'quoc-tang',
    unit: WARD,
    title: 'Quốc tang',
    fromDay: '2026-11-24',
    throughDay: '2026-11-25',
    substitute: bulletin.bulletinId,
  }) as Suspension;
  const draft: PreviewDraft = { kind: 'suspension', body };
  const before = planned();
  const said = createPreview(city)(actorOf('tam-ky', 'culture-office'), draft);
  if (said.outcome === 'refused') throw new Error(said.detail);
  expect(planned()).toEqual(before);
  const days = new Set(said.others.map(({ startAtUs }) => civilDay(startAtUs)));
  expect([...days]).toEqual(['2026-11-24', '2026-11-25']);
  expect(
    said.others.every(({ before: was, after }) => was !== 'withheld' && after === 'withheld'),
  ).toBe(true);
  expect(said.own.length).toBeGreaterThan(0);
  expect(said.own.every(({ fortune }) => fortune === 'plays')).toBe(true);
  const owner = { origin: 'console', author: 'lan', changedAtMs: 1 } as const;
  city.stores.documents.put('suspension', { body, ...owner });
  city.planner.republish();
  const withheld = planned().filter(
    ({ withheld: wholly, exceptions }) =>
      wholly?.why === 'suspended' || exceptions.some(({ why }) => why === 'suspended'),
  );
  expect(new Set(said.others.map(({ cueId }) => cueId))).toEqual(
    new Set(withheld.map(({ cueId }) => cueId)),
  );
  expect(createPreview(city)(actorOf('an-my'), draft)).toMatchObject({ code: 'not-allowed' });
});

it('[EXP23] foresees what an air rule withholds', () => {
  const body = documentSchemas['air-rule'].parse({
    id: 'chi-chieu',
    unit: WARD,
    title: 'Chỉ buổi chiều',
    windows: [{ from: '17:00', to: '18:00' }],
  }) as AirRule;
  const said = createPreview(city)(actorOf('tam-ky', 'culture-office'), { kind: 'air-rule', body });
  if (said.outcome === 'refused') throw new Error(said.detail);
  const morning = said.others.filter(({ after }) => after === 'withheld');
  expect(morning.length).toBeGreaterThan(0);
  expect(said.own).toEqual([]);
});

function civilDay(us: number): string {
  return new Date(us / 1000 + 7 * 3600e3).toISOString().slice(0, 10);
}
