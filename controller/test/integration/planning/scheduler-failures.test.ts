/**
 * How other schedulers lose broadcasts, one test for each: the number is that of the failure in the
 * survey of such products. The real planner on a real database, and the layout that nodes play by.
 */
import { layOut } from '@loa/protocol/playout';
import type { Campaign } from '@loa/protocol/programme';
import { parseCueId, parseNodeId, usOfFrames } from '@loa/protocol/vocabulary';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { instantUsOf } from '../../../src/domain/calendar/civil-time.ts';
import {
  bulletinOf,
  campaign,
  idsOf,
  suspension,
  TOWN,
  timingOf,
  townMap,
  unitsOf,
  ZONE,
} from '../../../src/domain/campaign/sample-programme.ts';
import { REPORT_GRACE_US } from '../../../src/domain/proof/judge-play.ts';
import { createProof } from '../../../src/engine/proof.ts';
import { createWarnings } from '../../../src/engine/warnings.ts';
import { actorOf, openPlanningCity, type PlanningCity } from './planning-city.ts';

const DAY_MS = 86_400_000;
const NODE = parseNodeId('loa-a');
const at = (local: string) => instantUsOf(local, ZONE);
/** What a bulletin of a test lasts: a minute. */
const LENGTH_US = 60e6;

let city: PlanningCity;
beforeEach(() => {
  // 07:00 in Vietnam, a Sunday.
  city = openPlanningCity({ start: '2026-11-22T00:00:00' });
  city.stores.city.replace(townMap());
  for (const name of ['tin', 'khac']) city.stores.library.put(bulletinOf(name));
  city.stores.library.put(bulletinOf('uu-tien', { class: 'priority' }));
});
afterEach(() => city[Symbol.dispose]());

function plan(...campaigns: Campaign[]): void {
  const owner = { origin: 'console', author: 'lan', changedAtMs: 1 } as const;
  for (const body of campaigns) city.stores.documents.put('campaign', { body, ...owner });
  city.planner.republish();
}

/** What a node sounds of all its pages, as `item@start from–to` in seconds after the first. */
function sounded(): (readonly [cue: string, fromUs: number, toUs: number])[] {
  const { segments } = layOut(city.pages(NODE).flatMap(({ cues }) => cues));
  return segments.map(({ cue, fromUs, toUs }) => [cue.cueId, fromUs, toUs]);
}
const once = (local: string) => timingOf(local, null);

it('[EXP10] recurring items exist without anybody opening the calendar, and an empty horizon is told [c10]', () => {
  plan(campaign('hang-ngay'));
  for (let night = 0; night < 3; night += 1) {
    city.clock.advance(9 * DAY_MS);
    city.planner.republish();
    expect(city.head(NODE).pages).toHaveLength(23);
  }
  expect(city.head(NODE).pages.at(-1)?.day).toBe('2027-01-09');
  const fleet = { nodes: () => [] };
  const { stores, timeline, events } = city;
  using warnings = createWarnings({ stores, timeline, events, fleet, map: city.city.map });
  expect(warnings.warnings()).toEqual([]);
  stores.documents.remove('campaign', 'hang-ngay');
  city.planner.republish();
  expect(new Set(warnings.warnings().map(({ kind }) => kind))).toEqual(new Set(['empty-week']));
});

it('[EXP11] an item that was not heard is told of within seconds, with no one asking [c11]', () => {
  plan(campaign('sang', { timing: once('2026-11-22T07:10') }));
  const { stores, timeline, events, clock: timers } = city;
  const rest = { map: city.city.map, isOnline: () => true };
  using proof = createProof({ stores, timeline, events, timers, ...rest });
  const cueId = parseCueId('sang@2026-11-22T07:10');
  city.clock.advance(1_000);
  city.told.length = 0;
  const toldOf = () =>
    city.told.filter((one) => one.kind === 'broadcasts-changed' && one.cueIds.includes(cueId));
  const endUs = at('2026-11-22T07:10') + LENGTH_US;
  while (timeline.nowUs() < endUs + REPORT_GRACE_US + 1e6) city.clock.advance(1_000);
  expect(toldOf().length).toBeGreaterThan(0);
  expect(proof.proofs(cueId).map(({ outcome }) => outcome)).toEqual(Array(3).fill('unknown'));
  const line = { nodeId: NODE, cueId, positionFrames: 0, cutBy: null };
  const missed = { ...line, sequence: 1, atUs: endUs, kind: 'missed', why: 'sink-failed' } as const;
  stores.receipts.append(NODE, [missed]);
  const [first] = proof.proofs(cueId);
  expect(first).toMatchObject({ nodeId: NODE, outcome: 'missed', reason: 'sink-failed' });
});

