/**
 * Goal: what a unit heard stays with it when units merge, split, are renamed or moved. Method: a town
 * is planned and heard in part by the real planner, reported by every unit, reformed by a file, and
 * reported again.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { type NodeId, parseNodeId, parseUnitId, type UnitId } from '@loa/protocol/vocabulary';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeReport } from '../../../src/adapters/reports/index.ts';
import { applyScheduleFile } from '../../../src/adapters/schedule-files/index.ts';
import {
  bulletinOf,
  campaign,
  STREET,
  suspension,
  TOWN,
  timingOf,
  townMap,
  unitsOf,
  WARD_A,
  WARD_B,
} from '../../../src/domain/campaign/sample-programme.ts';
import type { ReportQuestion } from '../../../src/engine/report-facade.ts';
import { createReports } from '../../../src/engine/reports.ts';
import { putCampaigns } from '../../support/campaigns.ts';
import { aReceipt } from '../../support/stored-things.ts';
import { openPlanningCity, type PlanningCity } from '../planning/planning-city.ts';

const DAY_MS = 86_400_000;
const NEW = parseUnitId('phuong-moi');
const OTHER = parseUnitId('phuong-khac');
/** The units change on the 24th. */
const BEFORE = { fromDay: '2026-11-22', throughDay: '2026-11-23' };
const AFTER = { fromDay: '2026-11-24', throughDay: '2026-11-25' };

let city: PlanningCity;
let sequence: number;
beforeEach(() => {
  // 04:00 in Vietnam.
  city = openPlanningCity({ start: '2026-11-21T21:00:00' });
  sequence = 0;
  const { stores } = city;
  stores.city.replace(townMap());
  stores.library.put(bulletinOf('tin'));
  putCampaigns(
    stores,
    [TOWN, WARD_A, WARD_B, STREET].map((unit, hour) =>
      campaign(`cho-${unit}`, {
        ...{ unit, targets: unitsOf(unit) },
        timing: timingOf(`2026-11-22T0${5 + hour}:30`),
      }),
    ),
  );
  // What is withheld has no receipts: its lines follow from the units alone.
  const owner = { origin: 'console', author: 'lan', changedAtMs: 1 } as const;
  const days = { fromDay: '2026-11-23', throughDay: '2026-11-23' };
  stores.documents.put('suspension', {
    body: suspension('ngung', { ...days, unit: WARD_A }),
    ...owner,
  });
  city.planner.republish();
});
afterEach(() => city[Symbol.dispose]());

/** Two days, of which one node hears everything and another nothing. */
function passTwoDays(): void {
  city.clock.advance(2 * DAY_MS);
  const { calendar, receipts } = city.stores;
  const nowUs = city.timeline.nowUs();
  for (const { cueId, startAtUs, withheld } of calendar.between(nowUs - 2 * DAY_MS * 1000, nowUs)) {
    if (withheld) continue;
    const nodeId: NodeId = parseNodeId('loa-to-1');
    const line = { nodeId, cueId };
    const end = { atUs: startAtUs + 60e6, positionFrames: 60 * 48_000, why: 'finished' } as const;
    receipts.append(nodeId, [
      aReceipt(++sequence, { ...line, atUs: startAtUs }),
      aReceipt(++sequence, { ...line, kind: 'ended', ...end }),
    ]);
  }
}

async function report(unitId: UnitId, days: typeof BEFORE, kind: ReportQuestion['kind']) {
  const { stores, timeline, events, clock } = city;
  const reports = createReports({
    ...{ stores, timeline, events, map: city.city.map, isOnline: () => false },
    ...{ clock, breathe: () => Promise.resolve(), writer: writeReport },
    clock: { monotonicUs: () => 0 },
  });
  const all = { nodeId: null, itemId: null, bulletinId: null, class: null, category: null };
  const question = { kind, unitId, ...days, ...all };
  const written = await reports.write(question, { format: 'json', language: 'vi' });
  if (written.outcome !== 'written') throw new Error(written.detail);
  return ((await json(written.body)) as { rows: { unit?: string; node?: string }[] }).rows;
}

