/**
 * Goal: people may change their minds. Method: random calendars in the real planner and database; each
 * kind of document is added, changed and taken away by the office, and each of it is taken back.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DOCUMENT_KINDS, type DocumentKind, type Documents } from '@loa/protocol/programme';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cityText } from '../../src/adapters/schedule-files/export-city.ts';
import { fileOf } from '../../src/adapters/schedule-files/file-of.ts';
import { openDatabase } from '../../src/adapters/sqlite/index.ts';
import { bulletinOf, TOWN, townMap } from '../../src/domain/campaign/sample-programme.ts';
import { NO_SETTINGS } from '../../src/domain/zoning/city-settings.ts';
import { createDocumentDesk } from '../../src/engine/document-desk.ts';
import type { DocumentDesk } from '../../src/engine/document-facade.ts';
import { DRAWN, DRAWN_BULLETINS, drawnList, named } from '../calendars/drawn-documents.ts';
import {
  actorOf,
  openPlanningCity,
  type PlanningCity,
} from '../integration/planning/planning-city.ts';

type Calendar = { readonly [K in DocumentKind]: readonly Documents[K][] };
type OneOfEach = { readonly [K in DocumentKind]: Documents[K] };

const ofKinds = <T>(made: (kind: DocumentKind) => fc.Arbitrary<unknown>): fc.Arbitrary<T> =>
  fc.record(Object.fromEntries(DOCUMENT_KINDS.map((kind) => [kind, made(kind)]))) as never;
const calendars = ofKinds<Calendar>(drawnList);
const changes = ofKinds<OneOfEach>((kind) => DRAWN[kind]);

const NODES = [...townMap().nodes.keys()];
const ANY = { kind: 'any' } as const;
const office = actorOf(TOWN, 'culture-office');
const FIRST: readonly DocumentKind[] = ['campaign', 'session'];

function openTown(): PlanningCity & { readonly desk: DocumentDesk } {
  // 07:00 in Vietnam: nothing is so near that an edit comes too late for it.
  const city = openPlanningCity({ start: '2026-11-22T00:00:00' });
  const { stores } = city;
  stores.city.replace(townMap());
  stores.city.putSettings({ ...NO_SETTINGS, relayHosts: ['phat.example.vn'] });
  for (const one of [bulletinOf('tin'), ...DRAWN_BULLETINS]) stores.library.put(one);
  const account = {
    role: 'broadcaster',
    language: 'vi',
    passwordHash: '',
    disabled: false,
  } as const;
  stores.accounts.put({ ...account, username: 'lan', name: 'Lan', unitId: TOWN });
  return { ...city, desk: createDocumentDesk(city) };
}

function put<K extends DocumentKind>(desk: DocumentDesk, kind: K, body: Documents[K]): void {
  const answer = desk.put(office, { kind, body, basis: ANY });
  if (answer.outcome !== 'put') throw new Error(`${kind}: ${answer.detail}`);
}

function remove(desk: DocumentDesk, kind: DocumentKind, id: string): void {
  const answer = desk.remove(office, kind, { id, basis: ANY });
  if (answer.outcome !== 'removed') throw new Error(`${kind}: ${answer.detail}`);
}

function putAll(desk: DocumentDesk, calendar: Calendar): void {
  for (const kind of new Set([...FIRST, ...DOCUMENT_KINDS])) {
    for (const body of calendar[kind]) put(desk, kind, body);
  }
}

/** What each node is told, but for when, and when its mutes were decided. */
function toldTo(city: PlanningCity): string[] {
  city.planner.republish();
  return NODES.map((nodeId) => {
    const { units, zones, settings, pages } = city.head(nodeId);
    const mutes = settings.mutes.map(({ untilUs, gainDb }) => ({ untilUs, gainDb }));
    const texts = city.pageTexts(nodeId);
    return JSON.stringify({ units, zones, settings: { ...settings, mutes }, pages, texts });
  });
}

/** Each way to edit a kind, as what to do and what takes it back. */
function editsOf<K extends DocumentKind>(
  desk: DocumentDesk,
  kind: K,
  [held, drawn]: readonly [held: readonly Documents[K][], drawn: Documents[K]],
): (readonly [what: string, act: () => void, undo: () => void])[] {
  const fresh = named(kind, drawn, 9);
  const added = [
    `${kind} added`,
    () => put(desk, kind, fresh),
    () => remove(desk, kind, fresh.id),
  ] as const;
  const [first] = held;
  // Orders of a day are called after it: another one is another document.
  if (!first) return [added];
  const other = kind === 'day-order' ? { ...first, items: [] } : named(kind, drawn, 0);
  const restore = () => put(desk, kind, first);
  const changed = [`${kind} changed`, () => put(desk, kind, other), restore] as const;
  const gone = [`${kind} removed`, () => remove(desk, kind, first.id), restore] as const;
  return fresh.id === first.id ? [changed, gone] : [added, changed, gone];
}

test('[CAL133] whatever kind of document is edited, taking it back restores every day page byte for byte', () => {
  const moved = new Set<string>();
  fc.assert(
    fc.property(calendars, changes, (calendar, drawn) => {
      using city = openTown();
      putAll(city.desk, calendar);
      const before = toldTo(city);
      for (const kind of DOCUMENT_KINDS) {
        for (const [what, act, undo] of editsOf(city.desk, kind, [calendar[kind], drawn[kind]])) {
          act();
          if (toldTo(city).join() !== before.join()) moved.add(kind);
          undo();
          expect(toldTo(city), what).toEqual(before);
        }
      }
    }),
    { numRuns: 5 },
  );
  // Edits that move nothing would show nothing.
  expect(moved.size).toBeGreaterThan(2);
});

/** Everything that the database holds. */
function everything({ folder }: PlanningCity): string {
  using database = openDatabase(join(folder, 'loa.db'));
  const { sqlite } = database;
  const tables = sqlite
    .prepare<[], { name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'")
    .all();
  return JSON.stringify(
    tables.map(({ name }) => [name, sqlite.prepare(`SELECT * FROM "${name}"`).all()]),
  );
}

/** The calendar as a file beside its sound. */
function fileFor(calendar: Calendar, folder: string): string {
  using city = openTown();
  putAll(city.desk, calendar);
  const map = townMap();
  const state = city.city.state();
  const bulletins = state.bulletins.map((one) => ({ ...one, state: 'approved' as const }));
  const file = fileOf({ ...state, bulletins }, map) as { bulletins: { file: string }[] };
  const listed = file.bulletins.map((one) => ({ ...one, prepared: undefined }));
  for (const { file: sound } of listed) {
    mkdirSync(dirname(join(folder, sound)), { recursive: true });
    writeFileSync(join(folder, sound), sound);
  }
  const path = join(folder, 'city.yaml');
  writeFileSync(path, cityText({ ...file, bulletins: listed }));
  return path;
}

test('[CAL19] a random calendar that is applied twice changes nothing, and nobody is told anything', async () => {
  await fc.assert(
    fc.asyncProperty(calendars, async (calendar) => {
      using city = openPlanningCity({ start: '2026-11-22T00:00:00' });
      const path = fileFor(calendar, city.folder);
      expect((await city.apply(path)).outcome).toBe('applied');
      const before = everything(city);
      city.told.length = 0;
      expect(await city.apply(path)).toEqual({ outcome: 'applied', changes: [] });
      expect(city.told).toEqual([]);
      expect(everything(city)).toBe(before);
    }),
    { numRuns: 5 },
  );
});
