/** What is decided about volume stands in signed heads, and in nothing else. */
import { resolve } from 'node:path';
import { parseNodeId, parseUnitId } from '@loa/protocol/vocabulary';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createForesight } from '../../../src/engine/foresight.ts';
import { openPlanningCity, type PlanningCity } from './planning-city.ts';

const TAM_KY = resolve(import.meta.dirname, '../../fixtures/tam-ky-times.yaml');
const NODE = 'an-my-01';

let city: PlanningCity;
beforeEach(async () => {
  city = openPlanningCity({ start: '2026-11-22T00:00:00' });
  await city.apply(TAM_KY);
});
afterEach(() => {
  city[Symbol.dispose]();
});

function decide(): void {
  const about = { origin: 'console', author: 'van-hoa', changedAtMs: city.clock.nowMs() } as const;
  const unit = parseUnitId('an-my');
  const targets = { units: [], zones: [], nodes: [] };
  const night = { id: 'dem', unit, targets, classes: ['normal'], from: '21:00', to: '05:00' };
  city.stores.documents.put('volume', { ...about, body: { ...night, gainDb: -9 } as never });
  const nodes = [parseNodeId(NODE)];
  const mute = { id: 'tang', unit, nodes, gainDb: null, throughDay: '2026-11-23', reason: 'Tang' };
  city.stores.documents.put('mute', { ...about, body: mute });
}

it('[PLY94] a decision about volume changes the heads of those it is for, and back without it', () => {
  const before = city.head(NODE);
  decide();
  expect(city.planner.republish().heads).toEqual([NODE]);
  const { settings, pages, version } = city.head(NODE);
  expect(version).toBe(before.version + 1);
  expect(pages).toEqual(before.pages);
  expect(settings).toEqual({
    ...before.settings,
    levels: [{ classes: ['normal'], fromMinute: 1260, toMinute: 300, gainDb: -9 }],
    utcOffsets: [{ fromUs: 1e15, minutes: 420 }],
    mutes: [{ fromUs: city.clock.nowMs() * 1000, untilUs: 1_795_453_200_000_000, gainDb: null }],
  });
  expect(city.planner.republish().heads).toEqual([]);
  city.stores.documents.remove('volume', 'dem');
  city.stores.documents.remove('mute', 'tang');
  city.planner.republish();
  expect(city.head(NODE)).toEqual({
    ...before,
    version: before.version + 2,
    issuedAtUs: expect.any(Number),
    effectiveAtUs: expect.any(Number),
  });
});

it('[PLY92] what a mute silences is foreseen as muted, elsewhere as ever', () => {
  const { calendar, plan, documents } = city.stores;
  const { events } = city;
  using foresight = createForesight({ calendar, plan, documents, events, map: city.city.map });
  const { nowUs } = city.timeline;
  const next = calendar
    .between(nowUs(), nowUs() + 86_400e6)
    .find(({ targets }) => targets.units.includes(parseUnitId('tam-ky')));
  if (!next) throw new Error('nothing is planned');
  expect(foresight.of(next, parseNodeId(NODE)).outcome).toBe('full');
  decide();
  events.emit({ kind: 'documents-changed', documentKinds: ['mute'] });
  expect(foresight.of(next, parseNodeId(NODE))).toMatchObject({
    outcome: 'missed',
    reason: 'muted',
  });
  expect(foresight.of(next, parseNodeId('an-phu-01')).outcome).toBe('full');
});