/** Everything that can be asked about units. */
async function told(days: typeof BEFORE, ...units: UnitId[]) {
  const kinds = ['as-run', 'minutes', 'diary', 'royalties'] as const;
  const rows = units.flatMap((unit) => kinds.map((kind) => report(unit, days, kind)));
  return await Promise.all(rows);
}

async function reform(changes: string): Promise<void> {
  const path = join(city.folder, 'reform.yaml');
  const head = 'reform: { id: r, city: tp, date: 2026-11-24 }\nchanges:\n';
  writeFileSync(path, `${head}  - ${changes}\n`);
  const applied = await applyScheduleFile(city.city, path, {
    signal: new AbortController().signal,
  });
  expect(applied).toMatchObject({ ok: true });
}

const UNITS = [TOWN, WARD_A, WARD_B, STREET];
const A_AND_B = `{ kind: merge, from: [${WARD_A}, ${WARD_B}], into: `;

test.each<[string, string]>([
  ['two units merge', `${A_AND_B}{ id: ${NEW}, kind: ward, name: Mới } }`],
  ['one is merged into another', `{ kind: merge, from: [${WARD_A}], into: { id: ${WARD_B} } }`],
  [
    'one is split',
    `{ kind: split, from: ${WARD_A}, into: [
        { id: ${NEW}, kind: ward, name: Mới, nodes: [loa-a], units: [] },
        { id: ${OTHER}, kind: ward, name: Khác, nodes: [], units: [${STREET}] } ] }`,
  ],
  ['one is renamed', `{ kind: rename, unit: ${WARD_A}, name: Mới }`],
  ['one goes below another', `{ kind: re-parent, unit: ${STREET}, parent: ${WARD_B} }`],
])('[REP15] the reports of days before %s say what they said', async (_, changes) => {
  passTwoDays();
  const before = await told(BEFORE, ...UNITS);
  await reform(changes);
  expect(await told(BEFORE, ...UNITS)).toEqual(before);
  for (const unit of [NEW, OTHER]) {
    const map = city.city.map();
    if (map?.units.has(unit)) expect((await told(BEFORE, unit)).flat()).toEqual([]);
  }
});

test('[REP15] from its first day on a new unit has what its nodes hear, and the old ones nothing', async () => {
  passTwoDays();
  await reform(`${A_AND_B}{ id: ${NEW}, kind: ward, name: Mới } }`);
  passTwoDays();
  const rows = await report(NEW, AFTER, 'as-run');
  expect(new Set(rows.map(({ node }) => node))).toEqual(new Set(['loa-a', 'loa-b', 'loa-to-1']));
  expect(await report(TOWN, AFTER, 'as-run')).toEqual(rows);
  expect((await told(AFTER, WARD_A, WARD_B)).flat()).toEqual([]);
  const both = { fromDay: BEFORE.fromDay, throughDay: AFTER.throughDay };
  expect(await report(WARD_A, both, 'as-run')).toEqual(await report(WARD_A, BEFORE, 'as-run'));
});

test('[REP15] what went below another parent counts there from that day on, and no sooner', async () => {
  passTwoDays();
  await reform(`{ kind: re-parent, unit: ${STREET}, parent: ${WARD_B} }`);
  passTwoDays();
  const nodes = async (unit: UnitId, days: typeof BEFORE) =>
    [...new Set((await report(unit, days, 'as-run')).map(({ node }) => node))].sort();
  expect(await nodes(WARD_A, BEFORE)).toEqual(['loa-a', 'loa-to-1']);
  expect(await nodes(WARD_B, BEFORE)).toEqual(['loa-b']);
  expect(await nodes(WARD_A, AFTER)).toEqual(['loa-a']);
  expect(await nodes(WARD_B, AFTER)).toEqual(['loa-b', 'loa-to-1']);
});