it('[EXP12] an item that interrupts can itself be interrupted by a higher one, and each is resumed [c12]', () => {
  const start = (second: string) => once(`2026-11-22T08:00:${second}`);
  const higher = { bulletins: idsOf('uu-tien'), priority: 60 };
  plan(
    campaign('thap', { timing: start('00') }),
    campaign('giua', { timing: start('10'), bulletins: idsOf('uu-tien') }),
    campaign('cao', { timing: start('20'), ...higher }),
  );
  const zero = at('2026-11-22T08:00:00');
  const seconds = sounded().map(([cue, fromUs, toUs]) => {
    return [cue.slice(0, cue.indexOf('@')), (fromUs - zero) / 1e6, (toUs - zero) / 1e6];
  });
  expect(seconds).toEqual([
    ['thap', 0, 10],
    ['giua', 10, 20],
    ['cao', 20, 80],
    ['giua', 80, 130],
    ['thap', 130, 180],
  ]);
});

it('[EXP13] nothing is kept from the air in silence: a repeated bulletin sounds, what a rule withholds names it [c13]', () => {
  const owner = { origin: 'console', author: 'lan', changedAtMs: 1 } as const;
  const body = suspension('quoc-tang', { fromDay: '2026-11-23', throughDay: '2026-11-23' });
  city.stores.documents.put('suspension', { body, ...owner });
  plan(
    campaign('mot', { timing: once('2026-11-22T08:00') }),
    campaign('hai', { timing: once('2026-11-22T08:05') }),
    campaign('tang', { timing: once('2026-11-23T08:00') }),
  );
  expect(sounded().map(([cue]) => cue)).toEqual(['mot@2026-11-22T08:00', 'hai@2026-11-22T08:05']);
  expect(city.stores.calendar.get(parseCueId('tang@2026-11-23T08:00'))?.withheld).toEqual({
    why: 'suspended',
    rule: 'quoc-tang',
  });
});

it('[EXP14] an item without sound cuts nothing, and midnight is no edge [c14]', () => {
  plan(
    campaign('dem', { timing: once('2026-11-22T23:59:30') }),
    campaign('rong', { timing: once('2026-11-22T23:59:40'), bulletins: idsOf('rong') }),
  );
  const startUs = at('2026-11-22T23:59:30');
  expect(sounded()).toEqual([['dem@2026-11-22T23:59:30', startUs, startUs + LENGTH_US]]);
  expect(city.stores.calendar.get(parseCueId('rong@2026-11-22T23:59:40'))?.withheld?.why).toBe(
    'no-sound',
  );
});

it.each([
  ['2026-11-30', '2026-12-01'],
  ['2026-12-31', '2027-01-01'],
  ['2028-02-29', '2028-03-01'],
])('[EXP14] the night from %s to %s is no edge either [c14]', (last, first) => {
  city[Symbol.dispose]();
  city = openPlanningCity({ start: `${last}T00:00:00` });
  city.stores.city.replace(townMap());
  city.stores.library.put(bulletinOf('tin'));
  plan(campaign('dem', { timing: timingOf(`${last}T23:59:30`) }));
  const whole = (day: string) => {
    const startUs = at(`${day}T23:59:30`);
    return [`dem@${day}T23:59:30`, startUs, startUs + LENGTH_US];
  };
  expect(sounded().slice(0, 2)).toEqual([whole(last), whole(first)]);
});

it('[EXP15] a controller that starts again goes on by itself where it stood [c15]', () => {
  plan(campaign('hang-ngay'));
  const heads = city.stores.plan.heads();
  city.stop();
  city = openPlanningCity({ folder: city.folder, start: '2026-11-24T00:00:00' });
  city.planner.republish();
  expect(city.stores.plan.heads().map(({ nodeId }) => nodeId)).toEqual(
    heads.map(({ nodeId }) => nodeId),
  );
  expect(city.head(NODE).pages.at(-1)?.day).toBe('2026-12-15');
  expect(sounded().at(-1)?.[0]).toBe('hang-ngay@2026-12-15T05:30');
});

it('[EXP16] what is sent by hand and what the calendar plans are the same to a node [c16]', () => {
  plan(campaign('lich', { timing: once('2026-11-22T09:00') }));
  const startAtUs = at('2026-11-22T10:00');
  const sent = city.sending.send(actorOf(TOWN, 'culture-office'), {
    bulletinId: bulletinOf('tin').bulletinId,
    targets: unitsOf(TOWN),
    startAtUs,
  });
  if (sent.outcome === 'refused') throw new Error(sent.detail);
  city.planner.republish();
  const cues = city.pages(NODE).flatMap((page) => page.cues);
  const ordered = city.stores.plan.validOrders(city.timeline.nowUs()).flatMap(({ add }) => add);
  const byHand = [...cues, ...ordered].find(({ cueId }) => cueId === sent.cueId);
  const planned = cues.find(({ cueId }) => cueId === 'lich@2026-11-22T09:00');
  if (!byHand || !planned) throw new Error('not planned');
  expect(Object.keys(byHand)).toEqual(Object.keys(planned));
  const { fates } = layOut([byHand, planned]);
  expect([...fates.values()].map(({ outcome }) => outcome)).toEqual(['full', 'full']);
  expect(usOfFrames(byHand.durationFrames)).toBe(LENGTH_US);
});
