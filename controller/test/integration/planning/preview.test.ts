/** What saving a campaign would do, asked of the demo city on a real database. */
import { resolve } from 'node:path';
import type { Campaign } from '@loa/protocol/programme';
import { parseUnitId } from '@loa/protocol/vocabulary';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { campaign, timingOf, unitsOf } from '../../../src/domain/campaign/sample-programme.ts';
import { createPreview } from '../../../src/engine/effects.ts';
import { actorOf, openPlanningCity, type PlanningCity } from './planning-city.ts';

const TAM_KY = resolve(import.meta.dirname, '../../../../schedules/tam-ky.yaml');
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
    priority: 99,
  });
});
afterEach(() => city[Symbol.dispose]());

const planned = () => city.stores.calendar.between(0, 8e15);
const asked = (actor = actorOf('an-my')) => createPreview(city)(actor, draft);

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
