/**
 * Goal: no document is lost or bent on its way through a file. Method: random documents, with words
 * that YAML takes for something else, are written and read back.
 */
import { documentSchemas } from '@loa/protocol/documents';
import type { DocumentKind } from '@loa/protocol/programme';
import { parseUnitId } from '@loa/protocol/vocabulary';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { NO_SETTINGS } from '../../domain/zoning/city-settings.ts';
import type { DeclaredDocument } from '../../engine/schedule-port.ts';
import { declaredDocuments } from './documents-of.ts';
import { cityText } from './export-city.ts';
import { fileOf } from './file-of.ts';
import { checkShape } from './shape.ts';

const CITY = parseUnitId('tp');
const NASTY = [
  'no',
  '1e3',
  '2026-12-01',
  '- a',
  'a: b',
  '# c',
  "'",
  '"',
  '{',
  '*a',
  '~',
  'Đường Trần Phú',
  '05:30',
  '0o7',
  '<<',
  'a\nb',
  'a\u2028b',
];
const words = (most: number) =>
  fc
    .array(fc.oneof(fc.constantFrom(...NASTY), fc.string({ maxLength: 8 })), { minLength: 1 })
    .map((parts) => parts.join(' ').trim().slice(0, most).trim())
    .filter((text) => text.length > 0);
const slug = fc.stringMatching(/^[a-z0-9][a-z0-9._-]{0,10}$/);
const unit = fc.constantFrom('tp', 'an');
const day = fc.constantFrom('2026-12-01', '2027-02-28');
const time = fc.constantFrom('00:00', '05:30', '23:59', '24:00');
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const list = <T>(value: fc.Arbitrary<T>) => fc.array(value, { maxLength: 3 });
const some = <T>(value: fc.Arbitrary<T>) => fc.array(value, { minLength: 1, maxLength: 3 });
const targets = fc.record({ units: list(slug), zones: list(slug), nodes: list(slug) });
const gainDb = fc.integer({ min: -80, max: 12 }).map((half) => half / 2);
const timing = fc.record({
  start: day.map((one) => `${one}T05:30`),
  rule: maybe(fc.constantFrom('FREQ=DAILY', 'LUNAR:DAYS=1,15')),
  until: maybe(day),
  except: list(day),
  extra: list(day.map((one) => `${one}T17:00:30`)),
});
const named = { id: slug, unit, title: words(200) };
const classes = some(fc.constantFrom('normal', 'priority')).map((all) => all.slice(0, 2));

const BODIES: { readonly [K in DocumentKind]?: fc.Arbitrary<object> } = {
  campaign: fc.record({
    ...{ ...named, bulletins: some(slug), order: fc.constantFrom('sequence', 'rotation') },
    ...{ separationSeconds: fc.nat(600), chime: maybe(slug), targets, timing },
    placement: fc.oneof(
      fc.constant({ kind: 'times' }),
      fc.record({ kind: fc.constant('sessions'), sessions: list(slug) }),
    ),
    repeats: fc.record({ times: fc.integer({ min: 1, max: 10 }), gapSeconds: fc.nat(3600) }),
    ...{ priority: fc.integer({ min: 1, max: 98 }), gainDb, lateMinutes: fc.nat(600) },
    whenPreempted: fc.constantFrom('continue', 'restart', 'drop'),
    override: maybe(fc.record({ reason: words(200), by: words(64) })),
  }),
  session: fc.record({
    ...named,
    timing,
    minutes: fc.integer({ min: 1, max: 60 }),
    opening: maybe(slug),
  }),
  'air-rule': fc.record({
    ...{ ...named, classes, weekdays: some(fc.integer({ min: 1, max: 7 })) },
    windows: list(fc.record({ from: time, to: time, minutes: maybe(fc.nat(1440)) })),
    overridableBy: list(fc.constantFrom('culture-office', 'broadcaster')),
  }),
  volume: fc.record({ id: slug, unit, targets, classes, from: time, to: time, gainDb }),
  suspension: fc.record({
    ...named,
    fromDay: day,
    throughDay: day,
    classes,
    categories: list(words(60)),
  }),
  template: fc.record({ ...named, text: words(500), category: words(60) }),
  mute: fc.record({ id: slug, unit, nodes: some(slug), throughDay: day, reason: words(200) }),
};
const kinds = Object.keys(BODIES) as DocumentKind[];

const document = fc.constantFrom(...kinds).chain((kind) =>
  (BODIES[kind] as fc.Arbitrary<object>).map((body) => {
    return { kind, body: documentSchemas[kind].parse(body) } as DeclaredDocument;
  }),
);

test('[DOC24] what is written of a document is read back the same, field by field in order', () => {
  fc.assert(
    fc.property(fc.array(document, { maxLength: 8 }), (documents) => {
      const map = {
        ...{ cityId: CITY, timeZone: 'Asia/Ho_Chi_Minh' },
        ...{ units: new Map(), nodes: new Map(), zones: new Map() },
      };
      const state = { map, settings: NO_SETTINGS, bulletins: [], documents };
      const text = cityText({ units: [], ...fileOf(state, map) });
      const shape = checkShape(parseDocument(text).toJS());
      if (shape.outcome === 'faulty') throw new Error(JSON.stringify(shape.faults));
      const read = declaredDocuments(shape.file).map(({ kind, body }) =>
        JSON.stringify([kind, body]),
      );
      const sent = documents.map(({ kind, body }) => JSON.stringify([kind, body]));
      expect(read.sort()).toEqual(sent.sort());
      expect(cityText({ units: [], ...fileOf(state, map) })).toBe(text);
    }),
    { numRuns: 200 },
  );
});
