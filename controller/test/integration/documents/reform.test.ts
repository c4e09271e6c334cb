/**
 * Goal: units move and nothing that was decided is lost. Method: the shipped reform of July 2025 is
 * applied to the shipped Tam Kỳ, over the real planner.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseNodeId, parseUnitId } from '@loa/protocol/vocabulary';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  applyScheduleFile,
  compareScheduleFile,
  exportCity,
} from '../../../src/adapters/schedule-files/index.ts';
import { openPlanningCity, type PlanningCity } from '../planning/planning-city.ts';

const SCHEDULES = resolve(import.meta.dirname, '../../../../schedules');
const TAM_KY = join(SCHEDULES, 'tam-ky.yaml');
const REFORM = join(SCHEDULES, 'reform-2025-07.yaml');

let city: PlanningCity;
beforeEach(() => {
  city = openPlanningCity({ start: '2026-11-22T00:00:00' });
});
afterEach(() => city[Symbol.dispose]());

const apply = (path: string) =>
  applyScheduleFile(city.city, path, { signal: new AbortController().signal });
const soundsOn = (nodeId: string) =>
  city.pages(nodeId).flatMap((page) => page.cues.map(({ cueId }) => cueId));

test('[DOC30] the reform of July 2025 leaves four wards, and happens once', async () => {
  await apply(TAM_KY);
  const told = await apply(REFORM);
  expect(told.ok).toBe(true);
  expect(told.lines).toEqual(expect.arrayContaining(['+ unit phuong-tam-ky', '~ node an-my-01']));
  const map = city.stores.city.load();
  const standing = [...(map?.units.values() ?? [])].filter(
    ({ until, parentId }) => until === null && parentId === 'tam-ky',
  );
  expect(standing.map(({ name }) => name)).toEqual([
    'Phường Tam Kỳ',
    'Phường Bàn Thạch',
    'Phường Quảng Phú',
    'Phường Hương Trà',
  ]);
  expect(map?.units.get(parseUnitId('an-my'))).toMatchObject({ until: '2025-07-01' });
  expect(map?.nodes.get(parseNodeId('an-my-01'))).toMatchObject({
    unitId: 'phuong-tam-ky',
    formerUnits: ['an-my'],
  });
  expect(await apply(REFORM)).toEqual({ ok: true, lines: [`${REFORM}: nothing to change`] });
});

test('[DOC31] a campaign for wards that have ended follows their nodes and nobody else', async () => {
  await apply(TAM_KY);
  const powerCut = (nodeId: string) => soundsOn(nodeId).filter((cue) => cue.startsWith('cat-dien'));
  const before = powerCut('an-my-01');
  expect(before.length).toBeGreaterThan(0);
  await apply(REFORM);
  expect(powerCut('an-my-01')).toEqual(before);
  // In the same ward since, and never meant.
  expect(powerCut('truong-xuan-01')).toEqual([]);
});

test('[DOC32] a file from before a reform is refused; the export has the reform in it', async () => {
  await apply(TAM_KY);
  await apply(REFORM);
  const refused = await apply(TAM_KY);
  expect(refused.ok).toBe(false);
  expect(refused.lines[0]).toContain('city.reforms: the units of this city have moved by 2025-07');
  const folder = join(city.folder, 'ra');
  mkdirSync(folder);
  const sound = join(folder, 'sound');
  writeFileSync(sound, 'sound');
  await exportCity(
    { city: city.city, library: { soundFile: () => sound }, papers: { fileOf: () => null } },
    folder,
  );
  const exported = join(folder, 'city.yaml');
  expect(await city.city.state()).toMatchObject({ settings: { reforms: ['2025-07'] } });
  using second = openPlanningCity({ start: '2026-11-22T00:00:00' });
  const again = await applyScheduleFile(second.city, exported, {
    signal: new AbortController().signal,
  });
  expect(again.ok).toBe(true);
  expect(second.stores.city.load()).toEqual(city.stores.city.load());
});

test('[DOC23] a reform is applied and not compared: so it is said', async () => {
  const compared = await compareScheduleFile(city.city, REFORM);
  expect(compared.ok).toBe(false);
  expect(compared.lines).toEqual([
    `${REFORM}: it moves units; npm run apply -- FILE says what it did`,
  ]);
});

test('[DOC30] a reform that does not fit says where, and moves nothing', async () => {
  await apply(TAM_KY);
  const path = join(city.folder, 'reform.yaml');
  const head = 'reform: { id: x, city: tam-ky, date: 2025-07-01 }\nchanges:\n';
  const lines = async (changes: string) => {
    writeFileSync(path, head + changes);
    return (await apply(path)).lines.map((line) => line.slice(path.length + 1));
  };
  expect(
    await lines(
      '  - { kind: rename, unit: tam-ky, name: A }\n  - { kind: rename, unit: x, name: B }\n',
    ),
  ).toEqual(['4:27: changes[1].unit: there is no unit x; mend the id']);
  expect(await lines('  - { kind: merge, from: [an-my], into: { name: B } }\n')).toEqual([
    '3:41: changes[0].into: give id, kind and name of a new unit, or the id alone of one that goes on',
  ]);
  expect(city.stores.city.load()?.units.get(parseUnitId('tam-ky'))?.name).toBe('Thành phố Tam Kỳ');
});
