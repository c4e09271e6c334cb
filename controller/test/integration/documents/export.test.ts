/**
 * Goal: nothing of a city is lost between two data folders. Method: a city is exported, compared with
 * itself, and applied to an empty folder whose own export is then the same, byte for byte.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseUnitId } from '@loa/protocol/vocabulary';
import { afterEach, expect, test } from 'vitest';
import {
  applyScheduleFile,
  compareScheduleFile,
  exportCity,
} from '../../../src/adapters/schedule-files/index.ts';
import type { Actor } from '../../../src/domain/policy/actor.ts';
import type { CityEngine } from '../../../src/engine/city.ts';
import { EAST, startTestController, type TestController } from '../../support/test-controller.ts';

const opened: TestController[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one[Symbol.asyncDispose]();
});

async function emptyController() {
  const controller = await startTestController({ withoutCity: true });
  opened.push(controller);
  const city = controller.engine.city as CityEngine;
  return {
    controller,
    apply: (path: string) => applyScheduleFile(city, path, { signal: AbortSignal.timeout(60_000) }),
    compare: (path: string) => compareScheduleFile(city, path),
    export: (folder: string) => exportCity({ ...controller.engine, city }, folder),
  };
}

/** Every file of an export by its content. */
function contentOf(folder: string): Record<string, string> {
  const beside = ['sounds', 'papers'].flatMap((kind) =>
    readdirSync(join(folder, kind)).map((name) => join(kind, name)),
  );
  return Object.fromEntries(
    ['city.yaml', ...beside].map((name) => [
      name,
      readFileSync(join(folder, name)).toString('base64'),
    ]),
  );
}

const SAMPLES = resolve(import.meta.dirname, '../../../../audio-samples');
const A_CITY = `city:
  unit: tp
  timeZone: Asia/Ho_Chi_Minh
  header: [UBND thành phố]
  relayHosts: [phat.example.vn]
speech: { abbreviations: { TDP: tổ dân phố } }
units:
  - { id: tp, kind: city, name: Thành phố }
  - { id: an, kind: ward, name: Phường An, parent: tp, from: 2025-07-01 }
  - id: khu
    kind: neighbourhood
    name: Khu 1
    parent: an
    formerly: [{ parent: tp, until: 2025-07-01 }]
nodes:
  - { id: loa-1, name: Loa 1, unit: an, trimMs: -2.5, site: cho }
  - { id: loa-2, name: Loa 2, unit: an, place: { latitude: 15.57, longitude: 108.48 } }
zones:
  - id: cho
    name: Chợ
    nodes: [loa-1, loa-2]
    acoustic: { mode: delay, groups: [{ nodes: [loa-1], delayMs: 0 }, { nodes: [loa-2], delayMs: 350 }] }
bulletins:
  - { id: nhac, title: 'Nhạc: hiệu', class: priority, file: ${SAMPLES}/chime.flac, transcript: "Một\\nhai", paper: { number: 15/TB-UBND, file: cong-van } }
sessions:
  - { id: sang, title: Sáng, timing: { start: 2026-11-01T05:30, rule: FREQ=DAILY }, minutes: 30 }
campaigns:
  - id: nhac-sang
    title: "- Nhạc # sáng"
    bulletins: [nhac]
    targets: { zones: [cho] }
    timing: { start: 2026-11-01T05:30, rule: 'LUNAR:DAYS=1,15' }
    placement: { kind: sessions, sessions: [sang] }
airRules:
  - { id: hai-buoi, preset: two-sessions-60 }
`;
const OFFICE: Actor = {
  username: 'lan',
  name: 'Lan',
  role: 'culture-office',
  language: 'vi',
  unitId: parseUnitId('tp'),
};

test('[DOC24] [DOC25] [DOC28] an export applied elsewhere gives the same export, its sound bit for bit', async () => {
  const first = await emptyController();
  const { desk } = first.controller.engine;
  const source = join(first.controller.folder, 'city.yaml');
  writeFileSync(source, A_CITY);
  writeFileSync(join(first.controller.folder, 'cong-van'), '%PDF-1.7 công văn');
  expect(await first.apply(source)).toMatchObject({ ok: true });
  const campaign = first.controller.stores.documents.get('campaign', 'nhac-sang')?.body;
  const own = { ...campaign, id: 'cua-phuong', unit: 'an' } as never;
  const put = { kind: 'campaign', body: own, basis: { kind: 'any' } } as const;
  expect(desk.put(OFFICE, put).outcome).toBe('put');
  const folder = join(first.controller.folder, 'ra');
  expect(await first.export(folder)).toMatchObject({ ok: true });

  const city = join(folder, 'city.yaml');
  expect(await first.compare(city)).toEqual({ ok: true, lines: [`${city}: nothing to change`] });
  expect((await first.apply(city)).lines).toEqual([`${city}: nothing to change`]);
  expect(first.controller.stores.documents.get('campaign', 'cua-phuong')?.origin).toBe('console');

  const second = await emptyController();
  expect(await second.apply(city)).toMatchObject({ ok: true });
  const again = join(second.controller.folder, 'ra');
  await second.export(again);
  expect(contentOf(again)).toEqual(contentOf(folder));
  expect(contentOf(again)['papers/nhac.pdf']).toBeDefined();
  const planned = ({ controller }: typeof first) =>
    controller.stores.calendar.between(0, Number.MAX_SAFE_INTEGER);
  expect(planned(second)).toEqual(planned(first));
}, 60_000);

test('[DOC23] a comparison says what applying would change, and changes nothing', async () => {
  const one = await emptyController();
  const path = join(one.controller.folder, 'city.yaml');
  const text = `city: { unit: thu-nghiem, timeZone: Asia/Ho_Chi_Minh }
units:
  - { id: thu-nghiem, kind: city, name: Thành phố }
  - { id: phuong-dong, kind: ward, name: Phường Đông, parent: thu-nghiem }
`;
  writeFileSync(path, text);
  expect(await one.compare(path)).toEqual({
    ok: false,
    lines: ['+ city thu-nghiem', '+ unit thu-nghiem', '+ unit phuong-dong'],
  });
  expect(one.controller.engine.city.map()).toBeNull();
  await one.apply(path);
  writeFileSync(
    path,
    `${text}bulletins: [{ id: tin, title: Tin, unit: phuong-dong, file: city.yaml }]\n`,
  );
  expect((await one.compare(path)).lines).toEqual(['+ bulletin tin']);
  one.controller.bulletin('tin', EAST);
  expect((await one.compare(path)).lines[0]).toContain('has an uploaded bulletin of this id');
  writeFileSync(path, 'city: 1');
  expect((await one.compare(path)).lines[0]).toContain(':1:7: city: must be');
});

test('[DOC24] what cannot be exported is said', async () => {
  const one = await emptyController();
  expect(await one.export(one.controller.folder)).toMatchObject({ ok: false });
  const city = join(one.controller.folder, 'city.yaml');
  writeFileSync(
    city,
    'city: { unit: a, timeZone: UTC }\nunits: [{ id: a, kind: city, name: A }]\n',
  );
  await one.apply(city);
  one.controller.bulletin('mat', 'a' as never);
  const told = await one.export(join(one.controller.folder, 'ra'));
  expect(told.ok).toBe(false);
  expect(told.lines[1]).toBe('bulletin mat: its sound is not held any more');
});
